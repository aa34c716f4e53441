//! The log knows a person by a random name. Who destroys the row that joins the two has erased the person from it.

use std::collections::HashMap;

use accord_model::SubjectId;
use sea_orm::{ConnectionTrait, EntityTrait as _};
use uuid::Uuid;

use crate::entity::pseudonym::{Column, Entity, Model};
use crate::{StoreError, rows};

/// The pseudonyms of those of these handles that have one.
pub(crate) async fn known(
    db: &impl ConnectionTrait,
    subjects: impl IntoIterator<Item = SubjectId>,
) -> Result<HashMap<Uuid, Uuid>, StoreError> {
    let subjects = subjects.into_iter().map(|subject| subject.0);
    let rows = rows::having::<Entity>(db, Column::Subject, subjects).await?;
    Ok(rows.into_iter().map(|row| (row.subject, row.pseudonym)).collect())
}

/// The pseudonyms of these handles; one that has none gets a random one.
pub(super) async fn given(
    db: &impl ConnectionTrait,
    mut subjects: Vec<SubjectId>,
) -> Result<HashMap<Uuid, Uuid>, StoreError> {
    subjects.sort_unstable();
    subjects.dedup();
    let mut all = known(db, subjects.iter().copied()).await?;
    let mut new = Vec::new();
    for subject in subjects {
        all.entry(subject.0).or_insert_with(|| {
            let pseudonym = Uuid::new_v4();
            new.push(Model { subject: subject.0, pseudonym });
            pseudonym
        });
    }
    rows::insert::<Entity>(db, new).await?;
    Ok(all)
}

/// Destroys the pseudonym of a handle: its rows of the log are then about nobody.
pub(crate) async fn forget(db: &impl ConnectionTrait, subject: SubjectId) -> Result<bool, StoreError> {
    let done = Entity::delete_by_id(subject.0).exec(db).await?;
    Ok(done.rows_affected > 0)
}
