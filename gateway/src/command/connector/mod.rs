//! For whoever connects a partner's system. `accord connector check` asks the partner and says which rules hold.
//! `accord connector try`: what a file would become, on the desk of whoever writes its mapping. No gateway, no database,
//! no network. It prints the partner's own words that no map has, and of records the names of fields alone.
//! `accord connector report` sends what is public.

mod check;
mod report;
mod roles;
mod scratch;
mod send;
mod sent;

use std::path::{Path, PathBuf};

use accord_connector_kit::Registry;
use accord_connectors::table::{Code, Mapping, TryReport, try_file};
use accord_model::PartnerId;
use clap::{Args, Subcommand};
use toml::de::ValueDeserializer;

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
    /// Check a partner's connector against what `record` kept, without the partner.
    Replay(check::Replay),
    /// Send a report about a place and about nobody to a partner that shows it to everybody.
    Report(send::Report),
}

#[derive(Args)]
pub(super) struct Try {
    /// The mapping.
    #[arg(long)]
    config: PathBuf,
    /// The file to read. It stays as it is. Without it the partner's database is compared with the mapping; no row is read.
    #[arg(long, required_unless_present = "gateway")]
    file: Option<PathBuf>,
    /// The gateway's configuration, for its organisations and agreements. Without it, roles are left out.
    #[arg(long, requires = "partner")]
    gateway: Option<PathBuf>,
    /// Which partner of the gateway's configuration the file, or the database, is of.
    #[arg(long, requires = "gateway")]
    partner: Option<String>,
    /// Of how many rows to say what each role would see.
    #[arg(long, default_value_t = 1)]
    rows: usize,
}

pub(super) async fn run(command: ConnectorCommand, registry: &Registry) -> Result<(), StartError> {
    match command {
        ConnectorCommand::Try(with) => rehearse(with, registry).await,
        ConnectorCommand::Check(with) => check::check(with, registry).await,
        ConnectorCommand::Record(with) => check::record(with, registry).await,
        ConnectorCommand::Replay(with) => check::replay(with, registry).await,
        ConnectorCommand::Report(with) => send::report(with, registry).await,
    }
}

async fn rehearse(with: Try, registry: &Registry) -> Result<(), StartError> {
    let mapping = Mapping::load(&with.config).map_err(|e| StartError::Io(e.to_string()))?;
    let partner = with.partner.as_deref().unwrap_or("tried");
    let partner: PartnerId = partner.parse().map_err(|e| StartError::Io(format!("--partner: {e}")))?;
    let Some(file) = &with.file else {
        let gateway = with.gateway.as_deref().unwrap_or_else(|| Path::new("accord.toml"));
        return compare(&Config::load(gateway)?, partner, &with.config, registry).await;
    };
    let read = |samples| -> Result<TryReport, StartError> {
        let told = |e: accord_connectors::table::TryError| StartError::Io(format!("{}: {e}", file.display()));
        try_file(&mapping, partner, file, samples).map_err(told)
    };
    super::say(&report::text(&read(0)?))?;
    if let Some(path) = &with.gateway {
        super::say(&roles::text(Config::load(path)?, partner, || read(with.rows)).await?)?;
    }
    Ok(())
}

/// Whether the partner's database has the columns of this mapping, whatever mapping the configuration names.
async fn compare(config: &Config, id: PartnerId, mapping: &Path, registry: &Registry) -> Result<(), StartError> {
    let partner = config.partners.iter().find(|partner| partner.id == id);
    let partner = partner.ok_or_else(|| StartError::Io(format!("the configuration has no partner `{id}`")))?;
    let scratch = scratch::Scratch::open(config).await?;
    let mut settings = partner.settings();
    let mapping = mapping.canonicalize().map_err(|e| StartError::Io(format!("{}: {}", mapping.display(), e.kind())))?;
    settings.insert("mapping".to_owned(), toml::Value::String(mapping.display().to_string()));
    let settings = toml::Value::Table(settings).to_string();
    let settings = ValueDeserializer::parse(&settings).map_err(|error| StartError::Io(error.message().to_owned()))?;
    let connector = registry
        .connect(&partner.connector, partner.id, settings, &scratch.parts)
        .map_err(|error| StartError::Io(error.to_string()))?;
    let missing = connector.missing().await.map_err(|fault| StartError::Io(format!("{id}: {}", fault.code())))?;
    let lines = missing.iter().map(|note| format!("{}\t{}\n", note.code, note.place)).collect::<String>();
    super::say(if lines.is_empty() { "The partner has every column of the mapping.\n" } else { &lines })?;
    if missing.iter().any(|note| note.code == Code::ColumnNeeded.as_str()) {
        return Err(StartError::Io(format!("{id}: columns that are needed are not there")));
    }
    Ok(())
}
