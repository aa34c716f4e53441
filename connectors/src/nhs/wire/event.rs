use serde::Deserialize;

use super::{Concept, Field, Many, Meta, Period, Reference, Text};

/// `Encounter`, `Condition` or `Flag`: something of a person's care. A field that one of them lacks stays absent.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::nhs) struct Event {
    pub(in crate::nhs) meta: Meta,
    pub(in crate::nhs) subject: Field<Reference>,
    /// Of an encounter and a flag.
    pub(in crate::nhs) status: Field<Text>,
    /// Of a condition.
    pub(in crate::nhs) verification_status: Field<Concept>,
    /// Of an encounter.
    #[serde(rename = "type")]
    pub(in crate::nhs) types: Many<Concept>,
    /// Of an encounter.
    pub(in crate::nhs) reason_code: Many<Concept>,
    /// Of a condition and a flag.
    pub(in crate::nhs) code: Field<Concept>,
    /// Of an encounter and a flag.
    pub(in crate::nhs) period: Field<Period>,
    /// Of a condition.
    pub(in crate::nhs) onset_date_time: Field<Text>,
    /// Of a condition.
    pub(in crate::nhs) onset_period: Field<Period>,
    /// Of a condition.
    pub(in crate::nhs) recorded_date: Field<Text>,
}

impl Event {
    /// Everything that codes what it is.
    pub(in crate::nhs) fn concepts(&self) -> impl Iterator<Item = &Concept> {
        self.types.items.iter().chain(&self.reason_code.items).chain(self.code.known())
    }

    /// Written by mistake, refuted, or cancelled before it happened.
    pub(in crate::nhs) fn is_void(&self) -> bool {
        let verification = self.verification_status.known().into_iter().flat_map(|concept| &concept.coding.items);
        let refuted = |word: &str| matches!(word, "entered-in-error" | "refuted");
        verification.filter_map(|coding| coding.code.text()).any(refuted)
            || self.status.text().is_some_and(|word| matches!(word, "entered-in-error" | "cancelled"))
    }
}
