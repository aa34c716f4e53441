use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use accord_consent::{Desk, Rights};
use accord_model::{OrganisationId, PartnerId, UserKey};
use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;

use crate::{Connector, Index, Synced};

/// A partner's system, as configured.
pub struct System {
    /// Whose it is.
    pub owner: OrganisationId,
    /// What speaks to it.
    pub connector: Arc<dyn Connector>,
}

/// Everything that outlives one request.
pub struct House {
    /// The desk that decides.
    pub desk: Arc<Desk>,
    /// Where candidates are found.
    pub index: Arc<dyn Index>,
    /// The partners' systems, in order of precedence: where two disclosed values differ, the earlier one is shown.
    pub systems: Vec<System>,
    /// When partners were read last, and their words that no map has.
    pub synced: Arc<dyn Synced>,
    /// Whether partners answered when they were asked last.
    pub reached: Arc<Reached>,
    /// One partner's silence allowance in one request.
    pub patience: Duration,
    /// When the whole request ends: at least twice the patience.
    pub deadline: Duration,
    /// How many finds a user may make in an hour.
    pub finds_per_hour: usize,
    /// The finds of the last hour.
    pub finds: Arc<Finds>,
    /// What people's rights leave behind.
    pub rights: Arc<dyn Rights>,
    /// How long an exemption from a person's log may last at most.
    pub longest_exemption: SignedDuration,
}

/// Who has looked for whom, how often: a thousand tries are not a search for one person.
#[derive(Default)]
pub struct Finds(Mutex<HashMap<UserKey, VecDeque<Timestamp>>>);

impl Finds {
    /// Counts one find, unless the user has made `limit` in the hour before `at`.
    pub(crate) fn allow(&self, user: UserKey, at: Timestamp, limit: usize) -> bool {
        let mut all = self.0.lock();
        let made = all.entry(user).or_default();
        while made.front().is_some_and(|first| at.duration_since(*first) >= SignedDuration::from_hours(1)) {
            made.pop_front();
        }
        let allowed = made.len() < limit;
        if allowed {
            made.push_back(at);
        }
        allowed
    }
}

impl House {
    /// The same house over other systems: what it knows of partners and users goes on.
    #[must_use]
    pub fn over(&self, systems: Vec<System>) -> Self {
        Self {
            desk: Arc::clone(&self.desk),
            index: Arc::clone(&self.index),
            systems,
            synced: Arc::clone(&self.synced),
            reached: Arc::clone(&self.reached),
            patience: self.patience,
            deadline: self.deadline,
            finds_per_hour: self.finds_per_hour,
            finds: Arc::clone(&self.finds),
            rights: Arc::clone(&self.rights),
            longest_exemption: self.longest_exemption,
        }
    }

    /// The system of that name.
    pub fn system(&self, partner: PartnerId) -> Option<&System> {
        self.systems.iter().find(|s| s.connector.partner() == partner)
    }
}

/// Whether partners answered when they were asked last.
#[derive(Default)]
pub struct Reached(Mutex<HashMap<PartnerId, bool>>);

impl Reached {
    /// Whether this one did; nobody has asked yet: yes.
    pub fn last(&self, partner: PartnerId) -> bool {
        self.0.lock().get(&partner).copied().unwrap_or(true)
    }

    /// Notes whether it did.
    pub fn note(&self, partner: PartnerId, answered: bool) {
        self.0.lock().insert(partner, answered);
    }
}
