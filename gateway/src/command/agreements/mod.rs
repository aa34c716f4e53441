//! `accord agreements table`: who may see what, for which purpose and on which ground, out of the agreements that the
//! gateway decides by. For a data-protection officer to read and sign.

mod table;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::Timestamp;

use crate::config::Config;
use crate::house::StartError;

#[derive(Subcommand)]
pub(super) enum AgreementsCommand {
    /// Print who may see what, for which purpose and on which ground, as Markdown.
    Table(Table),
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
    let AgreementsCommand::Table(with) = command;
    let config = Config::load(&with.config)?;
    super::say(&table::markdown(&config, with.at.unwrap_or_else(Timestamp::now)))
}
