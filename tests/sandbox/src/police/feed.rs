//! The change feed.

use std::ops::Bound;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::read::project;
use super::register::{Record, Register};
use crate::http::{Ask, Reply};

const AGGRAVATED: &[&str] = &["8P", "105B", "8M", "9B", "58J", "8X"];

type Place = (Timestamp, String);

/// `GET /v1/occurrences`.
pub(crate) fn page(register: &Register, ask: &Ask) -> Result<Reply, Reply> {
    let bad = |kind, detail: &str| Reply::problem(400, kind, "Bad request", detail);
    let limit = ask.query.get("limit").map_or(Ok(100), |limit| limit.parse::<usize>());
    let limit = limit.ok().filter(|limit| (1..=200).contains(limit));
    let limit = limit.ok_or_else(|| bad("bad-limit", "limit must be 1 to 200"))?;
    let flag = ask.query.get("flag").map(String::as_str);
    if !matches!(flag, None | Some("HATE" | "CANDIDATE")) {
        return Err(bad("bad-request", "flag must be HATE or CANDIDATE"));
    }
    let fields: Option<Vec<String>> = ask.query.get("fields").map(|list| list.split(',').map(str::to_owned).collect());
    let start = match (ask.query.get("cursor"), ask.query.get("modifiedSince")) {
        (Some(cursor), _) => Bound::Excluded(open(cursor).ok_or_else(|| bad("bad-cursor", "no such cursor"))?),
        (None, Some(since)) => {
            let since: Timestamp = since.parse().map_err(|_| bad("bad-request", "modifiedSince must be RFC 3339"))?;
            Bound::Included((since, String::new()))
        }
        (None, None) => Bound::Included((Timestamp::MIN, String::new())),
    };
    let mut last = match &start {
        Bound::Included(place) | Bound::Excluded(place) => place.clone(),
        Bound::Unbounded => (Timestamp::MIN, String::new()),
    };
    let mut found = register
        .feed
        .range((start, Bound::Unbounded))
        .filter_map(|place| Some((place, register.occurrences.get(&place.1)?)))
        .filter(|(_, record)| wanted(record, flag));
    let mut items = Vec::new();
    for (place, record) in found.by_ref().take(limit) {
        last = place.clone();
        items.push(entry(record, fields.as_deref())?);
    }
    let more = found.next().is_some();
    Ok(Reply::json(200, &json!({"items": items, "nextCursor": close(&last), "more": more})))
}

fn entry(record: &Record, fields: Option<&[String]>) -> Result<Value, Reply> {
    match &record.tombstone {
        Some(kind) => Ok(json!({
            "id": record.body["id"],
            "modified": record.modified.to_string(),
            "tombstone": kind,
            "referrals": super::passed_on::gone(&record.body["referrals"], kind),
        })),
        None => project(record, fields, super::read::OCCURRENCE_FIELDS),
    }
}

fn wanted(record: &Record, flag: Option<&str>) -> bool {
    let code = record.body["offence"]["code"].as_str().unwrap_or_default();
    let mut flags = record.body["flags"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let flagged = flags.any(|flag| flag.starts_with("Hate-"));
    match flag {
        _ if record.tombstone.is_some() => true,
        Some("HATE") => flagged || AGGRAVATED.contains(&code),
        Some(_) => code == "ASB-P" && !flagged && record.body["disabilityMarker"] == true,
        None => true,
    }
}

fn close((modified, id): &Place) -> String {
    URL_SAFE_NO_PAD.encode(format!("{modified}|{id}"))
}

fn open(cursor: &str) -> Option<Place> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
    let (modified, id) = text.split_once('|')?;
    Some((modified.parse().ok()?, id.to_owned()))
}
