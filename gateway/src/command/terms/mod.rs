//! `accord terms diff`: what a changed map of terms would move, before anybody takes it up. Exit code 0: no difference;
//! 1: a difference; 2: trouble.

mod load;
mod report;
mod touched;

use std::path::PathBuf;
use std::process::ExitCode;

use accord_connector_kit::TermsDiff;
use clap::{Args, Subcommand};

use crate::config::{Config, Partner};
use crate::house::StartError;
use load::Map;
use report::Report;

#[derive(Subcommand)]
pub(super) enum TermsCommand {
    /// List what a new version of a map would change: words, consent, lists, rules.
    Diff(Diff),
}

#[derive(Args)]
pub(super) struct Diff {
    /// The old version: a map of terms, or the mapping of a table, which names one.
    #[arg(required_unless_present = "partner", conflicts_with = "partner")]
    old: Option<PathBuf>,
    /// The new version.
    #[arg(required_unless_present = "partner", conflicts_with = "partner")]
    new: Option<PathBuf>,
    /// Compare with the map that this partner has in the configuration, and count what its records in the index could
    /// be touched.
    #[arg(long, requires = "with")]
    partner: Option<String>,
    /// The new version of that partner's map.
    #[arg(long, requires = "partner")]
    with: Option<PathBuf>,
    /// The configuration file.
    #[arg(long, default_value = "accord.toml")]
    config: PathBuf,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(command: TermsCommand) -> ExitCode {
    let TermsCommand::Diff(with) = command;
    let json = with.json;
    let done = diff(with).await.and_then(|report| {
        super::say(&if json { report.json()? } else { report.text() })?;
        Ok(report.is_empty())
    });
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("accord: {error}");
            ExitCode::from(2)
        }
    }
}

async fn diff(with: Diff) -> Result<Report, StartError> {
    match (&with.old, &with.new, &with.partner, &with.with) {
        (Some(old), Some(new), ..) => Ok(compare(&Map::load(old)?, &Map::load(new)?)),
        (_, _, Some(partner), Some(new)) => {
            let config = Config::load(&with.config)?;
            let partner = named(&config, partner)?;
            let (old, new) = (Map::configured(&config, partner)?, Map::load(new)?);
            let mut report = compare(&old, &new);
            report.touched = Some(touched::count(&config, partner.id, &old, &report.terms).await?);
            Ok(report)
        }
        _ => Err(StartError::Io("OLD and NEW, or --partner and --with, are needed".to_owned())),
    }
}

fn compare(old: &Map, new: &Map) -> Report {
    Report { terms: TermsDiff::between(old.terms(), new.terms()), rules: old.rules_to(new), touched: None }
}

fn named<'a>(config: &'a Config, name: &str) -> Result<&'a Partner, StartError> {
    let found = config.partners.iter().find(|partner| partner.id.as_str() == name);
    found.ok_or_else(|| StartError::Io(format!("--partner: the configuration has no partner `{name}`")))
}
