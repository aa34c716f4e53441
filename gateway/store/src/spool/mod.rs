//! Snapshot partners' rows between two extracts, sealed by the kit before they get here.

mod load;
mod row;

use accord_connector_kit::{Loaded, Spool, SpoolEntry, SpoolFault, SpoolRow};
use accord_model::PartnerId;
use async_trait::async_trait;
use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, Condition, EntityTrait as _, PaginatorTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};

use crate::entity::spool_row::{Column, Entity};
use crate::open::Db;
use crate::{StoreError, lock};
use load::Extract;

/// The spool in the database.
pub(crate) struct SpoolStore(pub(crate) Db);

#[async_trait]
impl Spool for SpoolStore {
    async fn load(
        &self,
        partner: PartnerId,
        source: &str,
        file_digest: [u8; 32],
        extracted: Timestamp,
        rows: Vec<SpoolRow>,
    ) -> Result<Loaded, SpoolFault> {
        let extract = Extract { partner, source, file_digest, extracted, full: true };
        Ok(load::load(&self.0, &extract, rows).await?)
    }

    async fn load_part(
        &self,
        partner: PartnerId,
        source: &str,
        file_digest: [u8; 32],
        extracted: Timestamp,
        rows: Vec<SpoolRow>,
    ) -> Result<Loaded, SpoolFault> {
        let extract = Extract { partner, source, file_digest, extracted, full: false };
        Ok(load::load(&self.0, &extract, rows).await?)
    }

    async fn changes(
        &self,
        partner: PartnerId,
        after: (i64, String),
        limit: u64,
    ) -> Result<Vec<SpoolEntry>, SpoolFault> {
        Ok(self.after(partner, after, limit).await?)
    }

    async fn read(&self, partner: PartnerId, names: &[String]) -> Result<Vec<SpoolEntry>, SpoolFault> {
        Ok(self.named(partner, names).await?)
    }

    async fn count(&self, partner: PartnerId, source: &str) -> Result<u64, SpoolFault> {
        let alive = Entity::find()
            .filter(Column::Partner.eq(partner.as_str()))
            .filter(Column::Source.eq(source))
            .filter(Column::Sealed.is_not_null());
        let count = alive.count(&self.0.read).await;
        Ok(count.map_err(StoreError::from)?)
    }

    async fn expire(&self, partner: PartnerId, before: Timestamp) -> Result<u64, SpoolFault> {
        Ok(self.destroy(partner, before).await?)
    }
}

impl SpoolStore {
    async fn after(
        &self,
        partner: PartnerId,
        (sequence, name): (i64, String),
        limit: u64,
    ) -> Result<Vec<SpoolEntry>, StoreError> {
        let same_load = Condition::all().add(Column::Sequence.eq(sequence)).add(Column::Name.gt(name));
        let rows = Entity::find()
            .filter(Column::Partner.eq(partner.as_str()))
            .filter(Condition::any().add(Column::Sequence.gt(sequence)).add(same_load))
            .order_by_asc(Column::Sequence)
            .order_by_asc(Column::Name)
            .limit(limit)
            .all(&self.0.read)
            .await?;
        rows.into_iter().map(row::entry).collect()
    }

    async fn named(&self, partner: PartnerId, names: &[String]) -> Result<Vec<SpoolEntry>, StoreError> {
        let mut entries = Vec::with_capacity(names.len());
        for part in names.chunks(row::AT_ONCE) {
            let rows = Entity::find()
                .filter(Column::Partner.eq(partner.as_str()))
                .filter(Column::Name.is_in(part.iter().map(String::as_str)))
                .filter(Column::Sealed.is_not_null())
                .all(&self.0.read)
                .await?;
            for found in rows {
                entries.push(row::entry(found)?);
            }
        }
        Ok(entries)
    }

    async fn destroy(&self, partner: PartnerId, before: Timestamp) -> Result<u64, StoreError> {
        let transaction = self.0.begin().await?;
        lock::take(&transaction, lock::SPOOL).await?;
        let sequence = load::last(&transaction, partner).await? + 1;
        let done = Entity::update_many()
            .col_expr(Column::Sealed, Expr::value(None::<Vec<u8>>))
            .col_expr(Column::Digest, Expr::value(Vec::<u8>::new()))
            .col_expr(Column::Sequence, Expr::value(sequence))
            .filter(Column::Partner.eq(partner.as_str()))
            .filter(Column::Extracted.lt(before.as_microsecond()))
            .filter(Column::Sealed.is_not_null())
            .exec(&transaction)
            .await?;
        transaction.commit().await?;
        Ok(done.rows_affected)
    }
}
