//! The police's records as ours: pure functions. What was not asked for is dropped here, before anything is sealed.

mod facts;
mod hate;
mod incident;
mod victim;
mod words;

use std::collections::BTreeMap;

use accord_connector_kit::Terms;
use accord_model::PartnerId;

use facts::Facts;

pub(super) use accord_connector_kit::Notes;

/// What mapping needs to know beside the record.
pub(super) struct Mapper {
    /// The partner.
    pub(super) partner: PartnerId,
    /// Its words.
    pub(super) terms: Terms,
    /// Its names for the other partners' systems, in quoted references.
    pub(super) systems: BTreeMap<String, PartnerId>,
}

#[cfg(test)]
mod tests;
