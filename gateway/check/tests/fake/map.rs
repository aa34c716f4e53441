//! From the fake partner's words to records.

use accord_consent::FieldSet;
use accord_model::{
    CategorySet, CodedTerm, ContactDetails, HumanName, Incident, LocalId, PartnerId, Private, RecordRef, RecordType,
    Reveals, SourceTerm, Victim,
};
use serde_json::Value;

use crate::connector::Config;

pub(crate) const VICTIM: &[(&str, &str)] = &[("name", "name"), ("contact", "phone"), ("religion", "faith")];
pub(crate) const INCIDENT: &[(&str, &str)] = &[("narrative", "story"), ("offence", "kind")];

pub(crate) fn at(partner: PartnerId, kind: RecordType, id: &str) -> RecordRef {
    RecordRef { partner, kind, local: LocalId::new(id) }
}

fn term(list: &str, word: &str) -> Option<CodedTerm> {
    let known = ["MUSLIM", "JEWISH", "ASSAULT", "HARASSMENT"].contains(&word);
    let coded = || CodedTerm {
        system: format!("accord:{list}"),
        code: word.to_owned(),
        text: word.to_lowercase(),
        reveals: CategorySet::NONE,
    };
    known.then(coded)
}

fn source(list: &str, word: &str) -> Private<SourceTerm> {
    Private::new(SourceTerm {
        system: format!("fake:{list}"),
        version: None,
        code: None,
        text: word.to_owned(),
        reveals: Reveals::Unknown,
    })
}

fn text<'a>(row: &'a Value, key: &str) -> Option<&'a str> {
    row.get(key)?.as_str()
}

pub(crate) fn victim(config: &Config, at: RecordRef, row: &Value, may: FieldSet) -> Option<Victim> {
    let mut victim = Victim::at(at, text(row, "changed")?.parse().ok()?);
    let may = |field| config.is("ignores-permit") || may.has::<Victim>(field);
    if may("name") {
        let name = text(row, "name").and_then(|name| name.split_once(' '));
        victim.name = name.map(|(given, family)| {
            Private::new(HumanName { family: family.to_owned(), given: vec![given.to_owned()] })
        });
    }
    if may("contact") {
        let phone = text(row, "phone");
        victim.contact =
            phone.map(|phone| Private::new(ContactDetails { phones: vec![phone.to_owned()], emails: Vec::new() }));
    }
    if may("religion")
        && let Some(word) = text(row, "faith")
    {
        match term("religion", word) {
            Some(term) => victim.religion = Some(Private::new(term)),
            None if config.is("unknown-word-dropped") => {}
            None => victim.terms.push(source("religion", word)),
        }
    }
    Some(victim)
}

pub(crate) fn incident(config: &Config, at: RecordRef, row: &Value, may: FieldSet) -> Option<Incident> {
    let partner = at.partner;
    let mut incident = Incident::at(at, text(row, "changed")?.parse().ok()?);
    let people = row.get("people").and_then(Value::as_array);
    let people = people.into_iter().flatten().filter_map(Value::as_str);
    incident.victims = people.map(|id| self::at(partner, RecordType::Victim, id)).collect();
    let may = |field| config.is("ignores-permit") || may.has::<Incident>(field);
    if may("narrative") {
        incident.narrative = text(row, "story").map(|story| Private::new(story.to_owned()));
    }
    if may("offence")
        && let Some(word) = text(row, "kind")
    {
        match term("offence", word) {
            Some(term) => incident.offence = Some(Private::new(term)),
            None if config.is("unknown-word-dropped") => {}
            None => incident.terms.push(source("kind", word)),
        }
    }
    Some(incident)
}
