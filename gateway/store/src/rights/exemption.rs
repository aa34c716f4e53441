use accord_consent::Exemption;
use accord_model::SubjectId;
use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _, QueryOrder as _,
    QueryTrait as _, Set,
};
use uuid::Uuid;

use crate::entity::log_exemption::{Column, Entity, Model};
use crate::open::Db;
use crate::{StoreError, rows, stored};

pub(super) async fn write(db: &Db, exemption: &Exemption) -> Result<(), StoreError> {
    let transaction = db.begin().await?;
    rows::insert::<Entity>(&transaction, vec![row(exemption)]).await?;
    Ok(transaction.commit().await?)
}

pub(super) async fn read(db: &Db, about: Option<&[SubjectId]>) -> Result<Vec<Exemption>, StoreError> {
    let about = about.map(|handles| handles.iter().map(|handle| handle.0).collect::<Vec<_>>());
    let all = Entity::find()
        .apply_if(about, |all, handles| all.filter(Column::Subject.is_in(handles)))
        .order_by_asc(Column::StartAt)
        .order_by_asc(Column::Id)
        .all(&db.read)
        .await?;
    all.iter().map(exemption).collect()
}

pub(super) async fn end(db: &Db, id: Uuid, at: Timestamp) -> Result<bool, StoreError> {
    let transaction = db.begin().await?;
    let known = Entity::find_by_id(id).one(&transaction).await?.filter(|row| row.ended_at.is_none());
    let Some(known) = known else { return Ok(false) };
    let mut row = known.into_active_model();
    row.ended_at = Set(Some(at.to_string()));
    // Without its signature nobody who can write here makes it count again.
    row.signature = Set(String::new());
    row.update(&transaction).await?;
    transaction.commit().await?;
    Ok(true)
}

fn row(exemption: &Exemption) -> Model {
    Model {
        id: exemption.id,
        subject: exemption.subject.0,
        organisation: exemption.organisation.to_string(),
        ground: exemption.ground.clone(),
        start_at: exemption.start.to_string(),
        until_at: exemption.until.map(|until| until.to_string()),
        ended_at: exemption.ended_at.map(|ended| ended.to_string()),
        signature: exemption.signature.clone(),
    }
}

fn exemption(row: &Model) -> Result<Exemption, StoreError> {
    Ok(Exemption {
        id: row.id,
        subject: SubjectId(row.subject),
        organisation: stored::code(&row.organisation, "organisation")?,
        ground: row.ground.clone(),
        start: stored::code(&row.start_at, "start_at")?,
        until: stored::optional(row.until_at.as_ref(), "until_at")?,
        ended_at: stored::optional(row.ended_at.as_ref(), "ended_at")?,
        signature: row.signature.clone(),
    })
}
