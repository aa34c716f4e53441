//! Logging in.

use accord_federation::Fault;
use futures_util::future::join_all;

use super::patience::code;
use super::{Stop, Verdict};
use crate::bench::Bench;
use crate::wire::{Plan, Spoil, Strikes, Wire};

const PASSED: Verdict = Ok(String::new());

/// Skipped where the connector never asks for a token.
async fn logs_in<'a>(bench: &'a Bench<'_>) -> Result<&'a std::sync::Arc<Wire>, Stop> {
    let wire = bench.wire()?;
    let connector = bench.connector(&[])?;
    bench.probe(&*connector).await?;
    if wire.tokens().is_empty() {
        return Err(Stop::skip("it asks for no token"));
    }
    wire.clear();
    Ok(wire)
}

pub(super) async fn one_call(bench: &Bench<'_>) -> Verdict {
    let wire = logs_in(bench).await?;
    let connector = bench.connector(&[("bulkhead", 100)])?;
    let all = join_all((0..100).map(|_| bench.probe(&*connector))).await;
    let failed = all.into_iter().collect::<Result<Vec<_>, _>>()?.iter().filter(|one| one.fault.is_some()).count();
    match wire.tokens().len() {
        1 if failed == 0 => PASSED,
        1 => Err(Stop::fail(format!("{failed} of 100 questions failed"))),
        calls => Err(Stop::fail(format!("{calls} calls for a token"))),
    }
}

pub(super) async fn refreshed(bench: &Bench<'_>) -> Verdict {
    let wire = logs_in(bench).await?;
    let connector = bench.connector(&[])?;
    bench.probe(&*connector).await?;
    wire.clear();
    wire.spoil(1, Spoil::instead(401, "{}"));
    let probe = bench.probe(&*connector).await?;
    if probe.fault.is_some() {
        return Err(Stop::fail(format!("{} instead of a new token", code(probe.fault))));
    }
    match wire.tokens().len() {
        1 => PASSED,
        calls => Err(Stop::fail(format!("{calls} calls for a token"))),
    }
}

pub(super) async fn refused(bench: &Bench<'_>) -> Verdict {
    let wire = bench.wire()?;
    let connector = bench.connector(&[])?;
    bench.probe(&*connector).await?;
    let each = wire.data().len();
    wire.clear();
    wire.spoil(usize::MAX, Spoil::instead(401, "{}"));
    let probe = bench.probe(&*connector).await?;
    if probe.fault != Some(Fault::Refused) {
        return Err(Stop::fail(format!("{} instead of REFUSED", code(probe.fault))));
    }
    let calls = wire.data().len();
    if calls > 2 * each { Err(Stop::fail(format!("{calls} calls, and none was answered"))) } else { PASSED }
}

pub(super) async fn no_token(bench: &Bench<'_>) -> Verdict {
    let wire = logs_in(bench).await?;
    for spoil in [Spoil::instead(500, "{}"), Spoil::instead(200, "<p>"), Spoil::instead(401, "{}")] {
        wire.clear();
        let connector = bench.connector(&[])?;
        wire.plan(Plan { strikes: Strikes::Token, after: 0, times: usize::MAX, spoil });
        let probe = bench.probe(&*connector).await?;
        if probe.fault.is_none() || probe.records > 0 {
            return Err(Stop::fail("no fault without a token"));
        }
        if !wire.data().is_empty() {
            return Err(Stop::fail("a question without a token"));
        }
    }
    PASSED
}

pub(super) async fn not_in_addresses(bench: &Bench<'_>) -> Verdict {
    let wire = bench.wire()?;
    let connector = bench.connector(&[])?;
    bench.probe(&*connector).await?;
    let calls: Vec<_> = wire.data().into_iter().chain(wire.tokens()).collect();
    let mut credentials: Vec<String> =
        calls.iter().filter_map(|call| call.authorization.as_deref()?.split(' ').nth(1).map(str::to_owned)).collect();
    let secret = bench.settings().iter().filter(|(key, _)| key.contains("secret") && !key.ends_with("_file"));
    credentials.extend(secret.filter_map(|(_, value)| value.as_str().map(str::to_owned)));
    if credentials.is_empty() {
        return Err(Stop::skip("it sends no credentials"));
    }
    let bare = calls.iter().any(|call| credentials.iter().any(|one| call.target.contains(one.as_str())));
    if bare { Err(Stop::fail("an address holds a credential")) } else { PASSED }
}
