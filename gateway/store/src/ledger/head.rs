//! Where the log ends: its last number and hash, under a seal that needs a key from outside the database.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sea_orm::{ActiveModelTrait as _, ConnectionTrait, EntityTrait as _, QuerySelect as _, Set};
use sha2::Sha256;

use crate::StoreError;
use crate::entity::ledger_head::{ActiveModel, Entity, Model};

/// The end of the log.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) number: i64,
    pub(super) hash: [u8; 32],
    /// Not under the seal: each row has its own instant in its hash.
    pub(super) latest_at: i64,
}

/// Reads the end and checks its seal. `lock`: nobody else extends the log before this transaction ends.
pub(super) async fn read(db: &impl ConnectionTrait, key: &[u8; 64], lock: bool) -> Result<Head, StoreError> {
    let find = Entity::find_by_id(1);
    let find = if lock { find.lock_exclusive() } else { find };
    let row = find.one(db).await?.ok_or(StoreError::SealBroken)?;
    let hash = row.hash.as_slice().try_into().map_err(|_| StoreError::SealBroken)?;
    let head = Head { number: row.number, hash, latest_at: row.latest_at };
    mac(key, &head)?.verify_slice(&row.seal).map_err(|_| StoreError::SealBroken)?;
    Ok(head)
}

/// Writes the end, sealed.
pub(super) async fn write(db: &impl ConnectionTrait, key: &[u8; 64], head: &Head) -> Result<(), StoreError> {
    let row = ActiveModel {
        id: Set(1),
        number: Set(head.number),
        hash: Set(head.hash.to_vec()),
        seal: Set(mac(key, head)?.finalize().into_bytes().to_vec()),
        latest_at: Set(head.latest_at),
    };
    row.update(db).await?;
    Ok(())
}

/// Seals the end of a log that has just been made. One that has a seal, right or wrong, keeps it.
pub(crate) async fn seal_first(db: &impl ConnectionTrait, key: &[u8; 64]) -> Result<(), StoreError> {
    let row: Option<Model> = Entity::find_by_id(1).lock_exclusive().one(db).await?;
    match row {
        Some(row) if row.number == 0 && row.seal.is_empty() => {
            let head = Head { number: 0, hash: [0; 32], latest_at: row.latest_at };
            write(db, key, &head).await
        }
        _ => Ok(()),
    }
}

fn mac(key: &[u8; 64], head: &Head) -> Result<Hmac<Sha256>, StoreError> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).map_err(|_| StoreError::SealBroken)?;
    mac.update(b"accord ledger head");
    mac.update(&head.number.to_be_bytes());
    mac.update(&head.hash);
    Ok(mac)
}
