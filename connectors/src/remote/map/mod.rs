//! What the program says as our records: pure functions. What was not asked for has been dropped before; what may not be
//! taken in is dropped here, before anything is sealed.

mod consent;
mod facts;
mod incident;
mod referral;
mod values;
mod victim;
mod words;

use std::collections::BTreeMap;

use accord_connector_kit::{ConnectError, Terms};
use accord_model::PartnerId;

pub(super) use accord_connector_kit::Notes;
use facts::Facts;
pub(super) use incident::is_of_hate;
use words::Words;

/// What mapping needs to know beside the record.
pub(super) struct Mapper {
    /// The partner.
    pub(super) partner: PartnerId,
    /// The unified vocabulary.
    unified: Terms,
    /// The partner's own words.
    own: Option<Terms>,
    /// Its names for the other partners' systems, in quoted references.
    systems: BTreeMap<String, PartnerId>,
}

impl Mapper {
    /// Checks what the partner's own words are said to mean.
    pub(super) fn new(
        partner: PartnerId,
        own: Option<Terms>,
        systems: BTreeMap<String, PartnerId>,
    ) -> Result<Self, ConnectError> {
        let wrong = |reason: String| ConnectError::Key { key: "terms", reason };
        let unified = Terms::read(include_str!("../unified.toml")).map_err(|error| wrong(error.to_string()))?;
        if let Some(own) = &own {
            words::check(own).map_err(wrong)?;
        }
        Ok(Self { partner, unified, own, systems })
    }

    const fn words(&self) -> Words<'_> {
        Words::new(&self.unified, self.own.as_ref())
    }
}

#[cfg(test)]
mod tests;
