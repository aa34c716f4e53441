//! `accord audit forget`: cuts the disclosure log off from a person (UK GDPR Art 17, DPA 2018 s.47).

use std::sync::Arc;

use accord_connector_kit::Registry;
use clap::Args;

use super::super::WithConfig;
use crate::Clock;
use crate::house::{self, Opened, StartError};
use crate::people;

#[derive(Args)]
pub(in crate::command) struct Arguments {
    #[command(flatten)]
    with: WithConfig,
    /// The member whose data-protection officer ordered it.
    #[arg(long)]
    organisation: String,
    /// The records that the person had, as PARTNER/ID. None of them may still be in the index.
    #[arg(required = true)]
    records: Vec<String>,
}

pub(super) async fn run(arguments: Arguments, registry: &Registry, clock: Clock) -> Result<(), StartError> {
    let opened = house::open(arguments.with.load()?, registry, Arc::clone(&clock), false).await?;
    let done = forget(&opened, &arguments, &clock).await;
    opened.store.close().await?;
    super::super::say(&done?)
}

/// All or none: whoever is still held by one partner is still disclosed, and the log of that stays (DPA 2018 s.62).
async fn forget(opened: &Opened, arguments: &Arguments, clock: &Clock) -> Result<String, StartError> {
    let io = |e: String| StartError::Io(e);
    let desk = &opened.house.desk;
    let known = arguments.organisation.parse().ok().filter(|id| desk.organisations().get(*id).is_some());
    let organisation = known.ok_or_else(|| io(format!("`{}` is no organisation", arguments.organisation)))?;
    let sync = opened.store.sync();
    let mut subjects = Vec::new();
    for record in &arguments.records {
        let at = people::place(record).ok_or_else(|| io(people::PeopleFault::Name(record.clone()).to_string()))?;
        if sync.handle_of(&at).await.map_err(|e| io(e.to_string()))?.is_some() {
            return Err(io(format!(
                "STILL_HELD: `{record}`: the partner still holds it; erase it there, then `accord sync`. Nothing was changed."
            )));
        }
        subjects.push(desk.handle(&at));
    }
    let mut forgotten = 0;
    for subject in subjects {
        // Noted first: without the log nothing is taken out of it.
        desk.note_forgotten(organisation, clock()).await.map_err(|e| io(e.to_string()))?;
        forgotten += usize::from(opened.store.erase_from_ledger(subject).await.map_err(|e| io(e.to_string()))?);
    }
    Ok(format!("Forgotten: {forgotten}, of {} records\n", arguments.records.len()))
}
