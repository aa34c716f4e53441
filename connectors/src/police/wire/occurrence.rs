use serde::Deserialize;

use super::{Announced, Field, List, Term};

/// `Occurrence` of the contract. Every field is optional: a projection leaves most out.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::police) struct Occurrence {
    pub(in crate::police) reference: Field<String>,
    pub(in crate::police) layer: Field<String>,
    pub(in crate::police) occurred_from: Field<String>,
    pub(in crate::police) occurred_to: Field<String>,
    pub(in crate::police) reported_at: Field<String>,
    pub(in crate::police) channel: Field<String>,
    pub(in crate::police) offence: Field<Term>,
    pub(in crate::police) flags: List<String>,
    pub(in crate::police) disability_marker: Field<bool>,
    pub(in crate::police) location: Field<Location>,
    pub(in crate::police) narrative: Field<String>,
    pub(in crate::police) outcome: Field<Term>,
    pub(in crate::police) perpetrator_relation: Field<Term>,
    pub(in crate::police) persons: List<Involved>,
    pub(in crate::police) suspect_organisation: Field<Organisation>,
    pub(in crate::police) restricted: Field<bool>,
    pub(in crate::police) other_references: List<Reference>,
    pub(in crate::police) referrals: List<Announced>,
    pub(in crate::police) modified: Field<String>,
    /// In the feed alone: the record is gone.
    pub(in crate::police) tombstone: Field<String>,
}

impl Occurrence {
    /// When it was changed, if that can be read.
    pub(in crate::police) fn changed_at(&self) -> Option<jiff::Timestamp> {
        match &self.modified {
            Field::Is(text) => text.parse().ok(),
            _ => None,
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::police) struct Location {
    pub(in crate::police) premises: Field<String>,
    pub(in crate::police) ward: Field<String>,
    pub(in crate::police) district: Field<String>,
    pub(in crate::police) postcode: Field<String>,
}

/// A person's part in an occurrence. Who and in which role are what makes it one.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::police) struct Involved {
    pub(in crate::police) person_id: String,
    pub(in crate::police) role: String,
    #[serde(default)]
    pub(in crate::police) perceived: List<String>,
}

#[derive(Deserialize)]
pub(in crate::police) struct Organisation {
    pub(in crate::police) slug: String,
}

#[derive(Deserialize)]
pub(in crate::police) struct Reference {
    pub(in crate::police) system: String,
    pub(in crate::police) reference: String,
}
