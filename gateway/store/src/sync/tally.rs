use accord_model::{PartnerId, RecordType, Strand};
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QuerySelect as _};

use crate::entity::indexed_record::{Column, Entity};
use crate::{StoreError, stored};

/// How many of a partner's incident records are alike in what the index knows of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// Code of the record's kind.
    pub kind: Option<String>,
    /// Code of how hate was recognised.
    pub recognition: Option<String>,
    /// The strands that are marked; none, where none is.
    pub strands: Vec<Strand>,
    /// Records.
    pub records: u64,
}

pub(super) async fn tally(db: &impl ConnectionTrait, partner: PartnerId) -> Result<Vec<Tally>, StoreError> {
    let columns = [Column::RecordKind, Column::Recognition, Column::Strands];
    let mut rows = Entity::find().select_only().columns(columns).column_as(Column::Id.count(), "records");
    for column in columns {
        rows = rows.group_by(column);
    }
    let rows: Vec<(Option<String>, Option<String>, i16, i64)> = rows
        .filter(Column::Partner.eq(partner.as_str()))
        .filter(Column::Kind.eq(stored::kind(RecordType::Incident)))
        .into_tuple()
        .all(db)
        .await?;
    let tally = |(kind, recognition, strands, records)| Tally {
        kind,
        recognition,
        strands: stored::strands(strands),
        records: stored::unsigned(records),
    };
    Ok(rows.into_iter().map(tally).collect())
}
