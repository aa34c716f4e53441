//! Time: patience, retries, the breaker, dropped questions.

use std::time::Duration;

use accord_federation::Fault;
use futures_util::future::join_all;
use tokio::time::{sleep, timeout};

use super::{Stop, Verdict};
use crate::bench::Bench;
use crate::wire::Spoil;

const PASSED: Verdict = Ok(String::new());
/// The patience of these checks, in milliseconds.
const SHORT: i64 = 400;
/// What a machine under load may add to it.
const SLACK: Duration = Duration::from_millis(2_600);

pub(super) fn code(fault: Option<Fault>) -> &'static str {
    fault.map_or("no fault", Fault::code)
}

const fn short() -> [(&'static str, i64); 3] {
    [("patience_ms", SHORT), ("attempt_timeout_ms", SHORT), ("sync_patience_ms", 3 * SHORT)]
}

pub(super) async fn hang(bench: &Bench<'_>) -> Verdict {
    silent(bench, Spoil::Hang).await
}

pub(super) async fn drip(bench: &Bench<'_>) -> Verdict {
    silent(bench, Spoil::Drip).await
}

async fn silent(bench: &Bench<'_>, spoil: Spoil) -> Verdict {
    let wire = bench.wire()?;
    let connector = bench.connector(&short())?;
    wire.spoil(usize::MAX, spoil);
    let probe = bench.probe(&*connector).await?;
    if probe.took > SLACK {
        return Err(Stop::fail(format!("{} ms with a patience of {SHORT} ms", probe.took.as_millis())));
    }
    if probe.fault == Some(Fault::Silent) && probe.records == 0 {
        return PASSED;
    }
    Err(Stop::fail(format!("{} instead of SILENT", code(probe.fault))))
}

pub(super) async fn cancelled(bench: &Bench<'_>) -> Verdict {
    let wire = bench.wire()?;
    let connector = bench.connector(&[("bulkhead", 1)])?;
    // A token first, so that the question is what hangs.
    bench.probe(&*connector).await?;
    wire.clear();
    wire.spoil(1, Spoil::Hang);
    let asked = async {
        while wire.open() == 0 {
            sleep(Duration::from_millis(2)).await;
        }
        sleep(Duration::from_millis(20)).await;
    };
    tokio::select! {
        probe = bench.probe(&*connector) => {
            let fault = code(probe?.fault);
            return Err(Stop::fail(format!("a hanging question ended by itself: {fault}")));
        }
        () = asked => {}
    }
    let closed = async {
        while wire.dropped() == 0 {
            sleep(Duration::from_millis(5)).await;
        }
    };
    if timeout(Duration::from_secs(2), closed).await.is_err() {
        return Err(Stop::fail("the call stays open"));
    }
    match timeout(Duration::from_secs(6), bench.probe(&*connector)).await {
        Ok(probe) => {
            let fault = probe?.fault;
            if fault.is_none() { PASSED } else { Err(Stop::fail(format!("the next question: {}", code(fault)))) }
        }
        Err(_) => Err(Stop::fail("its place in the bulkhead is not free")),
    }
}

pub(super) async fn waits(bench: &Bench<'_>) -> Verdict {
    let wire = bench.wire()?;
    let connector = bench.connector(&[("retry_budget_percent", 0)])?;
    wire.spoil(usize::MAX, Spoil::instead(429, "{}").with("retry-after", "1"));
    let first = bench.probe(&*connector).await?.fault;
    if !matches!(first, Some(Fault::Throttled { retry_after_seconds: Some(1) })) {
        return Err(Stop::fail(format!("{} without its seconds", code(first))));
    }
    let calls = wire.data().len();
    let second = bench.probe(&*connector).await?.fault;
    if wire.data().len() > calls {
        return Err(Stop::fail("asked again before the time was over"));
    }
    if !matches!(second, Some(Fault::Throttled { .. })) {
        return Err(Stop::fail(format!("{} instead of THROTTLED", code(second))));
    }
    wire.heal();
    sleep(Duration::from_millis(1_100)).await;
    let after = bench.probe(&*connector).await?.fault;
    if after.is_none() { PASSED } else { Err(Stop::fail(format!("{} after the wait", code(after)))) }
}

pub(super) async fn retries(bench: &Bench<'_>) -> Verdict {
    const QUESTIONS: usize = 20;
    let wire = bench.wire()?;
    let connector = bench.connector(&[("retry_budget_percent", 10)])?;
    bench.probe(&*connector).await?;
    let each = wire.data().len();
    wire.clear();
    wire.spoil(usize::MAX, Spoil::instead(503, "{}"));
    for _ in 0..QUESTIONS {
        bench.probe(&*connector).await?;
    }
    let (calls, most) = (wire.data().len(), QUESTIONS * each * 13 / 10 + 2);
    if calls <= most { PASSED } else { Err(Stop::fail(format!("{calls} calls, {most} allowed"))) }
}

pub(super) async fn breaker(bench: &Bench<'_>) -> Verdict {
    let wire = bench.wire()?;
    let connector = bench.connector(&[("breaker.failures", 3), ("breaker.open_ms", 500)])?;
    wire.spoil(usize::MAX, Spoil::instead(500, "{}"));
    for _ in 0..4 {
        bench.probe(&*connector).await?;
    }
    let calls = wire.data().len();
    let open = bench.probe(&*connector).await?.fault;
    if wire.data().len() > calls {
        return Err(Stop::fail("a failing partner is asked again and again"));
    }
    if !matches!(open, Some(Fault::Throttled { .. })) {
        return Err(Stop::fail(format!("{} while the breaker is open", code(open))));
    }
    wire.heal();
    sleep(Duration::from_millis(600)).await;
    // A breaker that is half open lets one call through, and a question may be several.
    bench.probe(&*connector).await?;
    match bench.probe(&*connector).await?.fault {
        None => PASSED,
        fault => Err(Stop::fail(format!("it does not close: {}", code(fault)))),
    }
}

pub(super) async fn not_counted(bench: &Bench<'_>) -> Verdict {
    let wire = bench.wire()?;
    for status in [400, 404] {
        let connector = bench.connector(&[("breaker.failures", 2), ("breaker.open_ms", 60_000)])?;
        wire.spoil(4, Spoil::instead(status, "{}"));
        for _ in 0..4 {
            bench.probe(&*connector).await?;
        }
        wire.clear();
        let fault = bench.probe(&*connector).await?.fault;
        if fault.is_some() {
            return Err(Stop::fail(format!("{status} opened the breaker: {}", code(fault))));
        }
    }
    PASSED
}

pub(super) async fn bulkhead(bench: &Bench<'_>) -> Verdict {
    let wire = bench.wire()?;
    let connector = bench.connector(&[("bulkhead", 3)])?;
    bench.probe(&*connector).await?;
    wire.clear();
    wire.spoil(usize::MAX, Spoil::Late(Duration::from_millis(20)));
    let all = join_all((0..20).map(|_| bench.probe(&*connector))).await;
    let failed = all.into_iter().collect::<Result<Vec<_>, _>>()?.iter().filter(|one| one.fault.is_some()).count();
    if wire.most() > 3 {
        return Err(Stop::fail(format!("{} calls at once, 3 allowed", wire.most())));
    }
    if failed == 0 { PASSED } else { Err(Stop::fail(format!("{failed} of 20 questions failed"))) }
}
