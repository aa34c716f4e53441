use std::mem::take;

use accord_connector_kit::{instant, nhs_number, partial_date, postcode};
use accord_consent::FieldSet;
use accord_model::{
    Address, CodedTerm, ContactDetails, HumanName, PartnerReference, Private, RecordRef, SafeContact, Victim,
};

use super::words::Words;
use super::{Mapper, Notes};
use crate::police::wire::{Field, Home, List, Name, Person, Rule, Term};

impl Mapper {
    /// A person as a victim, with nothing in it but the fields of `may`. None, with a note, where it does not say when
    /// it was changed.
    pub(in crate::police) fn victim(
        &self,
        at: RecordRef,
        mut from: Person,
        may: FieldSet,
        notes: &mut Notes,
    ) -> Option<Victim> {
        let Some(as_of) = instant(notes, "modified", take(&mut from.modified)) else {
            notes.entry("ENTRY_UNREADABLE");
            return None;
        };
        let mut to = Victim::at(at, as_of);
        let mut words = Words::new(&self.terms);
        identity(&mut to, &mut from, may, notes);
        reach(&mut to, &mut from, may, &mut words, notes);
        coded(&mut to, from, may, &mut words, notes);
        if may.has::<Victim>("terms") {
            to.terms = words.into_source();
        }
        Some(to)
    }
}

/// Who it is: reference, names, birth, NHS number.
fn identity(to: &mut Victim, from: &mut Person, may: FieldSet, notes: &mut Notes) {
    let has = |name: &str| may.has::<Victim>(name);
    if has("reference") {
        let reference = PartnerReference(to.at.local.as_str().to_owned());
        to.reference = Some(Private::new(reference));
    }
    if has("name") {
        // The first is the current one. An alias may be a name given up: it never stands in for a current name that
        // cannot be read.
        if let Field::Is(all) = &mut from.names {
            all.truncate(1);
        }
        to.name = names("names", take(&mut from.names), notes).into_iter().next();
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
    if has("nhsNumber")
        && let Some(text) = notes.take("nhsNumber", take(&mut from.nhs_number))
    {
        let status = notes.take("nhsNumberStatus", take(&mut from.nhs_number_status));
        to.nhs_number = nhs_number(&text, status.as_deref()).map(Private::new);
        if to.nhs_number.is_none() {
            notes.field("FIELD_UNREADABLE", "nhsNumber");
        }
    }
}

/// How and where to reach the person.
fn reach(to: &mut Victim, from: &mut Person, may: FieldSet, words: &mut Words<'_>, notes: &mut Notes) {
    let has = |name: &str| may.has::<Victim>(name);
    if has("contact") {
        let phones = notes.list("phones", take(&mut from.phones)).into_iter();
        let email = notes.take("email", take(&mut from.email));
        let contact =
            ContactDetails { phones: phones.map(|phone| phone.number).collect(), emails: email.into_iter().collect() };
        to.contact = (contact != ContactDetails::default()).then(|| Private::new(contact));
    }
    if has("safeContact") {
        let rule = notes.take("safeContact", take(&mut from.safe_contact));
        to.safe_contact = rule.map(|rule| Private::new(safe_contact(rule, notes)));
    }
    if has("address") {
        let homes = notes.list("addresses", take(&mut from.addresses));
        let home = homes.into_iter().next();
        to.address = home.map(|home| Private::new(address(home, words, notes)));
    }
}

/// What is coded.
fn coded(to: &mut Victim, from: Person, may: FieldSet, words: &mut Words<'_>, notes: &mut Notes) {
    let has = |name: &str| may.has::<Victim>(name);
    let mut one = |name: &str, list: &str, field: Field<Term>, notes: &mut Notes| {
        let term = has(name).then(|| words.term(list, field, notes))??;
        Some(Private::new(term.coded.clone()))
    };
    let Person {
        self_defined_ethnicity: ethnicity,
        religion,
        sexual_orientation: orientation,
        gender_identity: gender,
        ..
    } = from;
    to.ethnicity = one("ethnicity", "ethnicity", ethnicity, notes);
    to.religion = one("religion", "religion", religion, notes);
    to.sexual_orientation = one("sexualOrientation", "sexual-orientation", orientation, notes);
    to.gender_identity = one("genderIdentity", "gender-identity", gender, notes);
    if has("disabilities") {
        to.disabilities = several("disability", from.disabilities, words, notes);
    }
    if has("accessNeeds") {
        to.access_needs = several("access-need", from.access_needs, words, notes);
    }
}

fn names(field: &str, list: List<Name>, notes: &mut Notes) -> Vec<Private<HumanName>> {
    let mut names = Vec::new();
    for name in notes.list(field, list) {
        let given = notes.take(field, name.given).unwrap_or_default();
        let name = HumanName {
            family: notes.take(field, name.family).unwrap_or_default(),
            given: given.split_whitespace().map(str::to_owned).collect(),
        };
        if !name.family.is_empty() || !name.given.is_empty() {
            names.push(Private::new(name));
        }
    }
    names
}

fn address(home: Home, words: &mut Words<'_>, notes: &mut Notes) -> Address {
    let district = notes.take("addresses", home.district);
    let lines = [home.line, home.town];
    Address {
        lines: lines.into_iter().filter_map(|line| notes.take("addresses", line)).collect(),
        postcode: notes.take("addresses", home.postcode).as_deref().map(postcode),
        ward: notes.take("addresses", home.ward),
        district: district.and_then(|word| words.plain("district", &word)?.coded.code.parse().ok()),
    }
}

/// What the contract calls a rule. One that we do not know is read as the strictest.
fn safe_contact(from: Rule, notes: &mut Notes) -> SafeContact {
    let rule = match from.rule {
        Field::Absent => None,
        field => Some(notes.take("safeContact", field).unwrap_or_default()),
    };
    let (do_not_call, leave_no_message) = match rule.as_deref() {
        None => (false, false),
        Some("NO_VOICEMAIL") => (false, true),
        Some("DO_NOT_CALL" | "TEXT_ONLY" | "VIA_THIRD_PARTY") => (true, true),
        Some(_) => {
            notes.field("RULE_UNKNOWN", "safeContact");
            (true, true)
        }
    };
    let means = match rule.as_deref() {
        Some("TEXT_ONLY") => Some("Text messages only"),
        Some("VIA_THIRD_PARTY") => Some("Through another person only"),
        _ => None,
    };
    let note = notes.take("safeContact", from.note);
    let parts: Vec<String> = means.map(str::to_owned).into_iter().chain(note).collect();
    SafeContact { do_not_call, leave_no_message, note: (!parts.is_empty()).then(|| parts.join(". ")) }
}

fn several(list: &str, field: List<Term>, words: &mut Words<'_>, notes: &mut Notes) -> Vec<Private<CodedTerm>> {
    let terms = notes.list(list, field).into_iter();
    let coded = terms.filter_map(|term| words.term(list, Field::Is(term), notes));
    coded.map(|term| Private::new(term.coded.clone())).collect()
}
