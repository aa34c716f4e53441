use std::collections::HashMap;

use accord_model::SubjectId;
use jiff::Timestamp;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};
use uuid::Uuid;

use crate::entity::quiet_log::{Column, Entity, Model};
use crate::open::Db;
use crate::{StoreError, rows};

pub(super) async fn set(
    db: &Db,
    key: Uuid,
    subjects: &[SubjectId],
    quiet: bool,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let transaction = db.begin().await?;
    let known = Entity::find().filter(Column::Id.eq(key)).one(&transaction).await?;
    if let Some(known) = known {
        return Ok(known.quiet == quiet);
    }
    let last = Entity::find().order_by_desc(Column::Number).one(&transaction).await?;
    let (at, number) = (at.as_microsecond(), last.map_or(1, |row| row.number + 1));
    let said = subjects.iter().map(|subject| Model { id: key, subject: subject.0, quiet, at, number });
    rows::insert::<Entity>(&transaction, said.collect()).await?;
    transaction.commit().await?;
    Ok(true)
}

pub(super) async fn is(db: &Db, subjects: &[SubjectId]) -> Result<bool, StoreError> {
    let said = rows::having::<Entity>(&db.read, Column::Subject, subjects.iter().map(|subject| subject.0)).await?;
    let mut last: HashMap<Uuid, (i64, bool)> = HashMap::new();
    for Model { subject, quiet, number, .. } in said {
        let entry = last.entry(subject).or_insert((number, quiet));
        if number > entry.0 {
            *entry = (number, quiet);
        }
    }
    Ok(last.values().any(|(_, quiet)| *quiet))
}
