use accord_consent::UnmappedWord;
use accord_model::PartnerId;
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QuerySelect as _};

use super::batch::Page;
use super::facts::Places;
use crate::entity::unmapped_word::{Column, Entity, Model};
use crate::{StoreError, rows, stored};

/// A word that no map has, and in how many of the partner's records it stands.
pub struct UnmappedCount {
    /// The word, sealed; `Desk::word` opens it where five records share it.
    pub word: UnmappedWord,
    /// Records that hold it.
    pub records: u64,
}

pub(super) async fn write(db: &impl ConnectionTrait, page: &Page, places: &Places) -> Result<(), StoreError> {
    rows::remove::<Entity>(db, Column::Record, places.touched(page)).await?;
    let words = page.rows.iter().flat_map(|row| {
        row.unmapped.iter().map(|word| Model {
            record: row.candidate.id,
            fingerprint: word.fingerprint.0.to_vec(),
            partner: row.candidate.at.partner.to_string(),
            system: word.system.clone(),
            sealed: word.sealed.clone(),
        })
    });
    rows::insert::<Entity>(db, words.collect()).await
}

pub(super) async fn counts(db: &impl ConnectionTrait, partner: PartnerId) -> Result<Vec<UnmappedCount>, StoreError> {
    // The same word is sealed to the same bytes.
    let rows: Vec<(String, Vec<u8>, Vec<u8>, i64)> = Entity::find()
        .select_only()
        .columns([Column::System, Column::Fingerprint, Column::Sealed])
        .column_as(Column::Record.count(), "records")
        .filter(Column::Partner.eq(partner.as_str()))
        .group_by(Column::System)
        .group_by(Column::Fingerprint)
        .group_by(Column::Sealed)
        .into_tuple()
        .all(db)
        .await?;
    let words = rows.into_iter().map(|(system, fingerprint, sealed, records)| {
        Ok(UnmappedCount {
            word: UnmappedWord {
                system,
                fingerprint: stored::fingerprint(&fingerprint, "unmapped_word.fingerprint")?,
                sealed,
            },
            records: stored::unsigned(records),
        })
    });
    let mut words = words.collect::<Result<Vec<_>, StoreError>>()?;
    words.sort_unstable_by_key(|one| (std::cmp::Reverse(one.records), one.word.fingerprint));
    Ok(words)
}
