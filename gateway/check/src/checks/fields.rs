//! Which fields a record may hold.

use std::collections::BTreeSet;

use accord_consent::FieldSet;
use accord_model::{Incident, Referral, Victim};

use super::{Stop, Verdict};
use crate::bench::{Answer, Bench, FEW, Kind};
use crate::wire::{Call, keys};

/// Records among which each field should be seen: what one person in a hundred has, is.
const MANY: usize = 300;

/// Runs a check for each type of record. All skipped is skipped; one failure is a failure.
macro_rules! each {
    ($bench:expr, $check:ident) => {
        crate::checks::fields::together([
            $check::<accord_model::Victim>($bench).await,
            $check::<accord_model::Incident>($bench).await,
            $check::<accord_model::Referral>($bench).await,
        ])
    };
}
pub(super) use each;

pub(super) fn together(verdicts: [Verdict; 3]) -> Verdict {
    if let Some(failed) = verdicts.iter().find(|one| matches!(one, Err(Stop::Failed(_)))) {
        return failed.clone();
    }
    let said: Vec<String> = verdicts.iter().filter_map(|one| one.clone().ok()).collect();
    if said.is_empty() {
        return verdicts.into_iter().next().unwrap_or_else(|| Ok(String::new()));
    }
    let said: Vec<String> = said.into_iter().filter(|one| !one.is_empty()).collect();
    Ok(said.join("; "))
}

/// A few records of a type to ask for, and the fields that the connector declares.
pub(super) fn few<R: Kind>(
    bench: &Bench<'_>,
    connector: &dyn accord_federation::Connector,
) -> Result<(Vec<accord_consent::Candidate>, FieldSet), Stop> {
    let (few, fields) = (bench.some::<R>(FEW), R::declared(connector));
    if fields.is_empty() {
        return Err(Stop::skip(format!("it declares no {}", R::NAME)));
    }
    if few.is_empty() {
        return Err(Stop::skip(format!("the feed tells of no {}", R::NAME)));
    }
    Ok((few, fields))
}

fn names<R: Kind>(fields: FieldSet) -> String {
    fields.iter::<R>().map(|field| format!("{}.{field}", R::NAME)).collect::<Vec<_>>().join(" ")
}

fn within<R: Kind>(holds: impl Iterator<Item = FieldSet>, may: FieldSet) -> Verdict {
    // Words of the partner's stand beside whatever they explain.
    let may = may.or(FieldSet::names::<R>(|name| name == "terms"));
    let beyond = holds.fold(FieldSet::NONE, |all, one| all.or(one.without(may)));
    if beyond.is_empty() { Ok(String::new()) } else { Err(Stop::fail(names::<R>(beyond))) }
}

pub(super) async fn feed_holds_declared(bench: &Bench<'_>) -> Verdict {
    if bench.feed.rows.is_empty() {
        return Err(Stop::skip("the feed tells of nothing"));
    }
    let connector = bench.connector(&[])?;
    let holds = |kind| bench.feed.alive(kind).map(|alive| alive.holds);
    within::<Victim>(holds(Victim::TYPE), Victim::declared(&*connector))?;
    within::<Incident>(holds(Incident::TYPE), Incident::declared(&*connector))?;
    within::<Referral>(holds(Referral::TYPE), Referral::declared(&*connector))
}

pub(super) async fn batch_holds_declared(bench: &Bench<'_>) -> Verdict {
    each!(bench, batch_holds)
}

async fn batch_holds<R: Kind>(bench: &Bench<'_>) -> Verdict {
    let connector = bench.connector(&[])?;
    let (few, fields) = few::<R>(bench, &*connector)?;
    let answer = bench.ask::<R>(&*connector, &few, FieldSet::all::<R>()).await?;
    within::<R>(answer.records.iter().map(|(_, record)| record.exists()), fields)
}

pub(super) async fn declared_is_seen(bench: &Bench<'_>) -> Verdict {
    each!(bench, seen)
}

async fn seen<R: Kind>(bench: &Bench<'_>) -> Verdict {
    let connector = bench.connector(&[])?;
    let (_, fields) = few::<R>(bench, &*connector)?;
    let many = bench.some::<R>(MANY);
    let answer = bench.ask::<R>(&*connector, &many, fields).await?;
    let seen = answer.records.iter().fold(FieldSet::NONE, |all, (_, record)| all.or(record.exists()));
    // What no permit names cannot be seen: gender history needs the person's own word.
    let may = bench.permit::<R>(&many, fields);
    let may = many.iter().filter_map(|one| may.may(&one.at)).fold(FieldSet::NONE, FieldSet::or);
    let never = fields.and(may).without(seen);
    if never.is_empty() { Ok(String::new()) } else { Err(Stop::fail(format!("never seen: {}", names::<R>(never)))) }
}

pub(super) async fn projection(bench: &Bench<'_>) -> Verdict {
    each!(bench, projected)
}

async fn projected<R: Kind>(bench: &Bench<'_>) -> Verdict {
    let connector = bench.connector(&[])?;
    let (few, fields) = few::<R>(bench, &*connector)?;
    let mut asked = 0;
    for field in fields.iter::<R>() {
        let one = FieldSet::names::<R>(|name| name == field);
        let answer = bench.ask::<R>(&*connector, &few, one).await?;
        // A field by whose value another is judged comes with it: the permit says so.
        let permit = bench.permit::<R>(&few, one);
        let may = few.iter().filter_map(|one| permit.may(&one.at)).fold(one, FieldSet::or);
        if let Err(Stop::Failed(beyond)) = within::<R>(answer.records.iter().map(|(_, r)| r.exists()), may) {
            return Err(Stop::fail(format!("{}.{field} was asked for, and came: {beyond}", R::NAME)));
        }
        asked += 1;
    }
    Ok(format!("{asked} fields of {}", R::NAME))
}

pub(super) async fn not_named(bench: &Bench<'_>) -> Verdict {
    each!(bench, unnamed)
}

/// The questions for one field must be the shortest that a protocol that selects fields has: a question for all fields
/// names what no question for one field names.
async fn unnamed<R: Kind>(bench: &Bench<'_>) -> Verdict {
    let wire = bench.wire()?;
    let connector = bench.connector(&[])?;
    let (few, fields) = few::<R>(bench, &*connector)?;
    let asked = async |fields: FieldSet| -> Result<Vec<Call>, Stop> {
        wire.clear();
        bench.ask::<R>(&*connector, &few, fields).await?;
        Ok(wire.data())
    };
    let length = |calls: &[Call]| calls.iter().map(|call| call.target.len() + call.body.len()).sum::<usize>();
    // Once before: what it learns of its partner first is no part of a question.
    asked(fields).await?;
    let whole = asked(fields).await?;
    let all_named = whole.iter().any(|call| names_rows_keys(call, &bench.ids()));
    let whole = (!whole.is_empty()).then(|| length(&whole));
    let mut lengths = Vec::new();
    for field in fields.iter::<R>() {
        let one = asked(FieldSet::names::<R>(|name| name == field)).await?;
        if !one.is_empty() {
            lengths.push((length(&one), field));
        }
    }
    let (Some(whole), Some((least, _))) = (whole, lengths.iter().min().copied()) else {
        return Err(Stop::skip(format!("{}: nothing was asked", R::NAME)));
    };
    if whole == least && all_named {
        return Err(Stop::fail(format!("{}: every question names the rows' fields, whatever is permitted", R::NAME)));
    }
    if whole == least {
        return Err(Stop::skip(format!("{}: the questions do not name fields", R::NAME)));
    }
    let more: Vec<&str> =
        lengths.iter().filter(|(one, _)| *one >= whole && lengths.len() > 2).map(|(_, field)| *field).collect();
    if more.is_empty() {
        Ok(String::new())
    } else {
        Err(Stop::fail(format!("{}: all fields are named for one: {}", R::NAME, more.join(" "))))
    }
}

/// Whether a question names at least half of the keys that the rows of its answer have: then the protocol selects fields.
fn names_rows_keys(call: &Call, ids: &BTreeSet<String>) -> bool {
    let question = format!("{} {}", call.target, String::from_utf8_lossy(&call.body));
    let named: BTreeSet<&str> = question.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
    let keys = keys(&call.reply, ids);
    !keys.is_empty() && keys.iter().filter(|key| named.contains(key.as_str())).count() * 2 >= keys.len()
}

pub(super) async fn cache_by_projection(bench: &Bench<'_>) -> Verdict {
    each!(bench, cached)
}

async fn cached<R: Kind>(bench: &Bench<'_>) -> Verdict {
    let uncached = bench.connector(&[])?;
    let (few, fields) = few::<R>(bench, &*uncached)?;
    let held = |answer: &Answer<R>| answer.records.iter().fold(FieldSet::NONE, |all, (_, r)| all.or(r.exists()));
    let holds = held(&bench.ask::<R>(&*uncached, &few, fields).await?);
    let Some(field) = holds.and(fields).iter::<R>().next() else {
        return Err(Stop::skip(format!("{}: no field holds anything", R::NAME)));
    };
    let one = FieldSet::names::<R>(|name| name == field);
    // Few fields first, then many, and few again; and the other way round.
    for order in [[one, fields, one], [fields, one, fields]] {
        let connector = bench.connector(&[("cache_ttl_ms", 60_000)])?;
        for asked in order {
            let answer = bench.ask::<R>(&*connector, &few, asked).await?;
            within::<R>(answer.records.iter().map(|(_, record)| record.exists()), asked)?;
            if asked == fields && held(&answer) != holds {
                return Err(Stop::fail(format!("{}: fields were lost", R::NAME)));
            }
        }
    }
    Ok(String::new())
}
