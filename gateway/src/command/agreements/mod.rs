//! `accord agreements table`: who may see what, for which purpose and on which ground, out of the agreements that the
//! gateway decides by, for a data-protection officer to read and sign; and `accord agreements check`, before a changed file
//! takes the place of the one in force.

mod check;
mod difference;
mod table;

use std::path::PathBuf;

use accord_model::Basis;
use clap::{Args, Subcommand};
use jiff::Timestamp;

use crate::config::Config;
use crate::house::StartError;

#[derive(Subcommand)]
pub(super) enum AgreementsCommand {
    /// Print who may see what, for which purpose and on which ground, as Markdown.
    Table(Table),
    /// Say what is wrong with a file of agreements and where, or what it would change. Exit code 1: it is wrong.
    Check(check::Check),
}

#[derive(Args)]
pub(super) struct Table {
    /// The configuration file.
    #[arg(long, default_value = "accord.toml")]
    config: PathBuf,
    /// At this instant: `2026-11-22T12:00:00Z`. Now where nothing is said.
    #[arg(long)]
    at: Option<Timestamp>,
}

pub(super) fn run(command: AgreementsCommand) -> Result<(), StartError> {
    match command {
        AgreementsCommand::Table(with) => {
            let config = Config::load(&with.config)?;
            super::say(&table::markdown(&config, with.at.unwrap_or_else(Timestamp::now)))
        }
        AgreementsCommand::Check(with) => check::run(&with),
    }
}

fn list<T: ToString>(all: impl IntoIterator<Item = T>) -> String {
    all.into_iter().map(|one| one.to_string()).collect::<Vec<_>>().join(", ")
}

/// A ground; on request: for whoever has made a victim information request about the person.
fn ground(basis: Basis, on_request: bool) -> String {
    if on_request { format!("{basis}, on request") } else { basis.to_string() }
}
