//! Reading single records and batches.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::register::{Record, Register};
use crate::http::{Ask, Reply};

/// How many ids one batch may name.
const CAP: usize = 100;

/// What an occurrence may be asked for.
pub(crate) const OCCURRENCE_FIELDS: &[&str] = &[
    "id",
    "reference",
    "layer",
    "occurredFrom",
    "occurredTo",
    "reportedAt",
    "channel",
    "offence",
    "flags",
    "disabilityMarker",
    "location",
    "narrative",
    "outcome",
    "perpetratorRelation",
    "persons",
    "suspectOrganisation",
    "restricted",
    "officerInCase",
    "otherReferences",
    "referrals",
    "modified",
    "version",
];
/// What a person may be asked for.
pub(crate) const PERSON_FIELDS: &[&str] = &[
    "id",
    "names",
    "formerNames",
    "dateOfBirth",
    "nhsNumber",
    "nhsNumberStatus",
    "addresses",
    "phones",
    "email",
    "selfDefinedEthnicity",
    "religion",
    "sexualOrientation",
    "genderIdentity",
    "disabilities",
    "accessNeeds",
    "safeContact",
    "modified",
    "version",
];

/// `POST /v1/{occurrences|persons|referrals}:batchGet`, over whatever finds a record by its id.
pub(crate) fn batch(find: impl Fn(&str) -> Option<Record>, known: &[&str], ask: &Ask) -> Result<Reply, Reply> {
    let bad = |detail: &str| Reply::problem(400, "bad-request", "Bad request", detail);
    let body = ask.json().ok_or_else(|| bad("the body is not JSON"))?;
    let ids = strings(&body["ids"]).ok_or_else(|| bad("ids must be a list of strings"))?;
    if ids.len() > CAP {
        let detail = format!("{} ids asked, {CAP} allowed", ids.len());
        return Err(Reply::problem(400, "too-many-ids", "Too many ids", &detail));
    }
    let fields = match &body["fields"] {
        Value::Null => None,
        list => Some(strings(list).ok_or_else(|| bad("fields must be a list of strings"))?),
    };
    let mut seen = BTreeSet::new();
    let mut items = Vec::new();
    for id in &ids {
        if let Some(record) = find(id).filter(|record| record.tombstone.is_none())
            && seen.insert(id)
        {
            items.push(project(&record, fields.as_deref(), known)?);
        }
    }
    Ok(Reply::json(200, &json!({"items": items})))
}

/// A record, or the fields of it that were asked for.
pub(crate) fn project(record: &Record, fields: Option<&[String]>, known: &[&str]) -> Result<Value, Reply> {
    let all = record.to_json();
    let Some(fields) = fields else { return Ok(all) };
    if let Some(unknown) = fields.iter().find(|field| !known.contains(&field.as_str())) {
        return Err(Reply::problem(400, "unknown-field", "Unknown field", &format!("no field {unknown}")));
    }
    let keep = |name: &str| matches!(name, "id" | "modified" | "version") || fields.iter().any(|field| field == name);
    let kept: Map<String, Value> = match all {
        Value::Object(all) => all.into_iter().filter(|(name, _)| keep(name)).collect(),
        _ => Map::new(),
    };
    Ok(Value::Object(kept))
}

/// `GET /v1/occurrences/{id}`.
pub(crate) fn one(register: &Register, id: &str, ask: &Ask) -> Reply {
    let Some(record) = register.occurrences.get(id) else {
        return Reply::not_found();
    };
    if let Some(kind) = &record.tombstone {
        return Reply::problem(410, "gone", "Gone", kind);
    }
    let tag = format!("\"{id}.{}\"", record.version);
    let same = ask.header("if-none-match").is_some_and(|tags| tags.split(',').any(|one| one.trim() == tag));
    if same {
        return Reply::of(304, "application/json", Vec::new()).with("etag", tag);
    }
    Reply::json(200, &record.to_json()).with("etag", tag)
}

/// `GET /v1/links?occurrenceId=`.
pub(crate) fn links(register: &Register, ask: &Ask) -> Reply {
    let Some(id) = ask.query.get("occurrenceId") else {
        return Reply::problem(400, "bad-request", "Bad request", "occurrenceId is missing");
    };
    let live = |record: &&Record| record.tombstone.is_none();
    let Some(record) = register.occurrences.get(id).filter(live) else {
        return Reply::not_found();
    };
    let mut links = Vec::new();
    for person in list(record, "persons") {
        links.push(json!({"kind": "PERSON", "personId": person["personId"], "role": person["role"]}));
    }
    let victims = victims(record);
    for (other, candidate) in register.occurrences.iter().filter(|(other, record)| *other != id && live(record)) {
        if victims_meet(&victims, candidate) {
            links.push(json!({"kind": "OCCURRENCE", "occurrenceId": other, "relation": "SAME_VICTIM"}));
        }
    }
    for quoted in list(record, "otherReferences") {
        links.push(json!({"kind": "REFERENCE", "system": quoted["system"], "reference": quoted["reference"]}));
    }
    Reply::json(200, &json!({"occurrenceId": id, "links": links}))
}

fn list<'a>(record: &'a Record, field: &str) -> impl Iterator<Item = &'a Value> {
    record.body[field].as_array().into_iter().flatten()
}

fn victims(record: &Record) -> Vec<&str> {
    list(record, "persons")
        .filter(|person| person["role"] == "VICTIM")
        .filter_map(|person| person["personId"].as_str())
        .collect()
}

fn victims_meet(wanted: &[&str], record: &Record) -> bool {
    !wanted.is_empty() && victims(record).iter().any(|victim| wanted.contains(victim))
}

fn strings(list: &Value) -> Option<Vec<String>> {
    list.as_array()?.iter().map(|item| item.as_str().map(str::to_owned)).collect()
}
