//! People who are not there in the second world, at any partner.

use accord_sandbox::{Edit, KnownAs, Target, TrueIncident, TruePerson};
use serde_json::{Value, json};

use super::book::Book;
use super::difference::Difference;
use super::trust::patient_gone;

/// People with all their reports, gone without a trace: of those about them alone, and whose rows name them. Whom the trust or
/// the council holds too come first.
pub(crate) fn people_gone(book: &Book, among: impl Fn(&TruePerson) -> bool, most: usize) -> Vec<Difference> {
    let mut people: Vec<&TruePerson> = book.truth.people.iter().filter(|person| among(person)).collect();
    people.sort_by_key(|person| !elsewhere(person));
    let gone = people.into_iter().filter_map(|person| gone(book, person));
    gone.take(most).collect()
}

/// Whether the trust or the council holds her.
pub(crate) fn elsewhere(person: &TruePerson) -> bool {
    ["nhs", "council"].iter().any(|partner| is_at(person, partner))
}

/// Whether this partner holds her.
pub(crate) fn is_at(person: &TruePerson, partner: &str) -> bool {
    person.records.iter().any(|record| record.partner == partner)
}

fn gone(book: &Book, person: &TruePerson) -> Option<Difference> {
    let own: Vec<&TrueIncident> = book.truth.incidents.iter().filter(|i| i.victims.contains(&person.id)).collect();
    let alone = own.iter().all(|i| i.victims.len() == 1);
    let named = |r: &KnownAs| r.values.get("Victim name").is_none_or(|name| name.trim().contains([' ', '\u{a0}']));
    let shared = person.records.iter().any(|r| r.partner == "county" && !book.is_one_row(&r.record));
    if shared || !alone || own.is_empty() || !person.records.iter().all(named) || witnesses(book, person) {
        return None;
    }
    let mut edits = Vec::new();
    for record in &person.records {
        match record.partner {
            "police" => edits.push(Edit::erase(Target::Person, &record.record)),
            "county" => edits.push(Edit::erase(Target::County, &record.record)),
            "council" => edits.push(Edit::erase(Target::Council, &record.record)),
            "nhs" => edits.extend(patient_gone(book, &record.record)),
            other => panic!("nobody knows how {other} forgets"),
        }
    }
    let reports = own.iter().flat_map(|i| &i.records).filter(|r| r.partner == "police");
    edits.extend(reports.map(|r| Edit::erase(Target::Occurrence, &r.record)));
    let mut seen: Vec<(Target, String)> = Vec::new();
    edits.retain(|e| {
        let new = !seen.iter().any(|(t, r)| *t == e.target && *r == e.record);
        seen.push((e.target, e.record.clone()));
        new
    });
    Some(Difference { what: format!("{} is not there, nor her reports", person.id), edits })
}

fn witnesses(book: &Book, person: &TruePerson) -> bool {
    let is_she = |id: &Value| person.records.iter().any(|r| *id == json!(r.record));
    book.occurrences
        .values()
        .flat_map(|o| o["persons"].as_array().unwrap())
        .any(|p| p["role"] != "VICTIM" && is_she(&p["personId"]))
}
