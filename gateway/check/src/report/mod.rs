//! What a run found, as text, JSON or `JUnit`'s XML.

mod write;

use std::time::{Duration, Instant};

use accord_model::PartnerId;
use serde::Serialize;

use crate::bench::Bench;
use crate::checks::{Check, Level, Stop};

/// What came of one check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It held.
    Passed,
    /// It did not.
    Failed,
    /// A SHOULD that did not hold: no failure of the run.
    Advised,
    /// It does not apply here. Never counted as passed.
    Skipped,
}

/// One check, run.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    /// The check's name.
    pub id: &'static str,
    /// What was checked.
    pub what: &'static str,
    /// The rule of docs/connector-spec.md: `MUST 13`.
    pub rule: String,
    /// What came of it.
    pub outcome: Outcome,
    /// Where, or why it was skipped: places and codes, never a value.
    pub place: String,
    /// Milliseconds.
    pub took_ms: u64,
}

/// How a report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A line for each check.
    Text,
    /// One object.
    Json,
    /// `JUnit`'s XML, for continuous integration.
    Junit,
}

/// All findings of a run.
#[derive(Debug, Serialize)]
pub struct Report {
    partner: String,
    connector: String,
    seed: u64,
    /// In the order of the list.
    pub findings: Vec<Finding>,
}

impl Report {
    pub(crate) fn new(partner: PartnerId, connector: &str, seed: u64) -> Self {
        Self { partner: partner.to_string(), connector: connector.to_owned(), seed, findings: Vec::new() }
    }

    /// How many checks came out so.
    pub fn count(&self, outcome: Outcome) -> usize {
        self.findings.iter().filter(|one| one.outcome == outcome).count()
    }

    /// Whether a MUST does not hold.
    pub fn failed(&self) -> bool {
        self.count(Outcome::Failed) > 0
    }
}

/// Runs one check on a wire that nothing spoils any more.
pub(crate) async fn run(check: &'static Check, bench: &Bench<'_>) -> Finding {
    let began = Instant::now();
    if let Ok(wire) = bench.wire() {
        wire.clear();
    }
    let verdict = (check.run)(bench).await;
    let (outcome, place) = match verdict {
        Ok(said) => (Outcome::Passed, said),
        Err(Stop::Skipped(why)) => (Outcome::Skipped, why),
        Err(Stop::Failed(place)) if check.level == Level::Should => (Outcome::Advised, place),
        Err(Stop::Failed(place)) => (Outcome::Failed, place),
    };
    let level = if check.level == Level::Must { "MUST" } else { "SHOULD" };
    let rule = format!("{level} {}", check.rule);
    Finding { id: check.id, what: check.what, rule, outcome, place, took_ms: milliseconds(began.elapsed()) }
}

fn milliseconds(took: Duration) -> u64 {
    u64::try_from(took.as_millis()).unwrap_or(u64::MAX)
}
