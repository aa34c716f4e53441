//! Which of the police's fields each of ours needs: the projection names these and no other.

use accord_consent::{FieldSet, Record};

type Table = &'static [(&'static str, &'static [&'static str])];

/// Of an occurrence. `terms` needs no field of its own beyond the words that decide by their value; the words of
/// outcome, relation and district come along when those fields are asked for themselves.
const INCIDENT: Table = &[
    ("reference", &["reference"]),
    ("recordKind", &["layer", "offence"]),
    ("recognition", &["disabilityMarker", "flags", "offence"]),
    ("candidateRule", &["disabilityMarker", "flags", "offence"]),
    ("occurred", &["occurredFrom", "occurredTo"]),
    ("reported", &["reportedAt"]),
    ("strands", &["disabilityMarker", "flags", "offence", "persons"]),
    ("channel", &["channel"]),
    ("offence", &["offence"]),
    ("area", &["location"]),
    ("place", &["location"]),
    ("narrative", &["narrative"]),
    ("perpetratorRelation", &["perpetratorRelation"]),
    ("outcome", &["outcome"]),
    ("terms", &["flags", "offence", "persons"]),
];

/// Of a person. `terms` shows the words of the fields that are asked for themselves.
const VICTIM: Table = &[
    ("reference", &[]),
    ("name", &["names"]),
    ("dateOfBirth", &["dateOfBirth"]),
    ("nhsNumber", &["nhsNumber", "nhsNumberStatus"]),
    ("contact", &["email", "phones"]),
    ("address", &["addresses"]),
    ("ethnicity", &["selfDefinedEthnicity"]),
    ("religion", &["religion"]),
    ("sexualOrientation", &["sexualOrientation"]),
    ("genderIdentity", &["genderIdentity"]),
    ("formerNames", &["formerNames"]),
    ("disabilities", &["disabilities"]),
    ("accessNeeds", &["accessNeeds"]),
    ("safeContact", &["safeContact"]),
    ("terms", &[]),
];

/// Of a referral. `terms` shows the words of the fields that are asked for themselves.
const REFERRAL: Table = &[
    ("status", &["status"]),
    ("sent", &["sentAt"]),
    ("recipient", &["toOrganisation"]),
    ("service", &["serviceCode"]),
    ("setting", &["serviceCode"]),
    ("need", &["serviceCode"]),
    ("role", &["serviceCode"]),
    ("history", &["history"]),
    ("terms", &[]),
];

/// What an occurrence is asked for its referrals: that they are there is what SUPPORT protects.
pub(super) const REFERRALS: &str = "referrals";

/// What the index needs of an occurrence whatever the order names: whom it is about, who is accused, whether it is
/// restricted, what it quotes; and what shows that it is of the agreed population.
pub(super) const FACTS: &[&str] =
    &["disabilityMarker", "flags", "offence", "otherReferences", "persons", "restricted", "suspectOrganisation"];

/// The fields of an incident that the police's system can hold.
pub(super) fn of_incident() -> FieldSet {
    held::<accord_model::Incident>(INCIDENT)
}

/// The fields of a person that the police's system can hold.
pub(super) fn of_victim() -> FieldSet {
    held::<accord_model::Victim>(VICTIM)
}

/// The fields of a referral that the police's system can hold.
pub(super) fn of_referral() -> FieldSet {
    held::<accord_model::Referral>(REFERRAL)
}

/// The police's names for these fields of a referral, sorted.
pub(super) fn name_referral(fields: FieldSet) -> Vec<&'static str> {
    named::<accord_model::Referral>(REFERRAL, fields)
}

/// The police's names for these fields of an incident, sorted.
pub(super) fn name_incident(fields: FieldSet) -> Vec<&'static str> {
    named::<accord_model::Incident>(INCIDENT, fields)
}

/// The police's names for these fields of a person, sorted.
pub(super) fn name_victim(fields: FieldSet) -> Vec<&'static str> {
    named::<accord_model::Victim>(VICTIM, fields)
}

fn held<R: Record>(table: Table) -> FieldSet {
    FieldSet::names::<R>(|name| table.iter().any(|(ours, _)| *ours == name))
}

fn named<R: Record>(table: Table, fields: FieldSet) -> Vec<&'static str> {
    let asked = table.iter().filter(|(ours, _)| fields.has::<R>(ours));
    let mut names: Vec<_> = asked.flat_map(|(_, theirs)| *theirs).copied().collect();
    names.sort_unstable();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use accord_model::{Incident, Referral, Victim};

    use super::*;

    #[test]
    fn a_field_that_is_not_asked_for_is_not_named() {
        let fields = FieldSet::names::<Incident>(|name| name == "narrative" || name == "place");
        assert_eq!(name_incident(fields), ["location", "narrative"]);
        let fields = FieldSet::names::<Victim>(|name| name == "nhsNumber");
        assert_eq!(name_victim(fields), ["nhsNumber", "nhsNumberStatus"]);
        assert!(name_victim(FieldSet::NONE).is_empty());
    }

    #[test]
    fn every_name_of_the_table_is_a_field_of_ours() {
        assert_eq!(of_incident().iter::<Incident>().count(), INCIDENT.len());
        assert_eq!(of_victim().iter::<Victim>().count(), VICTIM.len());
        assert_eq!(of_referral().iter::<Referral>().count(), REFERRAL.len());
    }

    #[test]
    fn the_officer_in_the_case_is_never_named() {
        let all = name_incident(of_incident());
        assert!(!all.contains(&"officerInCase") && !FACTS.contains(&"officerInCase"));
    }
}
