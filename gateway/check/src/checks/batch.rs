//! Asking for several records.

use std::collections::{BTreeMap, BTreeSet};

use accord_model::RecordRef;

use super::fields::{each, few};
use super::{Stop, Verdict};
use crate::bench::{Answer, Bench, Kind};
use crate::wire::{Call, Spoil};

const PASSED: Verdict = Ok(String::new());

pub(super) fn differences<R: Kind>(bench: &Bench<'_>, one: &Answer<R>, other: &BTreeMap<RecordRef, R>) -> Verdict {
    if one.records.len() != other.len() {
        return Err(Stop::fail(format!("{}: {} records and {}", R::NAME, one.records.len(), other.len())));
    }
    for (at, record) in &one.records {
        let Some(twin) = other.get(at) else { return Err(Stop::fail(format!("{}: another record", R::NAME))) };
        let differ = record.differ(twin, |as_of| bench.of_state(as_of));
        if !differ.is_empty() {
            return Err(Stop::fail(format!("{}: {}", R::NAME, differ.join(" "))));
        }
    }
    PASSED
}

pub(super) fn by_ref<R: Kind>(answer: Answer<R>) -> BTreeMap<RecordRef, R> {
    answer.records.into_iter().collect()
}

pub(super) async fn equals_singles(bench: &Bench<'_>) -> Verdict {
    each!(bench, singles)
}

async fn singles<R: Kind>(bench: &Bench<'_>) -> Verdict {
    let connector = bench.connector(&[])?;
    let (few, fields) = few::<R>(bench, &*connector)?;
    let batch = bench.ask::<R>(&*connector, &few, fields).await?;
    if let Some(fault) = batch.fault {
        return Err(Stop::fail(format!("{}: {}", R::NAME, fault.code())));
    }
    let mut single = BTreeMap::new();
    for one in &few {
        let answer = bench.ask::<R>(&*connector, std::slice::from_ref(one), fields).await?;
        single.extend(answer.records);
    }
    differences(bench, &batch, &single)
}

pub(super) async fn same_twice(bench: &Bench<'_>) -> Verdict {
    each!(bench, twice)
}

async fn twice<R: Kind>(bench: &Bench<'_>) -> Verdict {
    let connector = bench.connector(&[])?;
    let (few, fields) = few::<R>(bench, &*connector)?;
    let first = bench.ask::<R>(&*connector, &few, fields).await?;
    let second = bench.ask::<R>(&*connector, &few, fields).await?;
    differences(bench, &first, &by_ref(second))
}

pub(super) async fn unknown_is_absent(bench: &Bench<'_>) -> Verdict {
    each!(bench, unknown)
}

/// An id of the form of the partner's own, that it does not have.
pub(super) fn unlike(id: &str, taken: &BTreeSet<String>) -> String {
    let mut digits = String::new();
    for nine in ['9', '8', '7', '6'] {
        digits = id.chars().map(|c| if c.is_ascii_digit() { nine } else { c }).collect();
        if !taken.contains(&digits) && digits != id {
            return digits;
        }
    }
    format!("{digits}zq")
}

async fn unknown<R: Kind>(bench: &Bench<'_>) -> Verdict {
    let connector = bench.connector(&[])?;
    let (mut few, fields) = few::<R>(bench, &*connector)?;
    let known = bench.ask::<R>(&*connector, &few, fields).await?.records.len();
    let first = few.first().map(|one| one.at.local.as_str().to_owned()).unwrap_or_default();
    few.push(bench.stranger::<R>(&unlike(&first, &bench.ids())));
    let answer = bench.ask::<R>(&*connector, &few, fields).await?;
    match answer.fault {
        Some(fault) => Err(Stop::fail(format!("{}: {} for an unknown id", R::NAME, fault.code()))),
        None if answer.records.len() == known => PASSED,
        None => Err(Stop::fail(format!("{}: {} records instead of {known}", R::NAME, answer.records.len()))),
    }
}

pub(super) async fn empty_asks_nobody(bench: &Bench<'_>) -> Verdict {
    let wire = bench.wire()?;
    each!(bench, empty)?;
    let calls = wire.data().len();
    if calls == 0 { PASSED } else { Err(Stop::fail(format!("{calls} calls for nothing"))) }
}

async fn empty<R: Kind>(bench: &Bench<'_>) -> Verdict {
    let connector = bench.connector(&[])?;
    let fields = R::declared(&*connector);
    if fields.is_empty() {
        return Err(Stop::skip("it declares no record"));
    }
    let answer = bench.ask::<R>(&*connector, &[], fields).await?;
    if answer.records.is_empty() { PASSED } else { Err(Stop::fail(format!("{}: records for nothing", R::NAME))) }
}

/// How many of these ids a call names.
fn named(call: &Call, ids: &[String]) -> usize {
    let body = String::from_utf8_lossy(&call.body);
    ids.iter().filter(|id| stands_in(&body, id) || stands_in(&call.target, id)).count()
}

/// Whether the id stands there as a whole: `i-1` is not in `i-12`.
fn stands_in(text: &str, id: &str) -> bool {
    let part_of_more = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    text.match_indices(id).any(|(at, _)| {
        let (before, after) = (text.get(..at).unwrap_or_default(), text.get(at + id.len()..).unwrap_or_default());
        // An escape (`%2C`) is no part of the id that it stands before or behind.
        let escape = before.len() >= 3 && before.get(before.len() - 3..).is_some_and(|three| three.starts_with('%'));
        (escape || !part_of_more(before.chars().next_back())) && !part_of_more(after.chars().next())
    })
}

pub(super) async fn cap(bench: &Bench<'_>) -> Verdict {
    each!(bench, capped)
}

async fn capped<R: Kind>(bench: &Bench<'_>) -> Verdict {
    let wire = bench.wire()?;
    let connector = bench.connector(&[("cap", 2)])?;
    let (few, fields) = few::<R>(bench, &*connector)?;
    // One set of fields: a permit asks once for each.
    let few: Vec<_> = few.into_iter().filter(|one| !one.restricted).collect();
    let ids: Vec<String> = few.iter().map(|one| one.at.local.as_str().to_owned()).collect();
    wire.clear();
    bench.ask::<R>(&*connector, &few, fields).await?;
    let path = |call: &Call| call.target.split('?').next().unwrap_or_default().to_owned();
    let calls = wire.data().into_iter().map(|call| (path(&call), named(&call, &ids))).filter(|(_, named)| *named > 0);
    let calls: Vec<(String, usize)> = calls.collect();
    if calls.is_empty() {
        return Err(Stop::skip(format!("{}: the calls do not name ids", R::NAME)));
    }
    if let Some(most) = calls.iter().map(|(_, named)| *named).max().filter(|most| *most > 2) {
        return Err(Stop::fail(format!("{}: {most} ids in one call, 2 allowed", R::NAME)));
    }
    let allowed = few.len().div_ceil(2);
    // What lies in several places of the protocol is asked for in each.
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for (place, _) in &calls {
        *places.entry(place).or_default() += 1;
    }
    let most = places.into_values().max().unwrap_or_default();
    // A protocol that reads one record a call has a cap of one, whatever the settings say.
    let single = calls.iter().all(|(_, named)| *named == 1) && calls.len() == ids.len();
    if most > allowed && !single {
        return Err(Stop::fail(format!("{}: {most} calls, {allowed} needed", R::NAME)));
    }
    PASSED
}

pub(super) async fn failed_chunk(bench: &Bench<'_>) -> Verdict {
    each!(bench, chunk)
}

async fn chunk<R: Kind>(bench: &Bench<'_>) -> Verdict {
    let wire = bench.wire()?;
    let connector = bench.connector(&[("cap", 1), ("bulkhead", 1)])?;
    let (few, fields) = few::<R>(bench, &*connector)?;
    let whole = bench.ask::<R>(&*connector, &few, fields).await?;
    if few.len() < 2 || wire.data().len() < 2 || whole.records.len() < 2 {
        return Err(Stop::skip(format!("{}: all is asked in one call", R::NAME)));
    }
    wire.spoil(1, Spoil::instead(500, "{}"));
    let answer = bench.ask::<R>(&*connector, &few, fields).await?;
    if answer.fault.is_none() {
        return Err(Stop::fail(format!("{}: a failed chunk is no fault", R::NAME)));
    }
    if answer.records.is_empty() {
        return Err(Stop::fail(format!("{}: all chunks were lost with one", R::NAME)));
    }
    PASSED
}

pub(super) async fn ids_in_bodies(bench: &Bench<'_>) -> Verdict {
    let wire = bench.wire()?;
    each!(bench, twice)?;
    let ids: Vec<String> = bench.ids().into_iter().filter(|id| id.len() > 2).collect();
    let calls = wire.data();
    let by_body = calls.iter().any(|call| ids.iter().any(|id| String::from_utf8_lossy(&call.body).contains(id)));
    if !by_body {
        return Err(Stop::skip("the protocol asks for records by address alone"));
    }
    let all = calls.iter().chain(&bench.said);
    let bare = all.filter(|call| ids.iter().any(|id| value_of(&call.target, id))).count();
    if bare == 0 { PASSED } else { Err(Stop::fail(format!("{bare} calls name an id in the address"))) }
}

/// Whether an address holds the id as a whole word of it, however it is written there.
fn value_of(target: &str, id: &str) -> bool {
    let Ok(url) = reqwest::Url::parse(&format!("http://partner.invalid{target}")) else { return target.contains(id) };
    let is = |text: &str| text.split([',', ';', '|', ' ']).any(|part| part == id);
    let mut steps = url.path_segments().into_iter().flatten();
    steps.any(is) || url.query_pairs().any(|(_, value)| is(&value))
}

pub(super) async fn only_asked(bench: &Bench<'_>) -> Verdict {
    each!(bench, only)
}

async fn only<R: Kind>(bench: &Bench<'_>) -> Verdict {
    let connector = bench.connector(&[])?;
    let (few, fields) = few::<R>(bench, &*connector)?;
    let asked: BTreeSet<RecordRef> = few.iter().map(|one| one.at.clone()).collect();
    let answer = bench.ask::<R>(&*connector, &few, fields).await?;
    let foreign = answer.refs().difference(&asked).count();
    if foreign > 0 {
        return Err(Stop::fail(format!("{}: {foreign} records that were not asked for", R::NAME)));
    }
    if answer.records.len() > answer.refs().len() {
        return Err(Stop::fail(format!("{}: a record came twice", R::NAME)));
    }
    PASSED
}
