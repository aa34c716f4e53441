//! What is never said.

use super::{Stop, Verdict};
use crate::bench::Bench;
use crate::wire::{Spoil, texts};

const PASSED: Verdict = Ok(String::new());
/// A person's data as it would stand in a partner's error.
const CANARY: &str = "Zqxcanary Osei 1951-04-02";

/// Asks against bodies that hold the canary, each kind of question; and looks for it in faults and log lines.
async fn spoken(bench: &Bench<'_>, ways: Vec<(&str, Spoil)>) -> Verdict {
    let wire = bench.wire()?;
    let order = bench.own_order()?;
    for (name, spoil) in ways {
        wire.clear();
        let connector = bench.connector(&[])?;
        wire.spoil(usize::MAX, spoil);
        let fault = bench.probe(&*connector).await?.fault;
        let feed = bench.read(&*connector, &order, None, 1).await?;
        let said = format!("{fault:?} {:?} {}", feed.fault, fault.map(|f| f.to_string()).unwrap_or_default());
        if said.contains("Zqxcanary") {
            return Err(Stop::fail(format!("{name}: in a fault")));
        }
        if bench.logs.hold("Zqxcanary") {
            return Err(Stop::fail(format!("{name}: in a log line")));
        }
        if feed.notes.iter().any(|note| note.place.contains("Zqxcanary")) {
            return Err(Stop::fail(format!("{name}: in a note")));
        }
    }
    PASSED
}

pub(super) async fn error_bodies(bench: &Bench<'_>) -> Verdict {
    let problem = format!("{{\"title\":\"no\",\"detail\":\"{CANARY}\"}}");
    let ways = [("400", 400), ("403", 403), ("404", 404), ("409", 409), ("422", 422), ("429", 429), ("500", 500)];
    let ways = ways.into_iter().map(|(name, status)| (name, Spoil::instead(status, problem.clone())));
    let elsewhere = Spoil::instead(302, problem.clone()).with("location", "/Zqxcanary");
    spoken(bench, ways.chain([("302", elsewhere)]).collect()).await
}

pub(super) async fn bad_bodies(bench: &Bench<'_>) -> Verdict {
    let ways = vec![
        ("HTML", Spoil::instead(200, format!("<p>{CANARY}</p>"))),
        ("another shape", Spoil::instead(200, format!("\"{CANARY}\""))),
        ("a key of its own", Spoil::instead(200, format!("{{\"{CANARY}\": 1}}"))),
        ("rows of texts", Spoil::instead(200, format!("[\"{CANARY}\"]"))),
    ];
    spoken(bench, ways).await
}

/// The whole run's lines, this check being the last but one: ids, values of the feed, addresses of the proxy.
pub(super) async fn log_lines(bench: &Bench<'_>) -> Verdict {
    let connector = bench.connector(&[])?;
    bench.probe(&*connector).await?;
    if bench.ids().iter().any(|id| id.len() >= 4 && bench.logs.hold(id)) {
        return Err(Stop::fail("a log line holds an id"));
    }
    let ids = bench.ids();
    for call in &bench.said {
        let Ok(mut answer) = serde_json::from_slice(&call.reply) else { continue };
        for row in crate::wire::rows(&mut answer, &ids).into_iter().flatten() {
            let mut all = Vec::new();
            texts("", row, &mut all);
            let words = all.into_iter().map(|(_, text)| text);
            // Words of our own lines, and the codes in them, are short or stand in every row.
            let mut values =
                words.filter(|text| text.len() >= 8 && !text.chars().all(|c| c.is_ascii_uppercase() || c == '_'));
            if values.any(|value| bench.logs.hold(value)) {
                return Err(Stop::fail("a log line holds a value of a record"));
            }
        }
    }
    if bench.logs.hold("http://") || bench.logs.hold("https://") {
        return Err(Stop::fail("a log line holds an address"));
    }
    Ok(format!("{} lines", bench.logs.count()))
}
