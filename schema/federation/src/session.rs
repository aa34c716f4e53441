use std::sync::Arc;

use accord_consent::{Trail, Viewer};

use crate::House;

/// One request of one viewer. GraphQL sees this alone.
pub struct Session {
    house: Arc<House>,
    viewer: Viewer,
    trail: Arc<Trail>,
}

impl Session {
    /// Begins a request. Everything that it loads lives as long as it does.
    pub fn begin(house: Arc<House>, viewer: Viewer, trail: Arc<Trail>) -> Arc<Self> {
        Arc::new(Self { house, viewer, trail })
    }

    /// Who asks.
    pub const fn viewer(&self) -> &Viewer {
        &self.viewer
    }

    pub(crate) fn house(&self) -> &House {
        &self.house
    }

    pub(crate) fn trail(&self) -> &Trail {
        &self.trail
    }
}
