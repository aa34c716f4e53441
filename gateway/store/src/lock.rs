//! Locks by name: two gateways on one database take turns. On SQLite a writing transaction has the whole database.

use sea_orm::{ConnectionTrait, EntityTrait as _, QuerySelect as _};

use crate::StoreError;
use crate::entity::store_lock::Entity;

/// Held by whoever changes the index or the features: links are found between records of two partners, and neither
/// would see the other's if both came in at once.
pub(crate) const SYNC: &str = "sync";

/// Held by whoever changes the spool.
pub(crate) const SPOOL: &str = "spool";

/// Waits for the lock and holds it until the transaction ends.
pub(crate) async fn take(db: &impl ConnectionTrait, name: &str) -> Result<(), StoreError> {
    let row = Entity::find_by_id(name).lock_exclusive().one(db).await?;
    row.map(drop).ok_or(StoreError::Unsound("store_lock"))
}
