//! Many rows at once.

use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, Iterable as _, PrimaryKeyToColumn as _,
    QueryFilter as _, Value,
};

use crate::StoreError;

/// PostgreSQL takes 65,535 parameters in one statement, SQLite 32,766.
const PARAMETERS: usize = 30_000;

/// How many values one `IN` list takes.
const LIST: usize = 5_000;

/// Writes rows; one that is there already stays as it is.
pub(crate) async fn insert<E>(db: &impl ConnectionTrait, rows: Vec<E::Model>) -> Result<(), StoreError>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel>,
{
    let missing = key::<E>().do_nothing().to_owned();
    write::<E>(db, rows, Some(missing)).await
}

/// Writes rows; one that is there already is an error.
pub(crate) async fn insert_new<E>(db: &impl ConnectionTrait, rows: Vec<E::Model>) -> Result<(), StoreError>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel>,
{
    write::<E>(db, rows, None).await
}

/// Writes rows over those of the same key.
pub(crate) async fn upsert<E>(db: &impl ConnectionTrait, rows: Vec<E::Model>) -> Result<(), StoreError>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel>,
{
    let over = key::<E>().update_columns(E::Column::iter()).to_owned();
    write::<E>(db, rows, Some(over)).await
}

/// The rows whose column has one of these values.
pub(crate) async fn having<E>(
    db: &impl ConnectionTrait,
    column: E::Column,
    values: impl IntoIterator<Item = impl Into<Value>>,
) -> Result<Vec<E::Model>, StoreError>
where
    E: EntityTrait,
{
    let values: Vec<Value> = values.into_iter().map(Into::into).collect();
    let mut rows = Vec::new();
    for part in values.chunks(LIST) {
        let some = E::find().filter(column.is_in(part.to_vec()));
        rows.extend(some.all(db).await?);
    }
    Ok(rows)
}

/// Takes away the rows whose column has one of these values.
pub(crate) async fn remove<E>(
    db: &impl ConnectionTrait,
    column: E::Column,
    values: impl IntoIterator<Item = impl Into<Value>>,
) -> Result<(), StoreError>
where
    E: EntityTrait,
{
    let values: Vec<Value> = values.into_iter().map(Into::into).collect();
    for part in values.chunks(LIST) {
        let some = E::delete_many().filter(column.is_in(part.to_vec()));
        some.exec(db).await?;
    }
    Ok(())
}

fn key<E: EntityTrait>() -> OnConflict {
    OnConflict::columns(E::PrimaryKey::iter().map(|key| key.into_column()))
}

async fn write<E>(
    db: &impl ConnectionTrait,
    rows: Vec<E::Model>,
    conflict: Option<OnConflict>,
) -> Result<(), StoreError>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel>,
{
    let at_once = PARAMETERS / E::Column::iter().count().max(1);
    let mut rows = rows.into_iter().map(IntoActiveModel::into_active_model);
    loop {
        let part: Vec<_> = rows.by_ref().take(at_once).collect();
        if part.is_empty() {
            return Ok(());
        }
        let mut insert = E::insert_many(part);
        if let Some(conflict) = &conflict {
            insert = insert.on_conflict(conflict.clone());
        }
        insert.exec_without_returning(db).await?;
    }
}
