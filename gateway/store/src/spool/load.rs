use std::collections::HashMap;

use accord_connector_kit::{Loaded, SpoolRow};
use accord_model::PartnerId;
use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};

use super::row::AT_ONCE;
use crate::entity::{spool_load, spool_row};
use crate::open::Db;
use crate::{StoreError, lock, rows, stored};

/// Which extract is taken in.
pub(super) struct Extract<'a> {
    pub(super) partner: PartnerId,
    pub(super) source: &'a str,
    pub(super) file_digest: [u8; 32],
    pub(super) extracted: Timestamp,
    /// Whether it holds everything: then a row that is missing is gone. In an incremental one it is as before.
    pub(super) full: bool,
}

/// What is known of a row without its contents.
struct Known {
    digest: Vec<u8>,
    alive: bool,
}

/// Takes an extract in. A file that was taken in already, made at the same time or later, changes nothing; the same
/// contents extracted anew are fresh.
pub(super) async fn load(db: &Db, extract: &Extract<'_>, taken: Vec<SpoolRow>) -> Result<Loaded, StoreError> {
    let transaction = db.begin().await?;
    lock::take(&transaction, lock::SPOOL).await?;
    if let Some(before) = again(&transaction, extract).await? {
        return Ok(before);
    }
    let sequence = last(&transaction, extract.partner).await? + 1;
    let mut known = known(&transaction, extract).await?;
    let mut loaded = Loaded { sequence, ..Loaded::default() };
    let (mut written, mut unchanged) = (Vec::new(), Vec::new());
    // Of two rows of one name the later stands: one statement must not write a row twice.
    let by_name: HashMap<String, SpoolRow> = taken.into_iter().map(|row| (row.name.clone(), row)).collect();
    for (name, row) in by_name {
        match known.remove(&name) {
            Some(old) if old.alive && old.digest == row.digest => {
                unchanged.push(name);
                continue;
            }
            Some(old) if old.alive => loaded.changed += 1,
            _ => loaded.added += 1,
        }
        written.push(model(extract, sequence, row));
    }
    let gone = known.into_iter().filter(|(_, old)| old.alive && extract.full).map(|(name, _)| name);
    let gone: Vec<String> = gone.collect();
    (loaded.unchanged, loaded.removed) = (unchanged.len() as u64, gone.len() as u64);
    rows::upsert::<spool_row::Entity>(&transaction, written).await?;
    freshen(&transaction, extract, &unchanged).await?;
    bury(&transaction, extract, sequence, &gone).await?;
    rows::insert_new::<spool_load::Entity>(&transaction, vec![receipt(extract, loaded)]).await?;
    transaction.commit().await?;
    Ok(loaded)
}

/// The number of the partner's last load or expiry.
pub(super) async fn last(db: &impl ConnectionTrait, partner: PartnerId) -> Result<i64, StoreError> {
    let load: Option<Option<i64>> = spool_load::Entity::find()
        .select_only()
        .column_as(spool_load::Column::Sequence.max(), "last")
        .filter(spool_load::Column::Partner.eq(partner.as_str()))
        .into_tuple()
        .one(db)
        .await?;
    let row: Option<Option<i64>> = spool_row::Entity::find()
        .select_only()
        .column_as(spool_row::Column::Sequence.max(), "last")
        .filter(spool_row::Column::Partner.eq(partner.as_str()))
        .into_tuple()
        .one(db)
        .await?;
    Ok(load.flatten().max(row.flatten()).unwrap_or_default())
}

async fn again(db: &impl ConnectionTrait, extract: &Extract<'_>) -> Result<Option<Loaded>, StoreError> {
    use spool_load::Column;
    let before = spool_load::Entity::find()
        .filter(Column::Partner.eq(extract.partner.as_str()))
        .filter(Column::Source.eq(extract.source))
        .filter(Column::FileDigest.eq(extract.file_digest.to_vec()))
        .filter(Column::Extracted.gte(extract.extracted.as_microsecond()))
        .order_by_desc(Column::Sequence)
        .one(db)
        .await?;
    Ok(before.map(|row| Loaded {
        sequence: row.sequence,
        added: stored::unsigned(row.added),
        changed: stored::unsigned(row.changed),
        removed: stored::unsigned(row.removed),
        unchanged: stored::unsigned(row.unchanged),
    }))
}

async fn known(db: &impl ConnectionTrait, extract: &Extract<'_>) -> Result<HashMap<String, Known>, StoreError> {
    use spool_row::Column;
    let rows: Vec<(String, Vec<u8>, bool)> = spool_row::Entity::find()
        .select_only()
        .columns([Column::Name, Column::Digest])
        .expr_as(Column::Sealed.is_not_null(), "alive")
        .filter(Column::Partner.eq(extract.partner.as_str()))
        .filter(Column::Source.eq(extract.source))
        .into_tuple()
        .all(db)
        .await?;
    let rows = rows.into_iter();
    Ok(rows.map(|(name, digest, alive)| (name, Known { digest, alive })).collect())
}

/// Rows that an extract holds unchanged are as old as that extract: retention counts from it.
async fn freshen(db: &impl ConnectionTrait, extract: &Extract<'_>, names: &[String]) -> Result<(), StoreError> {
    use spool_row::Column;
    let at = extract.extracted.as_microsecond();
    for part in names.chunks(AT_ONCE) {
        spool_row::Entity::update_many()
            .col_expr(Column::Extracted, Expr::value(at))
            .filter(Column::Partner.eq(extract.partner.as_str()))
            .filter(Column::Name.is_in(part.iter().map(String::as_str)))
            .exec(db)
            .await?;
    }
    Ok(())
}

async fn bury(
    db: &impl ConnectionTrait,
    extract: &Extract<'_>,
    sequence: i64,
    names: &[String],
) -> Result<(), StoreError> {
    use spool_row::Column;
    for part in names.chunks(AT_ONCE) {
        spool_row::Entity::update_many()
            .col_expr(Column::Sealed, Expr::value(None::<Vec<u8>>))
            .col_expr(Column::Digest, Expr::value(Vec::<u8>::new()))
            .col_expr(Column::Sequence, Expr::value(sequence))
            .col_expr(Column::Extracted, Expr::value(extract.extracted.as_microsecond()))
            .filter(Column::Partner.eq(extract.partner.as_str()))
            .filter(Column::Name.is_in(part.iter().map(String::as_str)))
            .exec(db)
            .await?;
    }
    Ok(())
}

fn model(extract: &Extract<'_>, sequence: i64, row: SpoolRow) -> spool_row::Model {
    spool_row::Model {
        partner: extract.partner.to_string(),
        name: row.name,
        source: extract.source.to_owned(),
        sequence,
        extracted: extract.extracted.as_microsecond(),
        digest: row.digest.to_vec(),
        sealed: Some(row.sealed),
    }
}

fn receipt(extract: &Extract<'_>, loaded: Loaded) -> spool_load::Model {
    spool_load::Model {
        partner: extract.partner.to_string(),
        sequence: loaded.sequence,
        source: extract.source.to_owned(),
        file_digest: extract.file_digest.to_vec(),
        extracted: extract.extracted.as_microsecond(),
        added: loaded.added.cast_signed(),
        changed: loaded.changed.cast_signed(),
        removed: loaded.removed.cast_signed(),
        unchanged: loaded.unchanged.cast_signed(),
    }
}
