use std::time::{Duration, Instant};

use accord_connector_kit::WireCache;
use async_trait::async_trait;
use moka::Expiry;
use moka::future::Cache;

/// The cache of one process, bounded by bytes.
pub struct MemoryCache(Cache<String, Kept>);

#[derive(Clone)]
struct Kept {
    sealed: Vec<u8>,
    ttl: Duration,
}

impl MemoryCache {
    /// A cache that keeps at most this many bytes, names and contents together.
    pub fn new(bytes: u64) -> Self {
        let cache = Cache::builder()
            .max_capacity(bytes)
            .weigher(|name: &String, kept: &Kept| weight(name.len() + kept.sealed.len()))
            .expire_after(EachItsOwn)
            .build();
        Self(cache)
    }
}

#[async_trait]
impl WireCache for MemoryCache {
    async fn get(&self, name: &str) -> Option<Vec<u8>> {
        self.0.get(name).await.map(|kept| kept.sealed)
    }

    async fn put(&self, name: &str, sealed: Vec<u8>, ttl_ms: u64) {
        let ttl = Duration::from_millis(ttl_ms);
        self.0.insert(name.to_owned(), Kept { sealed, ttl }).await;
    }
}

/// An entry too heavy to be counted is heavier than every bound in use.
fn weight(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

struct EachItsOwn;

impl Expiry<String, Kept> for EachItsOwn {
    fn expire_after_create(&self, _: &String, kept: &Kept, _: Instant) -> Option<Duration> {
        Some(kept.ttl)
    }

    fn expire_after_update(&self, _: &String, kept: &Kept, _: Instant, _: Option<Duration>) -> Option<Duration> {
        Some(kept.ttl)
    }
}
