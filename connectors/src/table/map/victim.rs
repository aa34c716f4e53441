use accord_consent::FieldSet;
use accord_model::{
    Address, CodedTerm, ContactDetails, HumanName, NhsNumber, PartnerReference, Private, RecordType, SafeContact,
    Victim,
};

use nhs_number::NHSNumber;
use std::str::FromStr as _;

use super::Row;
use super::incident::said_today;
use crate::table::cell::squeezed;
use crate::table::code::Code;
use crate::table::config::Target;
use crate::table::finding::Noticed;
use crate::table::parse::{self, Phone};

/// Columns whose words are kept with the person.
const WORDS: [Target; 7] = [
    Target::VictimEthnicity,
    Target::VictimReligion,
    Target::VictimOrientation,
    Target::VictimGender,
    Target::VictimDisability,
    Target::VictimNeed,
    Target::VictimWord,
];

/// The person that a row names or describes, with these fields alone.
pub(crate) fn victim(row: &Row<'_>, wants: FieldSet, noticed: &mut Noticed) -> Option<Victim> {
    if !row.has_victim() {
        return None;
    }
    let wants = |name: &str| wants.has::<Victim>(name);
    let mut victim = Victim::at(row.at(RecordType::Victim), row.as_of);
    victim.restricted = row.is_restricted(noticed);
    victim.said_today = said_today(row);
    if wants("reference") {
        let reference = PartnerReference(row.stored.reference.clone());
        victim.reference = Some(Private::new(reference));
    }
    if wants("name") {
        victim.name = name(row).map(Private::new);
    }
    if wants("formerNames") {
        let cells = row.stored.cells(row.mapping, Target::VictimFormerName);
        let names = cells.filter_map(|(_, cell)| parse::name(cell));
        victim.former_names = names.map(Private::new).collect();
    }
    if wants("dateOfBirth") {
        victim.date_of_birth = born(row, noticed).map(Private::new);
    }
    if wants("nhsNumber") {
        victim.nhs_number = nhs_number(row, noticed).map(Private::new);
    }
    if wants("contact") {
        victim.contact = contact(row, noticed).map(Private::new);
    }
    if wants("address") {
        let address = row.address(Target::VictimAddress, Target::VictimPostcode, noticed);
        victim.address = (address != Address::default()).then(|| Private::new(address));
    }
    if wants("safeContact") {
        let note = row.stored.cell(row.mapping, Target::VictimSafeContact);
        victim.safe_contact =
            note.map(|(_, cell)| Private::new(SafeContact { note: Some(cell.prose()), ..SafeContact::default() }));
    }
    if wants("terms") {
        victim.terms = row.source_terms(&WORDS, noticed);
    }
    add_terms(row, wants, &mut victim);
    Some(victim)
}

fn add_terms(row: &Row<'_>, wants: impl Fn(&str) -> bool, victim: &mut Victim) {
    let one = |name, target| {
        let found = if wants(name) { coded(row, target) } else { Vec::new() };
        found.into_iter().next().map(Private::new)
    };
    victim.ethnicity = one("ethnicity", Target::VictimEthnicity);
    victim.religion = one("religion", Target::VictimReligion);
    victim.sexual_orientation = one("sexualOrientation", Target::VictimOrientation);
    victim.gender_identity = one("genderIdentity", Target::VictimGender);
    let many = |name, target| {
        let found = if wants(name) { coded(row, target) } else { Vec::new() };
        found.into_iter().map(Private::new).collect()
    };
    victim.disabilities = many("disabilities", Target::VictimDisability);
    victim.access_needs = many("accessNeeds", Target::VictimNeed);
}

fn name(row: &Row<'_>) -> Option<HumanName> {
    if let Some((_, cell)) = row.stored.cell(row.mapping, Target::VictimName) {
        return parse::name(cell);
    }
    let words = |target| {
        let cell = row.stored.cell(row.mapping, target);
        cell.map(|(_, cell)| cell.words()).unwrap_or_default()
    };
    let (given, family) = (words(Target::VictimGiven), words(Target::VictimFamily));
    (!family.is_empty() || !given.is_empty()).then(|| HumanName {
        family,
        given: given.split(' ').filter(|name| !name.is_empty()).map(str::to_owned).collect(),
    })
}

/// A birth date; an age (`30-39`, `c. 40`) is none, and no mistake either.
fn born(row: &Row<'_>, noticed: &mut Noticed) -> Option<accord_model::PartialDate> {
    let (column, cell) = row.stored.cell(row.mapping, Target::VictimBirth)?;
    let on = row.extracted_on();
    if let Some(date) = parse::date(cell, row.stored.order(column), on) {
        return Some(date.partial());
    }
    if !is_age(&cell.words()) {
        noticed.value(Code::DateUnreadable, &column.header);
    }
    None
}

fn is_age(words: &str) -> bool {
    let digits = words.chars().filter(char::is_ascii_digit).count();
    (1..=5).contains(&digits)
        && words.chars().all(|c| c.is_ascii_digit() || " -–+.<>".contains(c) || c.is_ascii_lowercase())
}

fn nhs_number(row: &Row<'_>, noticed: &mut Noticed) -> Option<NhsNumber> {
    let (column, cell) = row.stored.cell(row.mapping, Target::VictimNhsNumber)?;
    let digits: String = cell.as_typed().chars().filter(char::is_ascii_digit).collect();
    let valid = NHSNumber::from_str(&digits).is_ok_and(|number| number.validate_check_digit());
    if !valid {
        noticed.value(Code::NhsNumberInvalid, &column.header);
    }
    // Only a trace against the national service verifies a number; a spreadsheet does not.
    (digits.len() == 10).then_some(NhsNumber { digits, verified: false, valid })
}

fn contact(row: &Row<'_>, noticed: &mut Noticed) -> Option<ContactDetails> {
    let mut contact = ContactDetails::default();
    for (column, cell) in row.stored.cells(row.mapping, Target::VictimPhone) {
        match parse::phone(cell) {
            Some(Phone::Whole(number)) => contact.phones.push(number),
            Some(Phone::Rounded) => noticed.value(Code::PhoneRounded, &column.header),
            None => noticed.value(Code::PhoneUnreadable, &column.header),
        }
    }
    let emails = row.stored.cells(row.mapping, Target::VictimEmail);
    contact.emails = emails.map(|(_, cell)| squeezed(&cell.words())).collect();
    (contact != ContactDetails::default()).then_some(contact)
}

fn coded(row: &Row<'_>, target: Target) -> Vec<CodedTerm> {
    let terms = row.terms(target).into_iter();
    terms.filter_map(|(_, _, term)| Some(term?.coded.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_no_dates() {
        for text in ["30-39", "c. 40", "18+", "under 16"] {
            assert!(is_age(text), "{text}");
        }
        assert!(!is_age("32/01/1984") && !is_age("see notes"));
    }
}
