use std::sync::Arc;

use accord_model::{PartnerId, RecordRef, RecordType};
use zeroize::Zeroizing;

use crate::{Parts, Vault, WireCache};

/// Keeps one partner's wire bytes for a short while, sealed, one piece for each record and projection. It holds
/// neither ids nor contents in the clear, knows no viewer, and decides nothing: who may see what is decided anew at
/// every read. Failures and missing records are not kept.
pub struct RecordCache {
    store: Arc<dyn WireCache>,
    vault: Vault,
    ttl_ms: u64,
}

impl RecordCache {
    /// The cache of one partner. `ttl_ms` in milliseconds; 0 keeps nothing.
    pub fn new(parts: &Parts, partner: PartnerId, ttl_ms: u64) -> Self {
        Self::over(Arc::clone(&parts.cache), Vault::new(&parts.secret, "cache", partner), ttl_ms)
    }

    pub(crate) const fn over(store: Arc<dyn WireCache>, vault: Vault, ttl_ms: u64) -> Self {
        Self { store, vault, ttl_ms }
    }

    /// The bytes of this record under this projection, if they are there and whole.
    pub async fn get(&self, at: &RecordRef, projection: &str) -> Option<Zeroizing<Vec<u8>>> {
        if self.ttl_ms == 0 {
            return None;
        }
        let name = self.name(at, projection);
        let sealed = self.store.get(&name).await?;
        self.vault.open(&name, &sealed)
    }

    /// Keeps them.
    pub async fn put(&self, at: &RecordRef, projection: &str, plain: &[u8]) {
        if self.ttl_ms == 0 {
            return;
        }
        let name = self.name(at, projection);
        if let Ok(sealed) = self.vault.seal(&name, plain) {
            self.store.put(&name, sealed, self.ttl_ms).await;
        }
    }

    fn name(&self, at: &RecordRef, projection: &str) -> String {
        let kind = match at.kind {
            RecordType::Victim => "victim",
            RecordType::Incident => "incident",
            RecordType::Referral => "referral",
        };
        self.vault.name_of(&[kind, at.local.as_str(), projection])
    }
}
