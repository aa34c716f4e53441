//! One request's loaders: what siblings ask for is asked of the partners together.

mod incidents;
mod people;
mod records;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use accord_consent::{Candidate, Trail, Viewer};
use parking_lot::Mutex;
use tokio::time::Instant;
use uuid::Uuid;

use crate::House;
use crate::gather::Silence;

pub(crate) use incidents::{IncidentFinder, find_incidents, incident_finder};
pub(crate) use people::{PersonFinder, find_people, person_finder};
pub(crate) use records::{Key, RecordLoader, Slot, load, record_loader};

/// What the loaders of one request share.
pub(crate) struct Shared {
    pub(crate) house: Arc<House>,
    pub(crate) viewer: Viewer,
    pub(crate) trail: Arc<Trail>,
    pub(crate) until: Instant,
    pub(crate) silence: Silence,
    pub(crate) found: Mutex<HashMap<Uuid, Candidate>>,
    arrivals: AtomicUsize,
}

impl Shared {
    pub(crate) fn new(house: Arc<House>, viewer: Viewer, trail: Arc<Trail>) -> Self {
        let until = Instant::now() + house.deadline;
        let (silence, found, arrivals) = (Silence::default(), Mutex::default(), AtomicUsize::new(0));
        Self { house, viewer, trail, until, silence, found, arrivals }
    }

    /// Remembers a candidate, so that its contents can be asked for by its handle.
    pub(crate) fn remember(&self, candidate: &Candidate) {
        self.found.lock().insert(candidate.id, candidate.clone());
    }

    /// The barrier between two levels of a query: waits until no sibling has arrived for a whole round. Siblings wake
    /// one after another out of the level above; without the barrier the early ones would start a batch of their own.
    async fn settle(&self) {
        let mut seen = self.arrivals.fetch_add(1, Ordering::Relaxed) + 1;
        loop {
            for _ in 0..3 {
                tokio::task::yield_now().await;
            }
            let now = self.arrivals.load(Ordering::Relaxed);
            if now == seen {
                return;
            }
            seen = now;
        }
    }
}
