use accord_model::{PartnerId, RecordType};
use jiff::Timestamp;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, PaginatorTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};

use crate::entity::{indexed_record, partner_note, partner_state};
use crate::{StoreError, stored};

/// How far sync of a partner has come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartnerStatus {
    /// When a page was last written.
    pub synced_at: Option<Timestamp>,
    /// Person records in the index.
    pub victims: u64,
    /// Incident records in the index.
    pub incidents: u64,
    /// Codes of what was not taken in, each with the number of places it was seen at.
    pub notes: Vec<(String, u64)>,
}

pub(super) async fn status(db: &impl ConnectionTrait, partner: PartnerId) -> Result<PartnerStatus, StoreError> {
    let state = partner_state::Entity::find_by_id(partner.as_str()).one(db).await?;
    let synced = state.and_then(|row| row.synced_at);
    let notes: Vec<(String, i64)> = partner_note::Entity::find()
        .select_only()
        .column(partner_note::Column::Code)
        .column_as(partner_note::Column::Place.count(), "places")
        .filter(partner_note::Column::Partner.eq(partner.as_str()))
        .group_by(partner_note::Column::Code)
        .order_by_asc(partner_note::Column::Code)
        .into_tuple()
        .all(db)
        .await?;
    Ok(PartnerStatus {
        synced_at: synced.map(|at| stored::instant(at, "synced_at")).transpose()?,
        victims: count(db, partner, RecordType::Victim).await?,
        incidents: count(db, partner, RecordType::Incident).await?,
        notes: notes.into_iter().map(|(code, n)| (code, stored::unsigned(n))).collect(),
    })
}

async fn count(db: &impl ConnectionTrait, partner: PartnerId, kind: RecordType) -> Result<u64, StoreError> {
    let records = indexed_record::Entity::find()
        .filter(indexed_record::Column::Partner.eq(partner.as_str()))
        .filter(indexed_record::Column::Kind.eq(stored::kind(kind)));
    Ok(records.count(db).await?)
}
