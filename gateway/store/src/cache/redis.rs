use std::time::Duration;

use accord_connector_kit::WireCache;
use async_trait::async_trait;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{Client, SetExpiry, SetOptions};

use crate::StoreError;

/// Other programs may share the server.
const PREFIX: &str = "accord:wire:";

/// One cache for several gateways. A server that is gone or slow is a cache that misses; it is looked for again by
/// itself.
pub struct RedisCache(ConnectionManager);

impl RedisCache {
    /// Takes an address such as `redis://host:6379/0` or `redis+unix:///run/redis.sock`, and how long an answer may
    /// take, in milliseconds. Connects at the first use.
    pub fn new(url: &str, wait_ms: u64) -> Result<Self, StoreError> {
        let client = Client::open(url).map_err(|_| StoreError::Address)?;
        let wait = Duration::from_millis(wait_ms);
        let config = ConnectionManagerConfig::new()
            .set_response_timeout(Some(wait))
            .set_connection_timeout(Some(wait))
            .set_number_of_retries(1)
            .set_max_delay(wait);
        let manager = ConnectionManager::new_lazy_with_config(client, config);
        manager.map(Self).map_err(|_| StoreError::Address)
    }
}

#[async_trait]
impl WireCache for RedisCache {
    async fn get(&self, name: &str) -> Option<Vec<u8>> {
        let mut redis = self.0.clone();
        let found = redis::cmd("GET").arg(key(name)).query_async(&mut redis).await;
        found.unwrap_or_else(|_| {
            // Without the error: it may quote the command.
            tracing::debug!("the cache did not answer");
            None
        })
    }

    async fn put(&self, name: &str, sealed: Vec<u8>, ttl_ms: u64) {
        if ttl_ms == 0 {
            return;
        }
        let mut redis = self.0.clone();
        let options = SetOptions::default().with_expiration(SetExpiry::PX(ttl_ms));
        let mut set = redis::cmd("SET");
        set.arg(key(name)).arg(sealed).arg(options);
        if set.query_async::<()>(&mut redis).await.is_err() {
            tracing::debug!("the cache did not answer");
        }
    }
}

fn key(name: &str) -> String {
    format!("{PREFIX}{name}")
}
