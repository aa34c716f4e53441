//! Being made.

use std::time::Duration;

use accord_federation::Fault;
use accord_model::{Incident, Referral, Victim};

use super::{Stop, Verdict};
use crate::bench::{Bench, Kind};

const PASSED: Verdict = Ok(String::new());

pub(super) async fn names_itself(bench: &Bench<'_>) -> Verdict {
    let connector = bench.connector(&[])?;
    if connector.partner() != bench.subject.partner {
        return Err(Stop::fail("partner()"));
    }
    if connector.kind() != bench.subject.kind {
        return Err(Stop::fail("kind()"));
    }
    PASSED
}

/// A text that stands in no configuration.
const UNKNOWN: &str = "zqx_unknown_key";

pub(super) async fn refuses_unknown_keys(bench: &Bench<'_>) -> Verdict {
    let made = bench.altered(|settings| {
        settings.insert(UNKNOWN.to_owned(), toml::Value::Boolean(true));
    });
    let Err(error) = made else { return Err(Stop::fail("an unknown key was taken")) };
    if !error.contains(UNKNOWN) {
        return Err(Stop::fail("the error does not name the key"));
    }
    let secrets = bench.settings().iter().filter(|(key, _)| key.contains("secret") || key.contains("token"));
    let quoted = secrets.filter_map(|(_, value)| value.as_str()).any(|value| error.contains(value));
    if quoted { Err(Stop::fail("the error quotes a setting")) } else { PASSED }
}

pub(super) async fn asks_nobody(bench: &Bench<'_>) -> Verdict {
    let wire = bench.wire()?;
    let connector = bench.connector(&[])?;
    tokio::time::sleep(Duration::from_millis(50)).await;
    drop(connector);
    let calls = wire.data().len() + wire.tokens().len();
    if calls > 0 { Err(Stop::fail(format!("{calls} calls while it was made"))) } else { PASSED }
}

pub(super) async fn is_made_without_a_partner(bench: &Bench<'_>) -> Verdict {
    bench.wire()?;
    // The discard port of this machine: nobody listens there.
    let made = bench.altered(|settings| {
        for (key, value) in settings.iter_mut() {
            if key == "url" || key.ends_with("_url") {
                *value = toml::Value::String("http://127.0.0.1:9".to_owned());
            }
        }
    });
    let connector = made.map_err(|_| Stop::fail("it is not made while its partner is down"))?;
    match bench.probe(&*connector).await?.fault {
        Some(Fault::Silent) => PASSED,
        Some(fault) => Err(Stop::fail(format!("{} instead of SILENT", fault.code()))),
        None => Err(Stop::fail("no fault while the partner is down")),
    }
}

pub(super) async fn serves_what_it_declares(bench: &Bench<'_>) -> Verdict {
    let mut served = Vec::new();
    for one in [serves::<Victim>(bench).await?, serves::<Incident>(bench).await?, serves::<Referral>(bench).await?] {
        served.extend(one);
    }
    if served.is_empty() { Err(Stop::skip("it declares no record")) } else { Ok(served.join(", ")) }
}

pub(super) async fn partner_has_what_is_named(bench: &Bench<'_>) -> Verdict {
    let connector = bench.connector(&[])?;
    let missing = connector.missing().await.map_err(|fault| Stop::fail(fault.code()))?;
    let places: Vec<String> = missing.iter().map(|note| format!("{} {}", note.code, note.place)).collect();
    if places.is_empty() { PASSED } else { Err(Stop::fail(places.join(", "))) }
}

async fn serves<R: Kind>(bench: &Bench<'_>) -> Result<Option<&'static str>, Stop> {
    if let Ok(wire) = bench.wire() {
        wire.clear();
    }
    let connector = bench.connector(&[])?;
    let fields = R::declared(&*connector);
    if fields.is_empty() {
        return Ok(None);
    }
    let mut few = bench.some::<R>(2);
    if few.is_empty() {
        few.push(bench.stranger::<R>("zqx-nobody"));
    }
    let answer = bench.ask::<R>(&*connector, &few, fields).await?;
    let asked = bench.wire().is_ok_and(|wire| !wire.data().is_empty());
    match answer.fault {
        // The partner itself said that it holds none.
        Some(Fault::NotSupported) if asked && bench.feed.alive(R::TYPE).next().is_none() => Ok(None),
        Some(Fault::NotSupported) => Err(Stop::fail(format!("{}: NOT_SUPPORTED", R::NAME))),
        _ => Ok(Some(R::NAME)),
    }
}
