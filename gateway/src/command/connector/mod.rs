//! For whoever connects a partner's system. `accord connector check` asks the partner and says which rules hold.
//! `accord connector try`: what a file would become, on the desk of whoever writes its mapping. No gateway, no database,
//! no network. It prints the partner's own words that no map has, and of records the names of fields alone.

mod check;
mod report;
mod roles;
mod scratch;

use std::path::PathBuf;

use accord_connector_kit::Registry;
use accord_connectors::table::{Mapping, TryReport, try_file};
use accord_model::PartnerId;
use clap::{Args, Subcommand};

use crate::config::Config;
use crate::house::StartError;

#[derive(Subcommand)]
pub(super) enum ConnectorCommand {
    /// Read one file by a mapping, and say what each role would see of its first rows.
    Try(Try),
    /// Check a partner's connector, and the partner, against the rules for connectors.
    Check(check::Check),
    /// Check a partner's test system, and keep what it said in a file.
    Record(check::Record),
}

#[derive(Args)]
pub(super) struct Try {
    /// The mapping.
    #[arg(long)]
    config: PathBuf,
    /// The file to read. It stays as it is.
    #[arg(long)]
    file: PathBuf,
    /// The gateway's configuration, for its organisations and agreements. Without it, roles are left out.
    #[arg(long, requires = "partner")]
    gateway: Option<PathBuf>,
    /// Which partner of the gateway's configuration the file is of.
    #[arg(long, requires = "gateway")]
    partner: Option<String>,
    /// Of how many rows to say what each role would see.
    #[arg(long, default_value_t = 1)]
    rows: usize,
}

pub(super) async fn run(command: ConnectorCommand, registry: &Registry) -> Result<(), StartError> {
    match command {
        ConnectorCommand::Try(with) => rehearse(with).await,
        ConnectorCommand::Check(with) => check::check(with, registry).await,
        ConnectorCommand::Record(with) => check::record(with, registry).await,
    }
}

async fn rehearse(with: Try) -> Result<(), StartError> {
    let mapping = Mapping::load(&with.config).map_err(|e| StartError::Io(e.to_string()))?;
    let partner = with.partner.as_deref().unwrap_or("tried");
    let partner: PartnerId = partner.parse().map_err(|e| StartError::Io(format!("--partner: {e}")))?;
    let read = |samples| -> Result<TryReport, StartError> {
        let told = |e: accord_connectors::table::TryError| StartError::Io(format!("{}: {e}", with.file.display()));
        try_file(&mapping, partner, &with.file, samples).map_err(told)
    };
    super::say(&report::text(&read(0)?))?;
    if let Some(path) = &with.gateway {
        super::say(&roles::text(Config::load(path)?, partner, || read(with.rows)).await?)?;
    }
    Ok(())
}
