//! The schema that the partner publishes, against what is asked and what comes.

use std::collections::BTreeSet;

use accord_model::{Incident, Referral, Victim};

use super::{Stop, Verdict};
use crate::bench::{Bench, FEW, Kind};
use crate::schema::Schema;
use crate::wire::Call;

/// Places that are named, at most.
const PLACES: usize = 8;

/// Every unspoiled exchange of a feed and of a question of each type.
async fn exchanges(bench: &Bench<'_>) -> Result<Vec<Call>, Stop> {
    let wire = bench.wire()?;
    let connector = bench.connector(&[])?;
    one::<Victim>(bench, &*connector).await?;
    one::<Incident>(bench, &*connector).await?;
    one::<Referral>(bench, &*connector).await?;
    bench.probe(&*connector).await?;
    let all: Vec<Call> = bench.said.iter().cloned().chain(wire.data()).collect();
    if all.is_empty() { Err(Stop::skip("nothing was asked")) } else { Ok(all) }
}

async fn one<R: Kind>(bench: &Bench<'_>, connector: &dyn accord_federation::Connector) -> Result<(), Stop> {
    let (few, fields) = (bench.some::<R>(FEW), R::declared(connector));
    if !few.is_empty() && !fields.is_empty() {
        bench.ask::<R>(connector, &few, fields).await?;
    }
    Ok(())
}

fn published<'a>(bench: &'a Bench<'_>) -> Result<&'a Schema, Stop> {
    bench.schema.as_ref().ok_or_else(|| Stop::skip("no published schema was given: --schema"))
}

fn verdict(places: BTreeSet<String>, looked_at: usize) -> Verdict {
    if places.is_empty() {
        return Ok(format!("{looked_at} exchanges"));
    }
    let more = places.len().saturating_sub(PLACES);
    let mut text = places.into_iter().take(PLACES).collect::<Vec<_>>().join("; ");
    if more > 0 {
        text.push_str(&format!("; and {more} more"));
    }
    Err(Stop::fail(text))
}

pub(super) async fn calls(bench: &Bench<'_>) -> Verdict {
    let schema = published(bench)?;
    let all = exchanges(bench).await?;
    let base = bench.base_path();
    let mut places = BTreeSet::new();
    for (number, call) in all.iter().enumerate() {
        // What a partner links to, it describes by linking to it.
        let linked = |before: &Call| String::from_utf8_lossy(&before.reply).contains(&call.target);
        if call.target.contains('?') && all.iter().take(number).any(linked) {
            continue;
        }
        places.extend(schema.undescribed(call, &base));
    }
    verdict(places, all.len())
}

pub(super) async fn answers(bench: &Bench<'_>) -> Verdict {
    let schema = published(bench)?;
    let all = exchanges(bench).await?;
    let base = bench.base_path();
    let mut places = BTreeSet::new();
    for call in &all {
        places.extend(schema.unlike(call, &base).map_err(Stop::Failed)?);
    }
    verdict(places, all.len())
}
