//! FHIR resources as records of ours: pure functions. What was not asked for is dropped here, before anything is sealed.

mod consent;
mod event;
mod health;
mod label;
mod notes;
mod patient;
mod prune;
mod refer;
mod values;
mod words;

use std::collections::BTreeMap;

use accord_connector_kit::Terms;
use accord_model::{OrganisationId, PartnerId};

pub(super) use consent::{Whose, refuses_everything};
pub(super) use event::without_a_rule;
pub(super) use label::restricted;
pub(super) use notes::Notes;
pub(super) use patient::replaced;
pub(super) use prune::prune;
pub(super) use refer::Parties;
pub(super) use values::instant;

use super::config::ConsentPolicy;
use super::wire::{Concept, Reference};

/// What mapping needs to know beside the record.
pub(super) struct Mapper {
    /// The partner.
    pub(super) partner: PartnerId,
    /// Its words.
    pub(super) terms: Terms,
    /// The parties of referrals that are members of the partnership.
    pub(super) members: BTreeMap<String, OrganisationId>,
    /// The base rules of the policy texts that its consents name.
    pub(super) policies: BTreeMap<String, ConsentPolicy>,
    /// The server's base: a reference to another server is no reference of ours.
    pub(super) base: String,
}

impl Mapper {
    /// The id that a reference to a resource of this type names, if it lies on this server.
    pub(super) fn id_of(&self, kind: &str, reference: &Reference) -> Option<String> {
        self.id_in(kind, reference.reference.text()?)
    }

    /// As [`Mapper::id_of`], of the reference's text.
    fn id_in(&self, kind: &str, text: &str) -> Option<String> {
        let local = match text.strip_prefix(self.base.trim_end_matches('/')) {
            Some(rest) => rest.trim_start_matches('/'),
            None => text,
        };
        let mut parts = local.split('/');
        let (found, id) = (parts.next()?, parts.next()?);
        let history = parts.next().is_none_or(|word| word == "_history");
        (found == kind && is_id(id) && history).then(|| id.to_owned())
    }
}

/// Whether this is an `id` of FHIR: a comma would be a second id, and a bar or a slash another question.
pub(super) fn is_id(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.')
}

/// Whether a concept holds one of these `system|code`.
pub(super) fn coded_as(concept: &Concept, codes: &[String]) -> bool {
    concept.coding.items.iter().any(|coding| {
        let (Some(system), Some(code)) = (coding.system.text(), coding.code.text()) else {
            return false;
        };
        codes.iter().any(|known| known.split_once('|') == Some((system, code)))
    })
}

#[cfg(test)]
mod tests;
