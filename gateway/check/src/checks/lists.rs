//! A directory of services.

use std::collections::BTreeSet;

use accord_federation::{Connector, Listed};
use accord_model::{CapacityStatus, CareSetting, LocalId, Need, ServiceQuery, Strand, SupportService};
use serde_json::{Value, json};

use super::{Stop, Verdict};
use crate::bench::Bench;
use crate::wire::{Call, Plan, Spoil, Strikes, rows};

const PASSED: Verdict = Ok(String::new());
/// Calls of one question that are spoiled one after the other, at most.
const CALLS: usize = 12;

/// A place of the county; nobody in particular lives there.
const POSTCODE: &str = "LE1 1AA";

fn all() -> ServiceQuery {
    ServiceQuery { limit: 50, ..ServiceQuery::default() }
}

async fn ask(bench: &Bench<'_>, connector: &dyn Connector, query: &ServiceQuery) -> Result<Listed, Stop> {
    bench.watched(connector.services(query)).await
}

fn ids(listed: &Listed) -> Vec<LocalId> {
    let mut all: Vec<LocalId> = listed.services.iter().map(|one| one.local.clone()).collect();
    all.sort();
    all
}

/// All services of a directory; a connector to anything else is skipped.
async fn directory(bench: &Bench<'_>, connector: &dyn Connector) -> Result<Listed, Stop> {
    if connector.has_changes() {
        return Err(Stop::skip("it is no directory of services"));
    }
    let listed = ask(bench, connector, &all()).await?;
    match listed.fault {
        Some(fault) => Err(Stop::fail(format!("{} with nothing spoiled", fault.code()))),
        None if listed.services.is_empty() => Err(Stop::skip("the directory lists nothing")),
        None => Ok(listed),
    }
}

pub(super) async fn same_twice(bench: &Bench<'_>) -> Verdict {
    let connector = bench.connector(&[])?;
    let first = directory(bench, &*connector).await?;
    let second = ask(bench, &*connector, &all()).await?;
    let once: BTreeSet<LocalId> = ids(&first).into_iter().collect();
    if once.len() < first.services.len() {
        return Err(Stop::fail(format!("{} services come twice", first.services.len() - once.len())));
    }
    if ids(&first) == ids(&second) { Ok(format!("{} services", once.len())) } else { Err(Stop::fail("others come")) }
}

pub(super) async fn no_more_than_the_place(bench: &Bench<'_>) -> Verdict {
    let wire = bench.wire()?;
    let near = ServiceQuery { postcode: Some(POSTCODE.to_owned()), within_metres: Some(5_000), ..all() };
    let more = ServiceQuery {
        need: Some(Need::Mental),
        setting: Some(CareSetting::Community),
        strand: Some(Strand::Transgender),
        language: Some("so".to_owned()),
        age: Some(17),
        ..near.clone()
    };
    let mut asked: Vec<BTreeSet<(String, Vec<u8>)>> = Vec::new();
    for query in [near, more] {
        // Nothing that the first question left behind answers the second.
        let connector = bench.connector(&[])?;
        directory(bench, &*connector).await?;
        wire.clear();
        ask(bench, &*connector, &query).await?;
        asked.push(wire.data().into_iter().map(|call: Call| (call.target, call.body)).collect());
    }
    if asked.first() == asked.last() { PASSED } else { Err(Stop::fail("its calls differ by more than the place")) }
}

pub(super) async fn one_unreadable(bench: &Bench<'_>) -> Verdict {
    let wire = bench.wire()?;
    let connector = bench.connector(&[])?;
    let right = directory(bench, &*connector).await?;
    let known: BTreeSet<String> = right.services.iter().map(|one| one.local.as_str().to_owned()).collect();
    let calls = {
        wire.clear();
        ask(bench, &*bench.connector(&[])?, &all()).await?;
        wire.data().len()
    };
    let mut spoiled = 0;
    for after in 0..calls.min(CALLS) {
        let ids = known.clone();
        let spoil = Spoil::edit(move |answer, _| unreadable(answer, &ids));
        let connector = bench.connector(&[])?;
        wire.clear();
        wire.plan(Plan { strikes: Strikes::Data, after, times: 1, spoil });
        let listed = ask(bench, &*connector, &all()).await?;
        spoiled += wire.data().iter().filter(|call| call.spoiled).count();
        if listed.services.len() + 1 < right.services.len() {
            let lost = right.services.len() - listed.services.len();
            return Err(Stop::fail(format!("call {}: {lost} services lost with one", after + 1)));
        }
    }
    if spoiled == 0 { Err(Stop::skip("the answers are no JSON with the ids in it")) } else { PASSED }
}

/// The first service of a list, or the one that the answer is, says nothing readable but its id.
fn unreadable(answer: &mut Value, ids: &BTreeSet<String>) -> bool {
    let strange = |service: &mut Value| {
        let Some(fields) = service.as_object_mut() else { return };
        fields.iter_mut().filter(|(key, _)| *key != "id").for_each(|(_, value)| *value = json!([{"zqx": [7]}]));
    };
    if let Some(first) = rows(answer, ids).and_then(|rows| rows.first_mut()) {
        strange(first);
        return true;
    }
    let own = answer.get("id").and_then(Value::as_str).is_some_and(|id| ids.contains(id));
    if own {
        strange(answer);
    }
    own
}

/// Every service without capacity, schedules, languages and eligibility.
pub(super) async fn unsaid(bench: &Bench<'_>) -> Verdict {
    let wire = bench.wire()?;
    directory(bench, &*bench.connector(&[])?).await?;
    let connector = bench.connector(&[])?;
    wire.clear();
    wire.spoil(usize::MAX, Spoil::edit(|answer, _| without(answer, 0)));
    let listed = ask(bench, &*connector, &all()).await?;
    let spoiled = wire.data().iter().any(|call| call.spoiled);
    wire.heal();
    if !spoiled {
        return Err(Stop::skip("no answer says any of it in the words of Open Referral"));
    }
    let said: BTreeSet<&str> = listed.services.iter().flat_map(says).collect();
    if said.is_empty() { PASSED } else { Err(Stop::fail(said.into_iter().collect::<Vec<_>>().join(" "))) }
}

/// Which of these a service says something of.
fn says(one: &SupportService) -> impl Iterator<Item = &'static str> + use<> {
    let all = [
        ("capacity", one.capacity.status != CapacityStatus::Unknown || one.capacity.available.is_some()),
        ("languages", !one.languages.is_empty()),
        ("hours", !one.hours.is_empty()),
        ("ages", one.eligibility.minimum_age.is_some() || one.eligibility.maximum_age.is_some()),
    ];
    all.into_iter().filter(|(_, says)| *says).map(|(name, _)| name)
}

/// What Open Referral UK calls them.
const SAYS: [&str; 10] = [
    "status",
    "service_capacities",
    "capacities",
    "capacity",
    "schedules",
    "languages",
    "interpretation_services",
    "minimum_age",
    "maximum_age",
    "eligibility_description",
];
/// How deep in an answer a service lies at most, with its parts.
const DEPTH: usize = 8;

fn without(value: &mut Value, depth: usize) -> bool {
    match value {
        _ if depth > DEPTH => false,
        Value::Array(all) => all.iter_mut().map(|one| without(one, depth + 1)).filter(|gone| *gone).count() > 0,
        Value::Object(all) => {
            let before = all.len();
            all.retain(|key, _| !SAYS.contains(&key.as_str()));
            let gone = all.len() < before;
            all.values_mut().map(|one| without(one, depth + 1)).filter(|gone| *gone).count() > 0 || gone
        }
        _ => false,
    }
}
