use std::sync::Arc;
use std::time::Duration;

use accord_consent::Desk;
use accord_model::{OrganisationId, PartnerId};

use crate::{Connector, Index};

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
    /// One partner's silence allowance in one request.
    pub patience: Duration,
    /// When the whole request ends: at least twice the patience.
    pub deadline: Duration,
    /// How many finds a user may make in an hour.
    pub finds_per_hour: usize,
}

impl House {
    /// The system of that name.
    pub fn system(&self, partner: PartnerId) -> Option<&System> {
        self.systems.iter().find(|s| s.connector.partner() == partner)
    }
}
