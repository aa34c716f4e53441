use std::sync::Arc;

use accord_connector_kit::Doors;
use accord_graphql::Api;

use super::Limits;
use crate::Clock;
use crate::auth::Gatekeeper;
use crate::house::Standing;
use crate::staff::Staff;

/// Everything that the endpoint is made of.
pub struct Front {
    /// What outlives a request.
    pub house: Standing,
    /// The schema.
    pub api: Api,
    /// Who may ask.
    pub gatekeeper: Gatekeeper,
    /// What the users' tokens say of them.
    pub staff: Arc<Staff>,
    /// What a request may cost.
    pub limits: Limits,
    /// Browser origins that may ask.
    pub origins: Vec<String>,
    /// Whether this is a demo: introspection and the query page are on, and the browser on this machine may ask.
    pub demo: bool,
    /// Where partners that dial in find their questions.
    pub doors: Doors,
    /// The gateway's clock.
    pub clock: Clock,
}
