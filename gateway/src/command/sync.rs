use std::fmt::Write as _;

use accord_connector_kit::Registry;
use accord_consent::Population;
use accord_model::PartnerId;

use crate::Clock;
use crate::config::Config;
use crate::house::{self, Opened, StartError};
use crate::sync::{Bar, Syncer};

/// Reads every partner's changes once. A partner that fails does not stop the others; the exit code says that one did.
pub(super) async fn run(config: Config, registry: &Registry, clock: Clock) -> Result<(), StartError> {
    let populations = config.populations();
    let opened = house::open(config, registry, clock.clone(), false).await?;
    opened.house.desk.begin(clock()).await.map_err(|e| StartError::Io(e.to_string()))?;
    let done = once(&opened, &populations, &clock).await;
    opened.store.close().await?;
    done
}

/// One round over all partners, with a bar for each on a terminal.
pub(super) async fn once(
    opened: &Opened,
    populations: &[(PartnerId, Population)],
    clock: &Clock,
) -> Result<(), StartError> {
    let store = opened.store.sync();
    let syncer = Syncer { desk: &opened.house.desk, store: &store, clock };
    let (mut said, mut failed) = (String::new(), Vec::new());
    for system in &opened.house.systems {
        let partner = system.connector.partner();
        if !system.connector.has_changes() {
            // A directory holds no records about anybody.
            writeln!(said, "{partner}: nothing to sync").unwrap_or_default();
            continue;
        }
        let Some((_, population)) = populations.iter().find(|(id, _)| *id == partner) else { continue };
        let bar = Bar::new(partner);
        let done = syncer.partner(system, population, |progress| bar.at(progress)).await;
        bar.end();
        if let Some(answered) = done.as_ref().map_or_else(crate::sync::SyncFault::answered, |_| Some(true)) {
            opened.house.reached.note(partner, answered);
        }
        match done {
            // Writing to a String does not fail.
            Ok(p) => writeln!(
                said,
                "{partner}: {} records, {} gone, {} links to review, {} notes",
                p.records, p.gone, p.proposed, p.notes
            )
            .unwrap_or_default(),
            Err(fault) => failed.push(fault.to_string()),
        }
    }
    super::say(&said)?;
    if failed.is_empty() { Ok(()) } else { Err(StartError::Io(failed.join("\n"))) }
}
