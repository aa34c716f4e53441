//! Answers to a batch that a proxy has changed, row by row.

use std::collections::BTreeSet;
use std::sync::Arc;

use accord_model::RecordRef;
use parking_lot::Mutex;
use serde_json::{Value, json};

use super::batch::{by_ref, differences};
use super::fields::{each, few};
use super::{Stop, Verdict};
use crate::bench::{Answer, Bench, Kind};
use crate::wire::{Spoil, id_of, rename, rows as entries};

const PASSED: Verdict = Ok(String::new());

/// The answer as it is, and the answer after `spoil`. Skipped where the proxy found no rows to change.
async fn spoilt<R: Kind>(bench: &Bench<'_>, spoil: Spoil) -> Result<(Answer<R>, Answer<R>, BTreeSet<String>), Stop> {
    let wire = bench.wire()?;
    let connector = bench.connector(&[])?;
    let (few, fields) = few::<R>(bench, &*connector)?;
    let asked = few.iter().map(|one| one.at.local.as_str().to_owned()).collect();
    let right = bench.ask::<R>(&*connector, &few, fields).await?;
    wire.clear();
    wire.spoil(usize::MAX, spoil);
    let answer = bench.ask::<R>(&*connector, &few, fields).await;
    wire.heal();
    if !wire.data().iter().any(|call| call.spoiled) {
        return Err(Stop::skip(format!("{}: the answers are no JSON with the ids in it", R::NAME)));
    }
    Ok((right, answer?, asked))
}

/// A change of the rows; `ids` are those that the run knows.
fn on_rows(bench: &Bench<'_>, change: impl Fn(&mut Vec<Value>, &BTreeSet<String>) + Send + Sync + 'static) -> Spoil {
    let ids = bench.ids();
    Spoil::edit(move |answer, _| {
        let found = entries(answer, &ids);
        found.map(|rows| change(rows, &ids)).is_some()
    })
}

pub(super) async fn duplicates(bench: &Bench<'_>) -> Verdict {
    each!(bench, twice)
}

async fn twice<R: Kind>(bench: &Bench<'_>) -> Verdict {
    let spoil = on_rows(bench, |rows, _| rows.extend(rows.clone()));
    let (right, answer, _) = spoilt::<R>(bench, spoil).await?;
    if answer.records.len() > answer.refs().len() {
        return Err(Stop::fail(format!("{}: a record came twice", R::NAME)));
    }
    differences(bench, &answer, &by_ref(right))
}

pub(super) async fn foreign(bench: &Bench<'_>) -> Verdict {
    each!(bench, strangers)
}

async fn strangers<R: Kind>(bench: &Bench<'_>) -> Verdict {
    let spoil = on_rows(bench, |rows, ids| {
        let Some(mut stranger) = rows.first().cloned() else { return };
        if let Some(own) = id_of(&stranger, ids) {
            rename(&mut stranger, &own, "zqx-stranger");
            rows.insert(0, stranger);
        }
    });
    let (right, answer, asked) = spoilt::<R>(bench, spoil).await?;
    not_foreign(&answer, &asked)?;
    differences(bench, &answer, &by_ref(right))
}

fn not_foreign<R: Kind>(answer: &Answer<R>, asked: &BTreeSet<String>) -> Verdict {
    let foreign = answer.refs().iter().filter(|at| !asked.contains(at.local.as_str())).count();
    if foreign == 0 { PASSED } else { Err(Stop::fail(format!("{}: {foreign} foreign records", R::NAME))) }
}

pub(super) async fn renamed(bench: &Bench<'_>) -> Verdict {
    each!(bench, other_ids)
}

async fn other_ids<R: Kind>(bench: &Bench<'_>) -> Verdict {
    let spoil = on_rows(bench, |rows, ids| {
        for row in rows {
            if let Some(own) = id_of(row, ids) {
                rename(row, &own, &format!("{own}-zqx"));
            }
        }
    });
    let (_, answer, _) = spoilt::<R>(bench, spoil).await?;
    if answer.records.is_empty() {
        PASSED
    } else {
        Err(Stop::fail(format!("{}: {} records of somebody else", R::NAME, answer.records.len())))
    }
}

pub(super) async fn order(bench: &Bench<'_>) -> Verdict {
    each!(bench, reversed)
}

async fn reversed<R: Kind>(bench: &Bench<'_>) -> Verdict {
    let (right, answer, _) = spoilt::<R>(bench, on_rows(bench, |rows, _| rows.reverse())).await?;
    differences(bench, &answer, &by_ref(right))
}

/// The rows that were spoiled, one of each answer, as they were.
#[derive(Clone, Default)]
struct Lost(Arc<Mutex<Vec<String>>>);

impl Lost {
    fn keep(&self, row: &Value) {
        self.0.lock().push(row.to_string());
    }

    /// How many of these records the rows are: one that replaces another is both.
    fn records(&self, refs: &BTreeSet<RecordRef>) -> usize {
        let rows = self.0.lock();
        let lost = |at: &&RecordRef| rows.iter().any(|row| row.contains(&format!("{}\"", at.local.as_str())));
        refs.iter().filter(lost).count().max(1)
    }
}

/// All but the one that was spoiled must still be there.
fn others<R: Kind>(right: &Answer<R>, answer: &Answer<R>, lost: &Lost) -> Verdict {
    if right.records.len() < 2 {
        return Err(Stop::skip(format!("{}: there is one record alone", R::NAME)));
    }
    if answer.records.len() + lost.records(&right.refs()) < right.records.len() {
        let (came, all) = (answer.records.len(), right.records.len());
        return Err(Stop::fail(format!("{}: {came} of {all} records came", R::NAME)));
    }
    PASSED
}

/// Every value of a row becomes one of another type; its id stays.
pub(super) fn wrong(row: &mut Value, ids: &BTreeSet<String>) {
    let wrong = |value: &Value| if value.is_object() || value.is_array() { json!(7) } else { json!({"zqx": [1]}) };
    let Value::Object(all) = row else { return };
    for value in all.values_mut() {
        let own = value.as_str().is_some_and(|text| ids.contains(text));
        if own {
            continue;
        }
        if value.is_object() && id_of(value, ids).is_some() {
            // A wrapper of the record itself: what is in it goes wrong.
            wrong_inside(value, ids);
        } else {
            *value = wrong(value);
        }
    }
}

fn wrong_inside(value: &mut Value, ids: &BTreeSet<String>) {
    let Value::Object(all) = value else { return };
    for one in all.values_mut().filter(|one| !one.as_str().is_some_and(|text| ids.contains(text))) {
        *one = if one.is_object() || one.is_array() { json!(7) } else { json!({"zqx": [1]}) };
    }
}

pub(super) async fn wrong_type(bench: &Bench<'_>) -> Verdict {
    each!(bench, wrong_types)
}

async fn wrong_types<R: Kind>(bench: &Bench<'_>) -> Verdict {
    let lost = Lost::default();
    let kept = lost.clone();
    let spoil = on_rows(bench, move |rows, ids| {
        if let Some(row) = rows.first_mut() {
            kept.keep(row);
            wrong(row, ids);
        }
    });
    let (right, answer, _) = spoilt::<R>(bench, spoil).await?;
    others(&right, &answer, &lost)
}

pub(super) async fn null_row(bench: &Bench<'_>) -> Verdict {
    each!(bench, nulls)
}

async fn nulls<R: Kind>(bench: &Bench<'_>) -> Verdict {
    let lost = Lost::default();
    let kept = lost.clone();
    let spoil = on_rows(bench, move |rows, _| {
        if let Some(row) = rows.first_mut() {
            kept.keep(row);
            *row = Value::Null;
        }
    });
    let (right, answer, _) = spoilt::<R>(bench, spoil).await?;
    others(&right, &answer, &lost)
}

pub(super) async fn missing(bench: &Bench<'_>) -> Verdict {
    each!(bench, left_out)
}

async fn left_out<R: Kind>(bench: &Bench<'_>) -> Verdict {
    let (ids, lost) = (bench.ids(), Lost::default());
    let kept = lost.clone();
    let spoil = Spoil::edit(move |answer, _| {
        let Some(rows) = entries(answer, &ids) else { return false };
        let before = rows.len();
        kept.keep(&rows.pop().unwrap_or_default());
        // An answer that counts its rows counts one less: it is whole.
        let counts = answer.as_object_mut().into_iter().flat_map(|all| all.values_mut());
        counts.filter(|value| value.as_u64() == Some(before as u64)).for_each(|value| *value = json!(before - 1));
        true
    });
    let (right, answer, _) = spoilt::<R>(bench, spoil).await?;
    if let Some(fault) = answer.fault {
        return Err(Stop::fail(format!("{}: {} for a record that is gone", R::NAME, fault.code())));
    }
    others(&right, &answer, &lost)
}

pub(super) async fn duplicate_keys(bench: &Bench<'_>) -> Verdict {
    each!(bench, keys_twice)
}

async fn keys_twice<R: Kind>(bench: &Bench<'_>) -> Verdict {
    let connector = bench.connector(&[])?;
    let (few, _) = few::<R>(bench, &*connector)?;
    let own = few.first().map(|one| one.at.local.as_str().to_owned()).unwrap_or_default();
    // Whatever key names the record, it stands twice: first a stranger's, then its own.
    let spoil = Spoil::rewrite(move |body| {
        let text = String::from_utf8_lossy(&body).into_owned();
        let value = format!("\"{own}\"");
        let Some(at) = text.find(&value) else { return body };
        let (before, after) = text.split_at(at);
        let key = before.rsplit(['{', ',']).next().unwrap_or_default();
        format!("{before}\"zqx-stranger\",{key}{after}").into_bytes()
    });
    let (_, answer, asked) = spoilt::<R>(bench, spoil).await?;
    not_foreign(&answer, &asked)
}

pub(super) async fn more_than_known(bench: &Bench<'_>) -> Verdict {
    each!(bench, new_fields)
}

async fn new_fields<R: Kind>(bench: &Bench<'_>) -> Verdict {
    let spoil = on_rows(bench, |rows, _| {
        for row in rows.iter_mut().filter_map(Value::as_object_mut) {
            row.insert("zqxNewField".to_owned(), json!({"of": ["a", "later", "version"]}));
        }
    });
    let (right, answer, _) = spoilt::<R>(bench, spoil).await?;
    differences(bench, &answer, &by_ref(right))
}
