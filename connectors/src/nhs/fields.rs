//! Which elements each field of ours needs: `_elements` names these and no other.

use accord_consent::{FieldSet, Record};
use accord_model::{Incident, Referral, Victim};

type Table = &'static [(&'static str, &'static [&'static str])];

/// Of a `Patient`. `health` is asked of other resources.
const VICTIM: Table = &[
    ("reference", &[]),
    ("name", &["name"]),
    ("dateOfBirth", &["birthDate"]),
    ("nhsNumber", &["identifier"]),
    ("contact", &["telecom"]),
    ("address", &["address"]),
    ("ethnicity", &["extension"]),
    ("formerNames", &["name"]),
    ("accessNeeds", &["communication", "extension"]),
    ("health", &[]),
    ("terms", &[]),
];

/// Of an `Encounter`.
const ENCOUNTER: Table = &[
    ("reference", &[]),
    ("recordKind", &[]),
    ("recognition", &["reasonCode", "type"]),
    ("candidateRule", &["reasonCode", "type"]),
    ("occurred", &["period"]),
    ("offence", &["reasonCode", "type"]),
    ("terms", &["reasonCode", "type"]),
];

/// Of a `Condition`.
const CONDITION: Table = &[
    ("reference", &[]),
    ("recordKind", &[]),
    ("recognition", &["code"]),
    ("candidateRule", &["code"]),
    ("occurred", &["onsetDateTime", "onsetPeriod", "recordedDate"]),
    ("offence", &["code"]),
    ("terms", &["code"]),
];

/// Of a `ServiceRequest` and its `Task`.
const REFERRAL: Table = &[
    ("reference", &["identifier"]),
    ("status", &["businessStatus", "focus", "status"]),
    ("sent", &["authoredOn"]),
    ("sender", &["requester"]),
    ("recipient", &["performer"]),
    ("service", &["code"]),
    ("setting", &["code"]),
    ("need", &["code"]),
    ("role", &["code"]),
    ("reason", &["reasonCode"]),
    ("history", &["authoredOn", "businessStatus", "focus", "lastModified", "status"]),
    ("terms", &["code", "reasonCode"]),
];

/// What the index needs of an encounter whatever the order names: whom it is about, and whether it is an event at all.
pub(super) const ENCOUNTER_FACTS: &[&str] = &["period", "reasonCode", "status", "subject", "type"];
/// As [`ENCOUNTER_FACTS`], of a condition.
pub(super) const CONDITION_FACTS: &[&str] = &["code", "subject", "verificationStatus"];
/// As [`ENCOUNTER_FACTS`], of a referral.
pub(super) const REFERRAL_FACTS: &[&str] = &["category", "status", "subject"];
/// What a fact of care needs of a condition, beside [`CONDITION_FACTS`].
pub(super) const CONDITION_HEALTH: &[&str] =
    &["code", "onsetDateTime", "onsetPeriod", "recordedDate", "subject", "verificationStatus"];
/// What a flag needs.
pub(super) const FLAG: &[&str] = &["code", "period", "status", "subject"];
/// What is read of a consent: all that may change what it says.
pub(super) const CONSENT: &[&str] = &[
    "category",
    "contained",
    "dateTime",
    "implicitRules",
    "modifierExtension",
    "patient",
    "performer",
    "policy",
    "policyRule",
    "provision",
    "scope",
    "status",
];
/// What of a consent is never kept, should it come all the same: who was there, and the paper itself.
pub(super) const CONSENT_PAPER: &[&str] =
    &["extension", "identifier", "organization", "sourceAttachment", "sourceReference", "text", "verification"];
/// Whom it is about, and nothing else: of what must go.
pub(super) const SUBJECT: &[&str] = &["subject"];
/// Of a task that comes with a referral.
pub(super) const TASK: &[&str] = &["authoredOn", "businessStatus", "focus", "lastModified", "status"];
/// Of an organisation that comes with a referral.
pub(super) const ORGANIZATION: &[&str] = &["identifier", "name"];

pub(super) fn of_victim() -> FieldSet {
    held::<Victim>(VICTIM)
}

pub(super) fn of_incident() -> FieldSet {
    held::<Incident>(ENCOUNTER)
}

pub(super) fn of_referral() -> FieldSet {
    held::<Referral>(REFERRAL)
}

/// The elements of a patient for these fields, sorted. Always `link`: whom the record stands for now.
pub(super) fn name_victim(fields: FieldSet) -> Vec<&'static str> {
    named::<Victim>(VICTIM, fields, &["link"])
}

pub(super) fn name_encounter(fields: FieldSet, facts: &[&'static str]) -> Vec<&'static str> {
    named::<Incident>(ENCOUNTER, fields, facts)
}

pub(super) fn name_condition(fields: FieldSet, facts: &[&'static str]) -> Vec<&'static str> {
    named::<Incident>(CONDITION, fields, facts)
}

pub(super) fn name_referral(fields: FieldSet, facts: &[&'static str]) -> Vec<&'static str> {
    named::<Referral>(REFERRAL, fields, facts)
}

/// The names of our fields, as the key of a cache: one element of FHIR may hold two fields of ours.
pub(super) fn projection<R: Record>(fields: FieldSet) -> String {
    let names: Vec<_> = R::FIELDS.iter().map(|field| field.name).filter(|name| fields.has::<R>(name)).collect();
    names.join(",")
}

fn held<R: Record>(table: Table) -> FieldSet {
    FieldSet::names::<R>(|name| table.iter().any(|(ours, _)| *ours == name))
}

fn named<R: Record>(table: Table, fields: FieldSet, always: &[&'static str]) -> Vec<&'static str> {
    let asked = table.iter().filter(|(ours, _)| fields.has::<R>(ours));
    let mut names: Vec<_> = asked.flat_map(|(_, theirs)| *theirs).chain(always).copied().collect();
    // Named so that the list is never empty: an empty list would ask for everything.
    names.push("id");
    names.push("meta");
    names.sort_unstable();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_is_not_asked_for_is_not_named() {
        let fields = FieldSet::names::<Victim>(|name| name == "dateOfBirth");
        assert_eq!(name_victim(fields), ["birthDate", "id", "link", "meta"]);
        let fields = FieldSet::names::<Incident>(|name| name == "occurred");
        assert_eq!(name_encounter(fields, &[]), ["id", "meta", "period"]);
        assert_eq!(name_referral(FieldSet::NONE, &[]), ["id", "meta"]);
    }

    #[test]
    fn every_name_of_the_tables_is_a_field_of_ours() {
        assert_eq!(of_victim().iter::<Victim>().count(), VICTIM.len());
        assert_eq!(of_incident().iter::<Incident>().count(), ENCOUNTER.len());
        assert_eq!(held::<Incident>(CONDITION), of_incident());
        assert_eq!(of_referral().iter::<Referral>().count(), REFERRAL.len());
    }

    #[test]
    fn a_general_practitioner_is_never_named() {
        assert!(!name_victim(of_victim()).contains(&"generalPractitioner"));
    }

    #[test]
    fn two_fields_of_one_element_are_two_projections() {
        let of = |field: &str| projection::<Victim>(FieldSet::names::<Victim>(|name| name == field));
        assert_ne!(of("name"), of("formerNames"));
    }
}
