//! Keeps the index as fresh as the partners allow while the gateway serves.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use accord_consent::Population;
use accord_federation::{House, System};
use accord_model::PartnerId;
use accord_store::SyncStore;
use futures_util::FutureExt as _;
use tokio::task::JoinSet;

use super::Syncer;
use crate::Clock;

/// Reads the partners again and again, each in a task of its own: one that is slow, fails or has a mistake in its
/// connector keeps neither the others nor the server.
pub struct Fresh {
    /// The systems to read, and the desk.
    pub house: Arc<House>,
    /// Where changes go.
    pub store: SyncStore,
    /// The gateway's clock.
    pub clock: Clock,
    /// From the end of one round to the beginning of the next, a tenth more or less: gateways that were started
    /// together do not ask together.
    pub every: Duration,
}

impl Fresh {
    /// Starts one task a partner. They end when the set is shut down or dropped: what is under way is given up, as at a
    /// crash, and the next start goes on where the last page ended.
    pub fn start(self, populations: Vec<(PartnerId, Population)>) -> JoinSet<()> {
        let fresh = Arc::new(self);
        let mut tasks = JoinSet::new();
        for (partner, population) in populations {
            let fresh = Arc::clone(&fresh);
            tasks.spawn(async move { fresh.again_and_again(partner, &population).await });
        }
        tasks
    }

    async fn again_and_again(&self, partner: PartnerId, population: &Population) {
        let Some(system) = self.house.system(partner) else { return };
        if !system.connector.has_changes() {
            return;
        }
        // The first round soon: nobody knows how long the gateway was away.
        let mut wait = rand::random_range(0.0..0.1);
        loop {
            tokio::time::sleep(self.every.mul_f64(wait)).await;
            self.round(system, population).await;
            wait = rand::random_range(0.9..1.1);
        }
    }

    /// One round of one partner, and its line in the log.
    async fn round(&self, system: &System, population: &Population) {
        let partner = system.connector.partner();
        let syncer = Syncer { desk: &self.house.desk, store: &self.store, clock: &self.clock };
        let (began, mut last) = (Instant::now(), super::Progress::default());
        // The next round begins anew, from what is in the database: nothing that a panic broke is used again.
        let done = AssertUnwindSafe(syncer.partner(system, population, |at| last = at)).catch_unwind().await;
        let (code, answered) = match &done {
            Ok(Ok(_)) => ("OK", Some(true)),
            Ok(Err(fault)) => (fault.code(), fault.answered()),
            Err(_) => ("PANIC", Some(false)),
        };
        if let Some(answered) = answered {
            self.house.reached.note(partner, answered);
        }
        let duration_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        let super::Progress { records, gone, proposed, notes, .. } = last;
        if code == "OK" {
            tracing::info!(%partner, code, records, gone, proposed, notes, duration_ms, "sync");
        } else {
            tracing::warn!(%partner, code, records, gone, proposed, notes, duration_ms, "sync");
        }
    }
}
