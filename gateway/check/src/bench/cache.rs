//! A cache of its own for each connector of a run, in the one that the run was given.

use std::sync::Arc;

use accord_connector_kit::{Parts, WireCache};
use async_trait::async_trait;

/// The parts for one connector.
pub(super) fn apart(parts: &Parts, number: u64) -> Parts {
    Parts { cache: Arc::new(Apart { of: Arc::clone(&parts.cache), number }), ..parts.clone() }
}

struct Apart {
    of: Arc<dyn WireCache>,
    number: u64,
}

#[async_trait]
impl WireCache for Apart {
    async fn get(&self, name: &str) -> Option<Vec<u8>> {
        self.of.get(&format!("{}/{name}", self.number)).await
    }

    async fn put(&self, name: &str, sealed: Vec<u8>, ttl_ms: u64) {
        self.of.put(&format!("{}/{name}", self.number), sealed, ttl_ms).await;
    }
}
