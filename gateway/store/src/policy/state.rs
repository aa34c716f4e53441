//! The numbers of the last change of policy and of the last that took access away: one row that every change locks, so
//! that numbers become visible in order.

use sea_orm::sea_query::LockType;
use sea_orm::{ActiveModelTrait as _, ConnectionTrait, EntityTrait as _, QuerySelect as _, Set};

use crate::StoreError;
use crate::entity::policy_state::{ActiveModel, Entity, Model};

/// How the row is read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lock {
    /// As it is.
    None,
    /// Nobody changes it before this transaction ends.
    Shared,
    /// Nobody else reads it with a lock, either.
    Exclusive,
}

pub(crate) async fn read(db: &impl ConnectionTrait, lock: Lock) -> Result<Model, StoreError> {
    let find = Entity::find_by_id(1);
    let find = match lock {
        Lock::None => find,
        Lock::Shared => find.lock(LockType::Share),
        Lock::Exclusive => find.lock(LockType::Update),
    };
    find.one(db).await?.ok_or(StoreError::Unsound("policy_state"))
}

/// The number of a change that this transaction makes. The row stays locked until it ends.
pub(crate) async fn advance(db: &impl ConnectionTrait, tightens: bool) -> Result<i64, StoreError> {
    let now = read(db, Lock::Exclusive).await?;
    let sequence = now.sequence + 1;
    let next = ActiveModel {
        id: Set(1),
        sequence: Set(sequence),
        tightened: Set(if tightens { sequence } else { now.tightened }),
    };
    next.update(db).await?;
    Ok(sequence)
}
