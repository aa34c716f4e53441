use std::collections::HashMap;

use accord_consent::PastDisclosure;
use accord_model::{Basis, CategorySet, SubjectId};
use jiff::Timestamp;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QuerySelect as _};
use uuid::Uuid;

use super::pseudonym;
use crate::entity::ledger_row::{Column, Entity};
use crate::open::Db;
use crate::{StoreError, stored};

/// Organisation, role, purpose, ground, categories, last instant.
type Row = (String, String, String, Option<String>, i64, Option<i64>);

/// What was really shown of these handles since then: one entry an organisation, role, purpose and ground, newest first.
pub(super) async fn disclosed(
    db: &Db,
    subjects: &[SubjectId],
    since: Timestamp,
) -> Result<Vec<PastDisclosure>, StoreError> {
    let names = pseudonym::known(&db.read, subjects.iter().copied()).await?;
    let names: Vec<Uuid> = names.into_values().collect();
    let rows: Vec<Row> = Entity::find()
        .select_only()
        .columns([Column::Organisation, Column::Role, Column::Purpose, Column::Basis, Column::Categories])
        .column_as(Column::At.max(), "last")
        .filter(Column::Pseudonym.is_in(names))
        .filter(Column::Categories.ne(0))
        .filter(Column::Activity.ne("SYNC"))
        .filter(Column::At.gte(since.as_microsecond()))
        .group_by(Column::Organisation)
        .group_by(Column::Role)
        .group_by(Column::Purpose)
        .group_by(Column::Basis)
        .group_by(Column::Categories)
        .into_tuple()
        .all(&db.read)
        .await?;
    let mut all: HashMap<(String, String, String, Basis), (CategorySet, i64)> = HashMap::new();
    for (organisation, role, purpose, basis, categories, last) in rows {
        let bits = u32::try_from(categories).map_err(|_| StoreError::Unsound("categories"))?;
        let basis = stored::code(basis.as_deref().unwrap_or_default(), "basis")?;
        let entry = all.entry((organisation, role, purpose, basis)).or_insert((CategorySet::NONE, i64::MIN));
        entry.0 |= CategorySet::from_bits(bits);
        entry.1 = entry.1.max(last.unwrap_or(i64::MIN));
    }
    let all = all.into_iter().map(|((organisation, role, purpose, basis), (categories, last))| {
        Ok(PastDisclosure {
            organisation: stored::code(&organisation, "organisation")?,
            role: stored::code(&role, "role")?,
            purpose: stored::code(&purpose, "purpose")?,
            basis,
            categories,
            last: stored::instant(last, "at")?,
        })
    });
    let mut all = all.collect::<Result<Vec<_>, StoreError>>()?;
    all.sort_unstable_by_key(|one| (std::cmp::Reverse(one.last), one.organisation, one.role, one.purpose, one.basis));
    Ok(all)
}
