use std::mem::take;

use accord_connector_kit::{Field, Notes, instant, nhs_number, partial_date};
use accord_consent::FieldSet;
use accord_model::{
    ContactDetails, HealthRecord, NhsNumber, PartnerReference, Private, RecordRef, SafeContact, Victim,
};

use super::facts::is_restricted;
use super::values::{address, name, names, read};
use super::{Mapper, Words};
use crate::remote::wire::{Fact, Number, Person, Safe};

impl Mapper {
    /// A person, with nothing in it but the fields of `may` and whether it is restricted. None, with a note, where it does
    /// not say how old it is.
    pub(in crate::remote) fn victim(
        &self,
        at: RecordRef,
        mut from: Person,
        may: FieldSet,
        notes: &mut Notes,
    ) -> Option<Victim> {
        let Some(as_of) = instant(notes, "asOf", take(&mut from.as_of)) else {
            notes.entry("ENTRY_UNREADABLE");
            return None;
        };
        let mut to = Victim::at(at, as_of);
        let mut words = self.words();
        to.restricted = is_restricted(take(&mut from.restricted));
        identity(&mut to, &mut from, may, notes);
        reach(&mut to, &mut from, may, notes);
        coded(&mut to, from, may, &mut words, notes);
        if may.has::<Victim>("terms") {
            to.terms = words.into_source();
        }
        Some(to)
    }
}

/// Who it is.
fn identity(to: &mut Victim, from: &mut Person, may: FieldSet, notes: &mut Notes) {
    let has = |name: &str| may.has::<Victim>(name);
    if has("reference") {
        let reference = notes.take("reference", take(&mut from.reference));
        to.reference = reference.map(|text| Private::new(PartnerReference(text)));
    }
    if has("name") {
        let from = notes.take("name", take(&mut from.name));
        to.name = from.and_then(|from| name("name", from, notes));
    }
    if has("formerNames") {
        to.former_names = names("formerNames", take(&mut from.former_names), notes);
    }
    if has("dateOfBirth")
        && let Some(text) = notes.take("dateOfBirth", take(&mut from.date_of_birth))
    {
        to.date_of_birth = partial_date(&text).map(Private::new);
        if to.date_of_birth.is_none() {
            notes.field("DATE_UNREADABLE", "dateOfBirth");
        }
    }
    if has("nhsNumber") {
        let from = notes.take("nhsNumber", take(&mut from.nhs_number));
        to.nhs_number = from.and_then(|from| number(from, notes)).map(Private::new);
    }
}

fn number(from: Number, notes: &mut Notes) -> Option<NhsNumber> {
    // The status of the data dictionary: 01 is "present and verified". What cannot be read is not verified.
    let verified = notes.take("nhsNumber", from.verified) == Some(true);
    let read = nhs_number(&from.value, verified.then_some("01"));
    if read.is_none() {
        notes.field("FIELD_UNREADABLE", "nhsNumber");
    }
    read
}

/// How and where to reach the person.
fn reach(to: &mut Victim, from: &mut Person, may: FieldSet, notes: &mut Notes) {
    let has = |name: &str| may.has::<Victim>(name);
    if has("contact")
        && let Some(from) = notes.take("contact", take(&mut from.contact))
    {
        let contact =
            ContactDetails { phones: notes.list("contact", from.phones), emails: notes.list("contact", from.emails) };
        to.contact = (contact != ContactDetails::default()).then(|| Private::new(contact));
    }
    if has("address") {
        let from = notes.take("address", take(&mut from.address));
        to.address = from.map(|from| Private::new(address("address", from, notes)));
    }
    if has("safeContact") {
        let safe = match take(&mut from.safe_contact) {
            Field::Absent => None,
            Field::Is(from) => Some(safe_contact(from, notes)),
            // There is a rule, and nobody knows which.
            Field::Withheld | Field::Unreadable => {
                notes.field("RULE_UNKNOWN", "safeContact");
                Some(SafeContact { do_not_call: true, leave_no_message: true, note: None })
            }
        };
        to.safe_contact = safe.map(Private::new);
    }
}

/// A rule that cannot be read is read as the strictest.
fn safe_contact(from: Safe, notes: &mut Notes) -> SafeContact {
    let mut rule = |field: Field<bool>| match field {
        Field::Is(rule) => rule,
        Field::Absent => false,
        Field::Withheld | Field::Unreadable => {
            notes.field("RULE_UNKNOWN", "safeContact");
            true
        }
    };
    SafeContact {
        do_not_call: rule(from.do_not_call),
        leave_no_message: rule(from.leave_no_message),
        note: notes.take("safeContact", from.note),
    }
}

/// What is coded.
fn coded(to: &mut Victim, from: Person, may: FieldSet, words: &mut Words<'_>, notes: &mut Notes) {
    let has = |name: &str| may.has::<Victim>(name);
    let mut one = |name: &str, list: &str, field, notes: &mut Notes| {
        let term = has(name).then(|| words.field(list, name, field, notes))??;
        Some(Private::new(term))
    };
    to.ethnicity = one("ethnicity", "ethnicity", from.ethnicity, notes);
    to.religion = one("religion", "religion", from.religion, notes);
    to.sexual_orientation = one("sexualOrientation", "sexual-orientation", from.sexual_orientation, notes);
    to.gender_identity = one("genderIdentity", "gender-identity", from.gender_identity, notes);
    if has("disabilities") {
        to.disabilities = words.several("disability", "disabilities", from.disabilities, notes);
    }
    if has("accessNeeds") {
        to.access_needs = words.several("access-need", "accessNeeds", from.access_needs, notes);
    }
    if has("health") {
        let facts = notes.list("health", from.health).into_iter();
        to.health = facts.filter_map(|fact| health(fact, words, notes)).map(Private::new).collect();
    }
    if has("terms") {
        words.further(from.terms, notes);
    }
}

fn health(from: Fact, words: &mut Words<'_>, notes: &mut Notes) -> Option<HealthRecord> {
    let Ok(kind) = from.kind.parse() else {
        notes.field("FIELD_UNREADABLE", "health");
        return None;
    };
    let term = words.coded("health", from.term)?;
    let occurred = notes.take("health", from.occurred).and_then(read);
    Some(HealthRecord { kind, term, occurred })
}
