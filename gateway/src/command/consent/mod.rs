//! `accord consent`: directives out as FHIR Consents, and Consents in as directives. Personal data goes to standard output
//! alone.

mod import;
mod names;

use std::path::PathBuf;
use std::sync::Arc;

use accord_connector_kit::{Registry, fhir_consent};
use accord_model::RecordType;
use clap::{Args, Subcommand};
use jiff::Timestamp;

use super::WithConfig;
use crate::Clock;
use crate::house::{self, Opened, StartError};
use crate::people;

#[derive(Subcommand)]
pub(super) enum ConsentCommand {
    /// Print what a person has said as a FHIR R4 Bundle of Consents, one a directive. Personal data: for her, or for whom she
    /// names.
    Export {
        #[command(flatten)]
        with: WithConfig,
        /// The person, as PARTNER/ID.
        #[arg(long)]
        person: String,
    },
    /// List what the FHIR R4 Consents of a file say, as directives of an organisation; write them down with --write.
    Import(Import),
}

#[derive(Args)]
pub(super) struct Import {
    #[command(flatten)]
    with: WithConfig,
    /// The organisation that writes them down.
    #[arg(long)]
    organisation: String,
    /// Whom all of them are about, as PARTNER/ID. Without it each Consent names its patient by an identifier of the system
    /// `accord:record`.
    #[arg(long)]
    person: Option<String>,
    /// Write them down; without it they are listed.
    #[arg(long)]
    write: bool,
    /// A Consent, or a Bundle of Consents, as JSON.
    file: PathBuf,
}

pub(super) async fn run(command: ConsentCommand, registry: &Registry, clock: Clock) -> Result<(), StartError> {
    let (ConsentCommand::Export { with, .. } | ConsentCommand::Import(Import { with, .. })) = &command;
    let opened = house::open(with.load()?, registry, Arc::clone(&clock), false).await?;
    opened.house.desk.begin(clock()).await.map_err(|e| StartError::Io(e.to_string()))?;
    let done = match &command {
        ConsentCommand::Export { person, .. } => export(&opened, person, clock()).await,
        ConsentCommand::Import(command) => import::run(&opened, command, clock()).await,
    };
    opened.store.close().await?;
    done
}

async fn export(opened: &Opened, person: &str, now: Timestamp) -> Result<(), StartError> {
    let io = |e: String| StartError::Io(e);
    let subject = people::find(&opened.store.sync(), person).await.map_err(|e| io(e.to_string()))?;
    let at = people::place(person).filter(|at| at.kind == RecordType::Victim);
    let system = at.as_ref().and_then(|at| opened.house.system(at.partner));
    let owner = system.map(|system| system.owner).ok_or_else(|| io(format!("`{person}`: no such partner")))?;
    let all = opened.house.desk.carry_out(subject, owner, now).await.map_err(|e| io(e.to_string()))?;
    // A word on another handle of hers is about that handle: her other records are not told by name here.
    let named = |one: &accord_consent::Directive| at.as_ref().filter(|_| one.subject == subject);
    let consents = all.iter().map(|one| fhir_consent::export(one, named(one))).collect();
    let bundle = fhir_consent::bundle(consents, now);
    let text = serde_json::to_string_pretty(&bundle).map_err(|e| io(e.to_string()))?;
    super::say(&format!("{text}\n"))
}
