//! Answers that are none.

use std::io::Write as _;

use accord_federation::Fault;
use flate2::Compression;
use flate2::write::GzEncoder;

use super::patience::code;
use super::{Stop, Verdict};
use crate::bench::Bench;
use crate::wire::Spoil;

const PASSED: Verdict = Ok(String::new());

/// A fault and no record, whichever fault of `allowed`; and the next question is answered.
async fn fails(bench: &Bench<'_>, limits: &[(&str, i64)], spoil: Spoil, allowed: fn(Fault) -> bool) -> Verdict {
    let wire = bench.wire()?;
    let connector = bench.connector(limits)?;
    if limits.is_empty() {
        let fault = bench.probe(&*connector).await?.fault;
        if let Some(fault) = fault {
            return Err(Stop::fail(format!("{} with nothing spoiled", fault.code())));
        }
    }
    wire.spoil(usize::MAX, spoil);
    let probe = bench.probe(&*connector).await?;
    if probe.records > 0 {
        return Err(Stop::fail(format!("{} records came of it", probe.records)));
    }
    match probe.fault {
        Some(fault) if allowed(fault) => PASSED,
        fault => Err(Stop::fail(format!("{} is not what it is", code(fault)))),
    }
}

const fn broken(fault: Fault) -> bool {
    matches!(fault, Fault::Broken)
}

const fn broken_or_silent(fault: Fault) -> bool {
    matches!(fault, Fault::Broken | Fault::Silent)
}

pub(super) async fn server_error(bench: &Bench<'_>) -> Verdict {
    for status in [500, 502, 503] {
        fails(bench, &[], Spoil::instead(status, "{}"), |fault| broken_or_silent(fault) || throttled(fault)).await?;
        bench.wire()?.clear();
    }
    PASSED
}

const fn throttled(fault: Fault) -> bool {
    matches!(fault, Fault::Throttled { .. })
}

pub(super) async fn refused(bench: &Bench<'_>) -> Verdict {
    fails(bench, &[], Spoil::instead(403, "{}"), |fault| fault == Fault::Refused).await
}

pub(super) async fn cut(bench: &Bench<'_>) -> Verdict {
    fails(bench, &[], Spoil::Cut, broken_or_silent).await
}

pub(super) async fn reset(bench: &Bench<'_>) -> Verdict {
    fails(bench, &[], Spoil::Reset, broken_or_silent).await
}

pub(super) async fn oversized(bench: &Bench<'_>) -> Verdict {
    let padded = Spoil::rewrite(|mut body| {
        // White space is no part of JSON: only its length is wrong.
        body.resize(body.len() + (64 << 10), b' ');
        body
    });
    fails(bench, &[("max_body_bytes", 48 << 10)], padded, broken).await
}

pub(super) async fn html(bench: &Bench<'_>) -> Verdict {
    let page = Spoil::instead(200, "<!DOCTYPE html><title>Sign in</title>").with("content-type", "text/html");
    fails(bench, &[], page, broken).await
}

pub(super) async fn empty(bench: &Bench<'_>) -> Verdict {
    fails(bench, &[], Spoil::instead(200, ""), broken).await
}

pub(super) async fn wrong_shape(bench: &Bench<'_>) -> Verdict {
    for body in ["7", "\"records\"", "true"] {
        fails(bench, &[], Spoil::instead(200, body), broken).await?;
        bench.wire()?.clear();
    }
    PASSED
}

pub(super) async fn deep(bench: &Bench<'_>) -> Verdict {
    fails(bench, &[], Spoil::instead(200, "[".repeat(10_000)), broken).await
}

pub(super) async fn not_text(bench: &Bench<'_>) -> Verdict {
    fails(bench, &[], Spoil::instead(200, vec![0xff, 0xfe, 0x00, 0xc3, 0x28, 0x1f, 0x8b]), broken).await
}

pub(super) async fn redirect(bench: &Bench<'_>) -> Verdict {
    let wire = bench.wire()?;
    let spoil = Spoil::instead(302, "").with("location", "/zqx-elsewhere");
    // An address elsewhere on the same server, so that the proxy sees it.
    let verdict = fails(bench, &[], spoil, |_| true).await;
    if wire.data().iter().any(|call| call.target.contains("zqx-elsewhere")) {
        return Err(Stop::fail("the redirect was followed"));
    }
    verdict
}

pub(super) async fn not_cached(bench: &Bench<'_>) -> Verdict {
    let wire = bench.wire()?;
    for spoil in [Spoil::instead(500, "{}"), Spoil::instead(200, "<p>"), Spoil::Cut] {
        let connector = bench.connector(&[("cache_ttl_ms", 60_000)])?;
        wire.clear();
        wire.spoil(usize::MAX, spoil);
        if bench.probe(&*connector).await?.fault.is_none() {
            return Err(Stop::fail("no fault where there was one"));
        }
        wire.heal();
        let probe = bench.probe(&*connector).await?;
        if probe.fault.is_some() || probe.records == 0 {
            return Err(Stop::fail(format!("{} after the partner was well again", code(probe.fault))));
        }
    }
    PASSED
}

pub(super) async fn skewed(bench: &Bench<'_>) -> Verdict {
    let wire = bench.wire()?;
    let connector = bench.connector(&[])?;
    let right = bench.probe(&*connector).await?;
    // Retry-After as a date is reckoned by our own clock: a date that is over asks for no wait of years.
    wire.spoil(1, Spoil::instead(429, "{}").with("retry-after", "Wed, 21 Oct 2015 07:28:00 GMT"));
    bench.probe(&*connector).await?;
    wire.clear();
    tokio::time::sleep(std::time::Duration::from_millis(1_050)).await;
    let probe = bench.probe(&*connector).await?;
    if probe.fault.is_some() || probe.records != right.records {
        return Err(Stop::fail(format!("{} after a wait that was over long ago", code(probe.fault))));
    }
    for date in ["Tue, 21 Oct 2025 07:28:00 GMT", "Fri, 21 Oct 2050 07:28:00 GMT", "soon"] {
        let connector = bench.connector(&[])?;
        wire.clear();
        wire.spoil(usize::MAX, Spoil::rewrite(|body| body).with("date", date));
        let probe = bench.probe(&*connector).await?;
        if probe.fault.is_some() || probe.records != right.records {
            return Err(Stop::fail(format!("{} for an answer of another date", code(probe.fault))));
        }
    }
    PASSED
}

/// What may be read, or not: never half of it, and never nothing without a word.
async fn read_or_told(bench: &Bench<'_>, what: &str, spoil: Spoil) -> Verdict {
    let wire = bench.wire()?;
    let connector = bench.connector(&[])?;
    let right = bench.probe(&*connector).await?;
    wire.clear();
    wire.spoil(usize::MAX, spoil);
    let probe = bench.probe(&*connector).await?;
    match probe.fault {
        None if probe.records == right.records => Ok("it is read".to_owned()),
        None => Err(Stop::fail(format!("{what}: {} of {} records, and no fault", probe.records, right.records))),
        Some(_) if probe.records > 0 => Err(Stop::fail(format!("{what}: {} records and a fault", probe.records))),
        Some(fault) => Ok(format!("it is a fault: {}", fault.code())),
    }
}

pub(super) async fn byte_order_mark(bench: &Bench<'_>) -> Verdict {
    let marked = Spoil::rewrite(|body| [b"\xef\xbb\xbf".as_slice(), &body].concat());
    read_or_told(bench, "a byte order mark", marked).await
}

pub(super) async fn media_type(bench: &Bench<'_>) -> Verdict {
    let said = Spoil::rewrite(|body| body).with("content-type", "application/octet-stream");
    read_or_told(bench, "another media type", said).await
}

/// Nobody asked for it, so nobody need read it.
pub(super) async fn compressed(bench: &Bench<'_>) -> Verdict {
    let packed = Spoil::rewrite(|body| {
        let mut packer = GzEncoder::new(Vec::new(), Compression::default());
        // Writing to a `Vec` does not fail.
        packer.write_all(&body).and_then(|()| packer.finish()).unwrap_or_default()
    });
    read_or_told(bench, "gzip", packed.with("content-encoding", "gzip")).await
}

pub(super) async fn feed_faults(bench: &Bench<'_>) -> Verdict {
    let wire = bench.wire()?;
    super::feed::there(bench)?;
    let order = bench.own_order()?;
    let ways = [
        ("500", Spoil::instead(500, "{}")),
        ("HTML", Spoil::instead(200, "<p>")),
        ("empty", Spoil::instead(200, "")),
        ("cut off", Spoil::Cut),
        ("another shape", Spoil::instead(200, "7")),
    ];
    for (name, spoil) in ways {
        let connector = bench.connector(&[])?;
        wire.clear();
        wire.spoil(usize::MAX, spoil);
        let feed = bench.read(&*connector, &order, None, 2).await?;
        if feed.fault.is_none() || !feed.rows.is_empty() {
            return Err(Stop::fail(format!("{name}: no fault")));
        }
    }
    PASSED
}
