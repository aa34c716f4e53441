//! What has ended for good, and how far the clock has come: the latest instant rests beside the end of the log.

use accord_consent::{Ends, Exclusion, StoreFault};
use accord_model::UserKey;
use async_trait::async_trait;
use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, Set,
};
use uuid::Uuid;

use super::{PolicyChange, state};
use crate::entity::{directive, exclusion, ledger_head, relation};
use crate::open::Db;
use crate::{StoreError, stored};

/// In the database.
pub(crate) struct EndsStore(pub(crate) Db);

#[async_trait]
impl Ends for EndsStore {
    async fn latest(&self) -> Result<Timestamp, StoreFault> {
        let find = ledger_head::Entity::find_by_id(1).select_only().column(ledger_head::Column::LatestAt);
        let latest: Option<i64> = find.into_tuple().one(&self.0.read).await.map_err(StoreError::from)?;
        Ok(stored::instant(latest.unwrap_or_default(), "latest_at")?)
    }

    async fn turn_back(&self, from: Timestamp, to: Timestamp) -> Result<(), StoreFault> {
        Ok(turn_back(&self.0, from, to).await?)
    }

    async fn exclusions(&self) -> Result<Vec<Exclusion>, StoreFault> {
        let find = exclusion::Entity::find()
            .filter(exclusion::Column::EndedAt.is_null())
            .order_by_asc(exclusion::Column::Sequence)
            .order_by_asc(exclusion::Column::Record);
        let rows = find.all(&self.0.read).await.map_err(StoreError::from)?;
        Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
    }

    async fn end_exclusion(&self, record: Uuid, user: UserKey, at: Timestamp) -> Result<bool, StoreFault> {
        Ok(end_exclusion(&self.0, record, user, at).await?)
    }

    async fn exclusion_ended_since(&self, sequence: u64) -> Result<bool, StoreFault> {
        let ended = exclusion::Entity::find()
            .filter(exclusion::Column::Sequence.gt(sequence.cast_signed()))
            .filter(exclusion::Column::EndedAt.is_not_null());
        Ok(ended.count(&self.0.read).await.map_err(StoreError::from)? > 0)
    }
}

/// An exclusion from its row.
pub(super) fn read(row: &exclusion::Model) -> Result<Exclusion, StoreError> {
    Ok(Exclusion {
        record: row.record,
        user: stored::user(&row.user_key, "user_key")?,
        at: stored::code(&row.at, "at")?,
    })
}

async fn end_exclusion(db: &Db, record: Uuid, user: UserKey, at: Timestamp) -> Result<bool, StoreError> {
    let transaction = db.begin().await?;
    state::read(&transaction, state::Lock::Exclusive).await?;
    let known = exclusion::Entity::find_by_id((record, user.0.to_vec())).one(&transaction).await?;
    let Some(row) = known.filter(|row| row.ended_at.is_none()) else { return Ok(false) };
    let row = exclusion::Model { ended_at: Some(at.to_string()), ..row };
    PolicyChange { exclusions: vec![row], ..PolicyChange::default() }.write(&transaction).await?;
    transaction.commit().await?;
    Ok(true)
}

/// The locks are taken in the order in which the log takes them.
async fn turn_back(db: &Db, from: Timestamp, to: Timestamp) -> Result<(), StoreError> {
    let transaction = db.begin().await?;
    let head = ledger_head::Entity::find_by_id(1).lock_exclusive().one(&transaction).await?;
    if head.ok_or(StoreError::SealBroken)?.latest_at != from.as_microsecond() {
        return Ok(());
    }
    state::read(&transaction, state::Lock::Exclusive).await?;
    let reopens = |end: Option<&String>| -> Result<bool, StoreError> {
        let end: Option<Timestamp> = stored::optional(end, "end_at")?;
        Ok(end.is_some_and(|end| to < end && end <= from))
    };
    let mut change = PolicyChange::default();
    let relations = relation::Entity::find()
        .filter(relation::Column::EndAt.is_not_null())
        .filter(relation::Column::EndedAt.is_null());
    for row in relations.all(&transaction).await? {
        if reopens(row.end_at.as_ref())? {
            change.relations.push(relation::Model { ended_at: Some(from.to_string()), ..row });
        }
    }
    let permits = directive::Entity::find()
        .filter(directive::Column::Effect.eq("PERMIT"))
        .filter(directive::Column::EndAt.is_not_null())
        .filter(directive::Column::Lapsed.eq(false));
    for row in permits.all(&transaction).await? {
        if reopens(row.end_at.as_ref())? {
            change.directives.push(directive::Model { lapsed: true, ..row });
        }
    }
    let over = change.relations.len() + change.directives.len();
    change.tightens = over > 0;
    change.write(&transaction).await?;
    let head = ledger_head::ActiveModel {
        id: Set(1),
        latest_at: Set(to.as_microsecond()),
        ..<ledger_head::ActiveModel as Default>::default()
    };
    head.update(&transaction).await?;
    transaction.commit().await?;
    tracing::warn!(code = "CLOCK_TURNED_BACK", %from, %to, over, "what had ended does not begin again");
    Ok(())
}
