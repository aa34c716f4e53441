//! The police's records in memory: seeded, read in the order of their changes, edited.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{occurrences, oddities, persons};
use crate::control::{Edit, Op, Target};
use crate::world::{Aviary, Canary, KnownAs, RecordRef, World, occurrence_id};

/// The first moment at which an edit can happen.
const EDITS_FROM: Timestamp = Timestamp::constant(1_795_219_200, 0);

/// One record.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    /// Everything but `modified` and `version`.
    pub(crate) body: Value,
    pub(crate) modified: Timestamp,
    pub(crate) version: u64,
    pub(crate) tombstone: Option<String>,
}

impl Record {
    /// The whole record as JSON.
    pub(crate) fn to_json(&self) -> Value {
        let mut all = self.body.clone();
        all["modified"] = json!(self.modified.to_string());
        all["version"] = json!(self.version);
        if !all["referrals"].is_null() {
            all["referrals"] = super::passed_on::announced(&all["referrals"]);
        }
        all
    }
}

/// All records.
#[derive(Clone, Debug, Default)]
pub(crate) struct Register {
    pub(crate) occurrences: BTreeMap<String, Record>,
    pub(crate) persons: BTreeMap<String, Record>,
    /// Occurrences in the order of their changes.
    pub(crate) feed: BTreeSet<(Timestamp, String)>,
    edits: i64,
}

/// What the seeding knows besides the records.
#[derive(Debug, Default)]
pub(crate) struct Seeded {
    pub(crate) register: Register,
    pub(crate) known: Vec<(usize, KnownAs)>,
    pub(crate) records: Vec<(usize, RecordRef)>,
    pub(crate) canaries: Vec<Canary>,
}

/// Writes the county down as the police would.
pub(crate) fn seed(world: &World) -> Seeded {
    let mut aviary = Aviary::new("police", 0);
    let mut register = Register::default();
    let (mut known, mut records) = (Vec::new(), Vec::new());
    for number in (0..world.incidents.len()).filter(|&number| world.incidents[number].police) {
        let (record, tombstone) = occurrences::record(world, number, &mut aviary);
        records.push((
            number,
            RecordRef {
                partner: "police",
                record: occurrence_id(number),
                reference: world.police_reference(number),
                tombstone: tombstone.map(str::to_owned),
            },
        ));
        let mut record = from_json(record);
        record.tombstone = tombstone.map(str::to_owned);
        register.put_occurrence(occurrence_id(number), record);
    }
    let first_seen = first_seen(&register);
    for number in (0..world.people.len()).filter(|&number| world.people[number].police) {
        for second in [false, true] {
            if second && !persons::held_twice(world, number) {
                continue;
            }
            let record = persons::record(world, number, second, &mut aviary);
            known.push((number, persons::known_as(&record)));
            let id = persons::person_id(number, second);
            let mut record = from_json(record);
            record.modified = first_seen.get(&id).copied().unwrap_or(Timestamp::constant(1_672_617_600, 0));
            register.persons.insert(id, record);
        }
    }
    oddities::unlisted_words(&mut register);
    oddities::redact(&mut register, world);
    Seeded { register, known, records, canaries: aviary.canaries }
}

/// A person's record is as old as the first occurrence that names it.
fn first_seen(register: &Register) -> BTreeMap<String, Timestamp> {
    let mut seen: BTreeMap<String, Timestamp> = BTreeMap::new();
    for record in register.occurrences.values() {
        for person in record.body["persons"].as_array().into_iter().flatten() {
            let id = person["personId"].as_str().unwrap_or_default().to_owned();
            let first = seen.entry(id).or_insert(record.modified);
            *first = record.modified.min(*first);
        }
    }
    seen
}

fn from_json(record: Value) -> Record {
    let mut body = if record.is_object() { record } else { json!({}) };
    let mut take = |name: &str| body.as_object_mut().and_then(|fields| fields.remove(name));
    let modified = take("modified");
    let version = take("version");
    Record {
        modified: modified.and_then(|value| value.as_str()?.parse().ok()).unwrap_or(EDITS_FROM),
        version: version.and_then(|value| value.as_u64()).unwrap_or(1),
        tombstone: None,
        body,
    }
}

impl Register {
    fn put_occurrence(&mut self, id: String, record: Record) {
        self.feed.insert((record.modified, id.clone()));
        if let Some(before) = self.occurrences.insert(id.clone(), record) {
            let now = self.occurrences.get(&id).map(|record| record.modified);
            if now != Some(before.modified) {
                self.feed.remove(&(before.modified, id));
            }
        }
    }

    /// Applies an edit; `live` ones show in the feed. False when there is no such record or field.
    pub(crate) fn edit(&mut self, edit: &Edit, live: bool) -> bool {
        if edit.op == Op::Erase {
            return self.erase(edit);
        }
        let now = EDITS_FROM + jiff::SignedDuration::from_secs(self.edits);
        if live {
            self.edits += 1;
        }
        let occurrence = edit.target == Target::Occurrence;
        let records = if occurrence { &self.occurrences } else { &self.persons };
        let changed = match (edit.op, records.get(&edit.record), &edit.value) {
            (Op::Add, before, Some(value)) => {
                let mut record = from_json(value.clone());
                record.body["id"] = json!(edit.record);
                record.version = before.map_or(record.version, |before| before.version);
                Some(record)
            }
            (Op::Remove, Some(before), kind) => {
                let kind = kind.as_ref().and_then(Value::as_str).unwrap_or("CANCELLED");
                Some(Record { tombstone: Some(kind.to_owned()), ..before.clone() })
            }
            (Op::Set | Op::Unset, Some(before), value) => change(before, edit, value.as_ref()),
            _ => None,
        };
        let Some(mut record) = changed else {
            return false;
        };
        if live {
            record.modified = now;
            record.version += 1;
        }
        if occurrence {
            self.put_occurrence(edit.record.clone(), record);
        } else {
            self.put_person(&edit.record, record, live.then_some(now));
        }
        true
    }

    fn erase(&mut self, edit: &Edit) -> bool {
        if edit.target == Target::Person {
            return self.persons.remove(&edit.record).is_some();
        }
        let Some(record) = self.occurrences.remove(&edit.record) else {
            return false;
        };
        self.feed.remove(&(record.modified, edit.record.clone()))
    }

    /// A change of a person is a change of every occurrence that names the person.
    fn put_person(&mut self, id: &str, record: Record, now: Option<Timestamp>) {
        if record.tombstone.is_some() {
            self.persons.remove(id);
        } else {
            self.persons.insert(id.to_owned(), record);
        }
        let Some(now) = now else { return };
        let names = |record: &Record| {
            record.body["persons"].as_array().into_iter().flatten().any(|person| person["personId"] == id)
        };
        let touched: Vec<String> =
            self.occurrences.iter().filter(|(_, record)| names(record)).map(|(id, _)| id.clone()).collect();
        for id in touched {
            if let Some(mut record) = self.occurrences.get(&id).cloned() {
                record.modified = now;
                record.version += 1;
                self.put_occurrence(id, record);
            }
        }
    }
}

fn change(before: &Record, edit: &Edit, value: Option<&Value>) -> Option<Record> {
    let field = edit.field.clone()?;
    let mut record = before.clone();
    match (edit.op, value) {
        (Op::Set, Some(value)) => record.body[field] = value.clone(),
        _ => drop(record.body.as_object_mut().and_then(|fields| fields.remove(&field))),
    }
    Some(record)
}
