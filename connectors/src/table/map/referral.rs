use accord_consent::FieldSet;
use accord_model::{
    LocalId, PartnerReference, Private, RecordRef, RecordType, Referral, ReferralParty, ReferralStatus, Reveals,
};

use super::Row;
use super::incident::{accused_members, said_today};
use crate::table::cell::folded;
use crate::table::code::Code;
use crate::table::config::{Column, Mapping, Target};
use crate::table::finding::Noticed;
use crate::table::parse::NOBODY;
use crate::table::stored::words;

/// Referrals of one row. They have no references of their own; the place in the row is the rest of theirs, and a row
/// that is gone must say which are gone with it.
const MOST: usize = 4;
/// Between a row's reference and the place of a referral in it.
const GAP: char = '#';

/// How many referrals a row of this mapping can hold.
pub(crate) fn most_referrals(mapping: &Mapping) -> usize {
    let columns = mapping.columns.iter().filter(|column| column.list_of_recipients().is_some());
    columns.map(|column| if column.split.is_empty() { 1 } else { MOST }).sum::<usize>().min(MOST)
}

/// Where the referral of this number, from 1, lies.
pub(crate) fn referral_id(reference: &str, number: usize) -> LocalId {
    LocalId::new(format!("{reference}{GAP}{number}"))
}

/// The row's reference and the number, from 1.
pub(crate) fn referral_parts(local: &str) -> Option<(&str, usize)> {
    let (reference, number) = local.rsplit_once(GAP)?;
    Some((reference, number.parse().ok().filter(|number| (1..=MOST).contains(number))?))
}

/// The referral of this number, with these fields alone. `facts`: with what the index needs beside them.
pub(crate) fn referral(
    row: &Row<'_>,
    number: usize,
    wants: FieldSet,
    facts: bool,
    noticed: &mut Noticed,
) -> Option<Referral> {
    let Recipient { column, list, word } = recipients(row).into_iter().nth(number.checked_sub(1)?)?;
    let wants = |name| wants.has::<Referral>(name);
    let term = row.mapping.terms.find(list, &word);
    let at = RecordRef { local: referral_id(&row.stored.reference, number), ..row.at(RecordType::Referral) };
    let mut referral = Referral::at(at, row.as_of);
    if wants("reference") {
        referral.reference = Some(Private::new(PartnerReference(row.stored.reference.clone())));
    }
    if wants("status") {
        referral.status = status(row).map(Private::new);
    }
    if wants("sent") {
        let date = row.date(Target::ReferredOn, row.extracted_on(), noticed);
        referral.sent = date.and_then(|date| date.span(None, &row.mapping.zone)).map(Private::new);
    }
    if wants("recipient") {
        referral.recipient = Some(Private::new(ReferralParty {
            organisation: term.and_then(|term| term.organisation),
            name: term.map_or_else(|| word.clone(), |term| term.coded.text.clone()),
            reveals: term.map_or(Reveals::Unknown, |term| Reveals::Known(term.reveals)),
        }));
    }
    let service = row.terms(Target::ReferralService).into_iter().find_map(|(_, _, term)| term);
    if wants("service") {
        referral.service = service.map(|term| Private::new(term.coded.clone()));
    }
    let about = || service.into_iter().chain(term);
    if wants("setting") {
        referral.setting = about().find_map(|term| term.setting).map(Private::new);
    }
    if wants("need") {
        referral.need = about().find_map(|term| term.need).map(Private::new);
    }
    if wants("role") {
        referral.role = about().find_map(|term| term.role).map(Private::new);
    }
    if wants("terms") {
        if term.is_none() {
            noticed.word(list, &word, &column.header);
        }
        referral.terms = row.source_terms(&[Target::ReferralService, Target::ReferralStatus], noticed);
        referral.terms.push(Private::new(row.mapping.terms.source(list, None, &word)));
    }
    referral.accused = accused_members(row);
    referral.restricted = row.is_restricted(&mut Noticed::default());
    referral.said_today = said_today(row);
    if facts {
        referral.victims = row.has_victim().then(|| row.at(RecordType::Victim)).into_iter().collect();
    }
    Some(referral)
}

/// What was noticed about a row's referrals: what they share is noted once.
pub(crate) fn notice_referrals(row: &Row<'_>, noticed: &mut Noticed) {
    for number in 1..=most_referrals(row.mapping) {
        let mut of_one = Noticed::default();
        if referral(row, number, FieldSet::all::<Referral>(), false, &mut of_one).is_none() {
            break;
        }
        for (code, header) in of_one.values {
            if !noticed.values.contains(&(code, header.clone())) {
                noticed.value(code, &header);
            }
        }
        for (word, _) in of_one.unmapped {
            noticed.unmapped.entry(word).or_insert(1);
        }
    }
    if let Some(column) = row.mapping.columns.iter().find(|column| column.list_of_recipients().is_some())
        && all_recipients(row).len() > most_referrals(row.mapping)
    {
        noticed.value(Code::ReferralsCut, &column.header);
    }
}

fn status(row: &Row<'_>) -> Option<ReferralStatus> {
    let words = row.terms(Target::ReferralStatus);
    let known = words.iter().find_map(|(_, _, term)| term.as_ref()?.status);
    known.or((!words.is_empty()).then_some(ReferralStatus::Unknown))
}

/// Whom a row was referred to, by a word of this list in this column.
struct Recipient<'a> {
    column: &'a Column,
    list: &'a str,
    word: String,
}

fn recipients<'a>(row: &Row<'a>) -> Vec<Recipient<'a>> {
    let mut all = all_recipients(row);
    all.truncate(most_referrals(row.mapping));
    all
}

/// Whom the row was referred to. "None" is nobody; and where a column says what was done, only the words that the list has
/// are referrals.
fn all_recipients<'a>(row: &Row<'a>) -> Vec<Recipient<'a>> {
    let mut all: Vec<Recipient<'a>> = Vec::new();
    for column in &row.mapping.columns {
        let (Some(list), Some(cell)) = (column.list_of_recipients(), row.stored.cells.get(&column.header)) else {
            continue;
        };
        for word in words(column, cell) {
            let same = |other: &Recipient<'_>| folded(&other.word) == folded(&word);
            let told = column.refers.is_none() || row.mapping.terms.find(list, &word).is_some();
            if told && !NOBODY.contains(&folded(&word).as_str()) && !all.iter().any(same) {
                all.push(Recipient { column, list, word });
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_referral_says_which_row_it_stands_in() {
        assert_eq!(referral_parts(referral_id("SAC#1", 2).as_str()), Some(("SAC#1", 2)));
        for foreign in ["SAC-1", "SAC-1#", "SAC-1#0", "SAC-1#5", "SAC-1#x"] {
            assert!(referral_parts(foreign).is_none(), "{foreign}");
        }
    }
}
