//! One request's loaders: what siblings ask for is asked of the partners together.

mod incidents;
mod people;
mod records;
mod referrals;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use accord_consent::{Candidate, Trail, Viewer};
use parking_lot::Mutex;
use tokio::task::{AbortHandle, JoinHandle};
use tokio::time::Instant;
use uuid::Uuid;

use crate::gather::Silence;
use crate::{House, Member};

pub(crate) use incidents::{IncidentFinder, find_incidents, incident_finder};
pub(crate) use people::{PersonFinder, find_people, person_finder};
pub(crate) use records::{Key, RecordLoader, Slot, load, record_loader};
pub(crate) use referrals::{ReferralFinder, find_referrals, referral_finder};

/// What the loaders of one request share.
pub(crate) struct Shared {
    pub(crate) house: Arc<House>,
    pub(crate) viewer: Viewer,
    pub(crate) trail: Arc<Trail>,
    pub(crate) until: Instant,
    pub(crate) silence: Silence,
    pub(crate) found: Mutex<HashMap<Uuid, Candidate>>,
    arrivals: AtomicUsize,
    tasks: Mutex<Vec<AbortHandle>>,
}

impl Shared {
    pub(crate) fn new(house: Arc<House>, viewer: Viewer, trail: Arc<Trail>) -> Self {
        let until = Instant::now() + house.deadline;
        let (silence, found, arrivals) = (Silence::default(), Mutex::default(), AtomicUsize::new(0));
        Self { house, viewer, trail, until, silence, found, arrivals, tasks: Mutex::default() }
    }

    /// As [`Self::remember`], for all that is behind what is shown.
    pub(crate) fn remember_all<'a>(&self, members: impl Iterator<Item = &'a Member>) {
        members.for_each(|member| self.remember(&member.candidate));
    }

    /// A task of its own, which ends with the session at the latest.
    fn spawn<T: Send + 'static>(&self, work: impl Future<Output = T> + Send + 'static) -> JoinHandle<T> {
        let task = tokio::spawn(work);
        self.tasks.lock().push(task.abort_handle());
        task
    }

    /// The session is over: whoever asked is answered, or has gone.
    pub(crate) fn end(&self) {
        self.tasks.lock().drain(..).for_each(|task| task.abort());
    }

    /// Remembers a candidate, so that its contents can be asked for by its handle.
    pub(crate) fn remember(&self, candidate: &Candidate) {
        self.found.lock().insert(candidate.id, candidate.clone());
    }

    /// The barrier between two levels of a query: waits until no sibling has arrived for three rounds. Siblings wake one
    /// after another out of the level above; without the barrier the early ones would start a batch of their own.
    async fn settle(&self) {
        self.arrivals.fetch_add(1, Ordering::Relaxed);
        // Nobody has seen anything yet, whoever came first: so all leave together, give or take a round.
        let (mut seen, mut quiet) = (0, 0);
        while quiet < 3 {
            tokio::task::yield_now().await;
            let now = self.arrivals.load(Ordering::Relaxed);
            (seen, quiet) = if now == seen { (seen, quiet + 1) } else { (now, 0) };
        }
    }
}

/// Rounds that a loader waits after the barrier, for those who leave it a round later.
const LATECOMERS: usize = 3;
