//! The police's records as ours: pure functions. What was not asked for is dropped here, before anything is sealed.

mod facts;
mod hate;
mod incident;
mod referral;
mod victim;
mod words;

use std::collections::BTreeMap;

use accord_connector_kit::Terms;
use accord_model::{OrganisationId, PartnerId};

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
    /// The members of the partnership that its codes of recipients name.
    pub(super) organisations: BTreeMap<String, OrganisationId>,
}

#[cfg(test)]
mod tests;
