#![doc = include_str!("../README.md")]

mod bench;
mod checks;
mod report;
mod schema;
mod wire;

use accord_connector_kit::{Parts, Registry};
use accord_consent::Population;
use accord_model::PartnerId;

pub use bench::Trust;
pub use checks::{CHECKS, Check, Level};
pub use report::{Finding, Format, Outcome, Report};
pub use wire::{Cassette, CassetteError, Exchange};

/// What is checked: a partner of a configuration.
pub struct Subject<'a> {
    /// The list of connectors.
    pub registry: &'a Registry,
    /// The kind of connector.
    pub kind: String,
    /// The partner.
    pub partner: PartnerId,
    /// Which records sync may ask for.
    pub population: Population,
    /// The connector's settings.
    pub settings: toml::Table,
    /// What the connector is built on: a cache and a spool of the run's own, never the gateway's.
    pub parts: Parts,
}

/// How it is checked.
#[derive(Default)]
pub struct Options {
    /// The same seed gives the same run.
    pub seed: u64,
    /// Another origin in place of the one that `base_url` names.
    pub against: Option<String>,
    /// Keep the conversation.
    pub record: bool,
    /// Answer from this conversation instead of from the partner.
    pub cassette: Option<Cassette>,
    /// The schema that the partner publishes.
    pub schema: Option<Published>,
}

/// Where the schema is that a partner publishes: `OpenAPI` 3.0 or 3.1, or a FHIR `CapabilityStatement`.
pub enum Published {
    /// Its text, JSON or YAML.
    Text(String),
    /// At the partner, below `base_url`: `/metadata`. Asked for without a login.
    Path(String),
}

/// Why there was nothing to check.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// The connector refuses its settings.
    #[error("the connector cannot be made: {0}")]
    Connect(String),
    /// The proxy does not start.
    #[error("no address for the proxy")]
    Proxy,
    /// The partner calls us: there is nothing that the check could call.
    #[error("the partner dials in and cannot be called: check its program where it listens, with `base_url`")]
    DialsIn,
    /// What should be the partner's schema is none.
    #[error("the schema cannot be read: OpenAPI 3.0 or 3.1, or a FHIR CapabilityStatement, is needed")]
    Schema,
    /// The check's own desk does not open.
    #[error("the rehearsal does not open")]
    Rehearsal,
}

/// Runs every check. `tell` hears each finding as it is made.
///
/// # Errors
/// Where no connector can be made, or no proxy started.
pub async fn run(
    subject: &Subject<'_>,
    trust: Trust,
    options: &Options,
    mut tell: impl FnMut(&Finding),
) -> Result<(Report, Cassette), CheckError> {
    let bench = bench::Bench::open(subject, trust, options).await?;
    let mut report = Report::new(subject.partner, &subject.kind, options.seed);
    for check in CHECKS {
        let finding = report::run(check, &bench).await;
        tell(&finding);
        report.findings.push(finding);
    }
    Ok((report, bench.recorded()))
}
