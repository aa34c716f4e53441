//! What the schema may say of sync.

use accord_consent::UnmappedWord;
use accord_federation::{IndexFault, SyncStatus, Synced};
use accord_model::PartnerId;
use accord_store::SyncStore;
use async_trait::async_trait;

/// The store, as the core wants to see it.
pub(crate) struct FromStore(pub(crate) SyncStore);

#[async_trait]
impl Synced for FromStore {
    async fn status(&self, partner: PartnerId) -> Result<SyncStatus, IndexFault> {
        let status = self.0.status(partner).await.map_err(|_| IndexFault)?;
        Ok(SyncStatus { last_synced_at: status.synced_at })
    }

    async fn unmapped(&self, partner: PartnerId) -> Result<Vec<(UnmappedWord, u64)>, IndexFault> {
        let words = self.0.unmapped(partner).await.map_err(|_| IndexFault)?;
        Ok(words.into_iter().map(|word| (word.word, word.records)).collect())
    }
}
