use accord_consent::{Access, AccessQuery};
use accord_model::{CategorySet, Role};
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, QueryTrait as _,
};
use uuid::Uuid;

use crate::entity::ledger_row::{Column, Entity};
use crate::ledger::pseudonyms;
use crate::open::Db;
use crate::{StoreError, stored};

/// Request, instant, organisation, role, purpose, ground, categories.
type Row = (i64, i64, String, String, String, Option<String>, i64);

/// What was really shown of these handles to others, newest first. What a person reads of herself is not among it: it
/// would tell whoever looks over her shoulder that a log without a row is quiet.
pub(super) async fn accesses(db: &Db, query: &AccessQuery<'_>) -> Result<Vec<Access>, StoreError> {
    let names = pseudonyms(&db.read, query.subjects.iter().copied()).await?;
    let names: Vec<Uuid> = names.into_values().collect();
    let without: Vec<&str> = query.without.iter().map(|organisation| organisation.as_str()).collect();
    let rows: Vec<Row> = Entity::find()
        .select_only()
        .columns([Column::Request, Column::At, Column::Organisation, Column::Role, Column::Purpose])
        .columns([Column::Basis, Column::Categories])
        .filter(Column::Pseudonym.is_in(names))
        .filter(Column::Categories.ne(0))
        .filter(Column::Activity.ne("SYNC"))
        .filter(Column::Role.ne(Role::Victim.to_string()))
        .filter(Column::Organisation.is_not_in(without))
        .apply_if(query.until, |rows, until| rows.filter(Column::At.lte(until.as_microsecond())))
        .order_by_desc(Column::At)
        .order_by_desc(Column::Number)
        .limit(query.limit as u64)
        .into_tuple()
        .all(&db.read)
        .await?;
    rows.into_iter().map(access).collect()
}

fn access((request, at, organisation, role, purpose, basis, categories): Row) -> Result<Access, StoreError> {
    let bits = u32::try_from(categories).map_err(|_| StoreError::Unsound("categories"))?;
    Ok(Access {
        request: stored::unsigned(request),
        at: stored::instant(at, "at")?,
        organisation: stored::code(&organisation, "organisation")?,
        role: stored::code(&role, "role")?,
        purpose: stored::code(&purpose, "purpose")?,
        basis: stored::code(basis.as_deref().unwrap_or_default(), "basis")?,
        categories: CategorySet::from_bits(bits),
    })
}
