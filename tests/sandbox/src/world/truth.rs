//! The answers: who is who, and which records are one incident.

use std::collections::BTreeMap;

use serde::Serialize;

use super::World;

/// The whole truth of one county.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Truth {
    /// The seed it grew from.
    pub seed: u64,
    /// Everyone, also those whom no partner knows.
    pub people: Vec<TruePerson>,
    /// Everything that happened.
    pub incidents: Vec<TrueIncident>,
}

/// One real person and how the partners write them.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TruePerson {
    /// `T00001`; no partner knows it.
    pub id: String,
    /// Given name, rightly spelled.
    pub given: String,
    /// Family name, rightly spelled.
    pub family: String,
    /// ISO 8601.
    pub date_of_birth: String,
    /// Ten digits.
    pub nhs_number: Option<String>,
    /// A canary.
    pub canary: bool,
    /// Every record of this person, at every partner: these are the true links.
    pub records: Vec<KnownAs>,
}

/// One partner's record of a person, in the partner's spelling.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct KnownAs {
    /// `police`, `county`, `nhs` or `council`.
    pub partner: &'static str,
    /// A police person id, a county `RefNo`, a patient's id or a case's reference.
    pub record: String,
    /// Every identity value under the partner's own name of its field.
    pub values: BTreeMap<String, String>,
}

/// One thing that really happened.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TrueIncident {
    /// `I00001`; no partner knows it.
    pub id: String,
    /// Real people, by their `T` ids.
    pub victims: Vec<String>,
    /// Every record of it: these are the true links.
    pub records: Vec<RecordRef>,
    /// Slug of the organisation accused.
    pub accused: Option<&'static str>,
    /// The partners label it restricted.
    pub restricted: bool,
    /// A canary.
    pub canary: bool,
    /// The county's rows quote the police reference.
    pub county_quotes_police: bool,
    /// The police record quotes the county's reference.
    pub police_quotes_county: bool,
}

/// One partner's record of an incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RecordRef {
    /// `police`, `county`, `nhs` or `council`.
    pub partner: &'static str,
    /// An occurrence id, a county `RefNo`, an encounter's id or a case's reference.
    pub record: String,
    /// The reference that people quote.
    pub reference: String,
    /// What became of it, where it is a tombstone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tombstone: Option<String>,
}

impl Truth {
    /// The true person behind a partner's record.
    pub fn person_of(&self, partner: &str, record: &str) -> Option<&TruePerson> {
        self.people
            .iter()
            .find(|person| person.records.iter().any(|known| known.partner == partner && known.record == record))
    }

    /// People whom two partners know.
    pub fn shared_people(&self) -> impl Iterator<Item = &TruePerson> {
        self.people.iter().filter(|person| both(person.records.iter().map(|known| known.partner)))
    }

    /// Incidents that reached two partners.
    pub fn shared_incidents(&self) -> impl Iterator<Item = &TrueIncident> {
        self.incidents.iter().filter(|incident| both(incident.records.iter().map(|record| record.partner)))
    }
}

/// Puts the truth together from the county and what each partner wrote: `(person, spelling)` and `(incident, record)`.
pub(crate) fn truth(world: &World, known: Vec<(usize, KnownAs)>, records: Vec<(usize, RecordRef)>) -> Truth {
    let mut people: Vec<TruePerson> = world
        .people
        .iter()
        .enumerate()
        .map(|(number, person)| TruePerson {
            id: person_id(number),
            given: person.given.clone(),
            family: person.family.clone(),
            date_of_birth: person.birth.to_string(),
            nhs_number: person.nhs_number.clone(),
            canary: person.canary,
            records: Vec::new(),
        })
        .collect();
    for (number, spelling) in known {
        people[number].records.push(spelling);
    }
    let mut incidents: Vec<TrueIncident> = world
        .incidents
        .iter()
        .enumerate()
        .map(|(number, incident)| TrueIncident {
            id: format!("I{:05}", number + 1),
            victims: incident.victims.iter().map(|&victim| person_id(victim)).collect(),
            records: Vec::new(),
            accused: incident.organisation.map(|(slug, _)| slug),
            restricted: incident.restricted,
            canary: incident.canary,
            county_quotes_police: incident.county_quotes,
            police_quotes_county: incident.police_quotes,
        })
        .collect();
    for (number, record) in records {
        incidents[number].records.push(record);
    }
    Truth { seed: world.seed, people, incidents }
}

fn person_id(number: usize) -> String {
    format!("T{:05}", number + 1)
}

fn both<'a>(partners: impl Iterator<Item = &'a str>) -> bool {
    let mut seen: Vec<&str> = partners.collect();
    seen.dedup();
    seen.len() > 1
}
