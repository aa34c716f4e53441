//! The change feed of a partner that answers wrongly.

use std::collections::BTreeSet;
use std::sync::Arc;

use accord_model::RecordType;
use parking_lot::Mutex;
use serde_json::{Value, json};

use super::feed::there;
use super::rows::wrong;
use super::{Stop, Verdict};
use crate::bench::{Bench, Feed, PAGES, mixed};
use crate::wire::{Plan, Spoil, Strikes, rows as entries, texts};

const PASSED: Verdict = Ok(String::new());
/// A word that no partner has.
const WORD: &str = "Zqxunmapped";
/// Places of a word that are tried, at most.
const PLACES: usize = 12;

pub(super) async fn page_loop(bench: &Bench<'_>) -> Verdict {
    let wire = bench.wire()?;
    there(bench)?;
    if !bench.feed.pages.iter().any(|page| page.more) {
        return Err(Stop::skip("the feed has one page"));
    }
    let connector = bench.connector(&[])?;
    // Whoever is asked for the feed answers with its first page, for ever.
    let first: Arc<Mutex<Option<Value>>> = Arc::default();
    let path = bench.said.first().map(|call| call.target.split('?').next().unwrap_or_default().to_owned());
    let path = path.unwrap_or_default();
    wire.spoil(
        usize::MAX,
        Spoil::edit(move |answer, call| {
            if call.target.split('?').next() != Some(path.as_str()) {
                return false;
            }
            let mut first = first.lock();
            *answer = first.get_or_insert_with(|| answer.clone()).clone();
            true
        }),
    );
    let feed = bench.read(&*connector, &bench.own_order()?, None, 1_200).await?;
    match feed.fault {
        Some(_) => Ok(format!("after {} pages", feed.pages.len())),
        // A cursor that stands still is sync's to notice.
        None if still(&feed) => Ok("the cursor stands still".to_owned()),
        None if feed.ended => PASSED,
        None => Err(Stop::fail(format!("{} pages, and no end", feed.pages.len()))),
    }
}

fn still(feed: &Feed) -> bool {
    feed.pages.windows(2).rev().take(3).all(|two| two.first().map(|p| &p.next) == two.last().map(|p| &p.next))
}

pub(super) async fn failed_page(bench: &Bench<'_>) -> Verdict {
    let wire = bench.wire()?;
    there(bench)?;
    let (connector, order) = (bench.connector(&[])?, bench.own_order()?);
    wire.plan(Plan { strikes: Strikes::Data, after: 1, times: 1, spoil: Spoil::instead(500, "{}") });
    let first = bench.read(&*connector, &order, None, PAGES).await?;
    wire.heal();
    if first.fault.is_none() {
        if first.ended && bench.said.len() < 2 {
            return Err(Stop::skip("the feed is one call"));
        }
        return Err(Stop::fail("a failed call is no fault"));
    }
    let since = first.pages.last().map(|page| page.next.clone());
    let rest = bench.read(&*connector, &order, since, PAGES).await?;
    let all: BTreeSet<_> = first.rows.keys().chain(rest.rows.keys()).cloned().collect();
    let missing = bench.feed.rows.keys().filter(|at| !all.contains(*at)).count();
    if missing == 0 && rest.fault.is_none() { PASSED } else { Err(Stop::fail(format!("{missing} records missing"))) }
}

pub(super) async fn wrong_type(bench: &Bench<'_>) -> Verdict {
    let wire = bench.wire()?;
    there(bench)?;
    let (connector, ids) = (bench.connector(&[])?, bench.ids());
    wire.spoil(
        1,
        Spoil::edit(move |answer, _| {
            let Some(row) = entries(answer, &ids).and_then(|rows| rows.first_mut()) else { return false };
            wrong(row, &ids);
            true
        }),
    );
    let feed = bench.read(&*connector, &bench.own_order()?, None, PAGES).await?;
    if !wire.data().iter().any(|call| call.spoiled) {
        return Err(Stop::skip("the feed is no JSON with the ids in it"));
    }
    if let Some(fault) = feed.fault {
        return Err(Stop::fail(format!("{}: the whole page was lost", fault.code())));
    }
    let alive = |feed: &Feed| feed.alive(RecordType::Incident).count() + feed.alive(RecordType::Referral).count();
    let (before, after) = (alive(&bench.feed), alive(&feed));
    if after + 1 < before {
        return Err(Stop::fail(format!("{after} of {before} records came")));
    }
    if feed.notes.len() <= bench.feed.notes.len() {
        return Err(Stop::fail("it is not noted"));
    }
    PASSED
}

pub(super) async fn notes_are_clean(bench: &Bench<'_>) -> Verdict {
    there(bench)?;
    let (mut values, mut types) = (BTreeSet::new(), BTreeSet::new());
    let ids = bench.ids();
    for call in &bench.said {
        let Ok(mut answer) = serde_json::from_slice(&call.reply) else { continue };
        for row in entries(&mut answer, &ids).into_iter().flatten() {
            let mut all = Vec::new();
            texts("", row, &mut all);
            types.extend(all.iter().filter(|(key, _)| *key == "resourceType").map(|(_, text)| (*text).to_owned()));
            values.extend(all.into_iter().map(|(_, text)| text.to_owned()).filter(|text| text.len() >= 4));
        }
    }
    // A type of record that a reference names is a word of the protocol's.
    values.retain(|value| !types.contains(value));
    values.extend(ids.into_iter().filter(|id| id.len() >= 4));
    let mut notes = bench.feed.notes.clone();
    notes.extend(provoked(bench).await?);
    for note in &notes {
        let shape = note.code.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
        if !shape {
            return Err(Stop::fail("a note's code is no code"));
        }
        if values.iter().any(|value| note.place.contains(value.as_str())) || note.place.contains("zqx") {
            return Err(Stop::fail(format!("a note {} holds a value", note.code)));
        }
    }
    if notes.is_empty() { Err(Stop::skip("the feed notes nothing")) } else { Ok(format!("{} notes", notes.len())) }
}

/// The notes on a page whose texts all went wrong.
async fn provoked(bench: &Bench<'_>) -> Result<Vec<accord_federation::Note>, Stop> {
    let Ok(wire) = bench.wire() else { return Ok(Vec::new()) };
    let (connector, ids) = (bench.connector(&[])?, bench.ids());
    // Every call: the first may ask for something else.
    wire.spoil(
        usize::MAX,
        Spoil::edit(move |answer, _| {
            let Some(rows) = entries(answer, &ids) else { return false };
            for value in rows.iter_mut().filter_map(Value::as_object_mut).flat_map(|row| row.values_mut()) {
                if value.as_str().is_some_and(|text| !ids.contains(text)) {
                    *value = json!("zqxvalue");
                }
            }
            true
        }),
    );
    let notes = bench.read(&*connector, &bench.own_order()?, None, 2).await?.notes;
    wire.heal();
    Ok(notes)
}

/// Puts a word that nobody has where the partner writes words of a list: keys whose values come again and again.
pub(super) async fn unmapped(bench: &Bench<'_>) -> Verdict {
    there(bench)?;
    let unknown = |feed: &Feed| -> usize {
        let all = [RecordType::Victim, RecordType::Incident, RecordType::Referral].into_iter();
        all.flat_map(|kind| feed.alive(kind)).map(|alive| alive.unmapped.len()).sum()
    };
    let known = unknown(&bench.feed);
    if known > 0 {
        return Ok(format!("{known} words of the partner's own"));
    }
    let wire = bench.wire()?;
    let keys = words(bench);
    for key in keys.iter().take(PLACES) {
        wire.clear();
        let (connector, key, ids) = (bench.connector(&[])?, key.clone(), bench.ids());
        wire.spoil(
            usize::MAX,
            Spoil::edit(move |answer, _| {
                let Some(rows) = entries(answer, &ids) else { return false };
                rows.iter_mut().for_each(|row| replace(row, &key));
                true
            }),
        );
        let feed = bench.read(&*connector, &bench.own_order()?, None, 1).await?;
        if unknown(&feed) > 0 {
            return PASSED;
        }
    }
    if keys.is_empty() {
        return Err(Stop::skip("the answers have no words of a list"));
    }
    Err(Stop::fail(format!(
        "an unknown word is kept under none of: {}",
        keys.iter().take(PLACES).cloned().collect::<Vec<_>>().join(" ")
    )))
}

/// Keys under which few different words stand in many rows.
fn words(bench: &Bench<'_>) -> Vec<String> {
    let ids = bench.ids();
    let mut seen: std::collections::BTreeMap<String, Vec<String>> = std::collections::BTreeMap::new();
    for call in &bench.said {
        let Ok(mut answer) = serde_json::from_slice(&call.reply) else { continue };
        for row in entries(&mut answer, &ids).into_iter().flatten() {
            let mut all = Vec::new();
            texts("", row, &mut all);
            for (key, text) in all.into_iter().filter(|(_, text)| text.len() < 40 && !ids.contains(*text)) {
                seen.entry(key.to_owned()).or_default().push(text.to_owned());
            }
        }
    }
    let list = |values: &Vec<String>| {
        let different: BTreeSet<&String> = values.iter().collect();
        values.len() >= 4 && different.len() * 2 <= values.len()
    };
    let mut keys: Vec<String> = seen.iter().filter(|(_, values)| list(values)).map(|(key, _)| key.clone()).collect();
    keys.sort_by_key(|key| mixed(bench.seed, key));
    keys
}

fn replace(value: &mut Value, key: &str) {
    match value {
        Value::Array(all) => all.iter_mut().for_each(|one| replace(one, key)),
        Value::Object(all) => {
            for (name, one) in all {
                match one {
                    Value::String(text) if name == key => WORD.clone_into(text),
                    Value::Array(words) if name == key => {
                        words.iter_mut().filter(|word| word.is_string()).for_each(|word| *word = json!(WORD));
                    }
                    other => replace(other, key),
                }
            }
        }
        _ => {}
    }
}

pub(super) async fn own_records(bench: &Bench<'_>) -> Verdict {
    there(bench)?;
    match bench.feed.foreign {
        0 => PASSED,
        foreign => Err(Stop::fail(format!("{foreign} records of another partner or type"))),
    }
}
