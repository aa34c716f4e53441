//! Whether the partners have what the configuration names, looked at once at the start and after a reload.

use std::sync::Arc;

use accord_federation::{House, System};
use futures_util::future::join_all;
use tokio::time::timeout;

/// Says in the log what is missing, and who could not be asked. Neither keeps the gateway from serving.
pub(crate) async fn look(house: Arc<House>) {
    join_all(house.systems.iter().map(|system| one(system, &house))).await;
}

async fn one(system: &System, house: &House) {
    let partner = system.connector.partner();
    match timeout(house.deadline, system.connector.missing()).await {
        Ok(Ok(missing)) => {
            for note in missing {
                tracing::warn!(%partner, code = note.code, place = note.place, "the partner does not have it");
            }
        }
        Ok(Err(fault)) => tracing::warn!(%partner, code = fault.code(), "not compared with the configuration"),
        Err(_) => tracing::warn!(%partner, code = "SILENT", "not compared with the configuration"),
    }
}
