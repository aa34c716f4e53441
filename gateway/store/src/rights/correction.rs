use accord_consent::{Correction, CorrectionAnswer, CorrectionOutcome};
use accord_model::{OrganisationId, SubjectId};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _, QueryOrder as _,
    Set,
};
use uuid::Uuid;

use crate::entity::correction_request::{Column, Entity, Model};
use crate::open::Db;
use crate::{StoreError, rows, stored};

pub(super) async fn ask(db: &Db, new: &Correction) -> Result<Correction, StoreError> {
    let transaction = db.begin().await?;
    let known = Entity::find_by_id(new.id).one(&transaction).await?;
    if let Some(known) = known {
        return read(&known);
    }
    let row = row(new);
    rows::insert::<Entity>(&transaction, vec![row.clone()]).await?;
    transaction.commit().await?;
    // As it will be read again: instants rest in microseconds.
    read(&row)
}

pub(super) async fn about(db: &Db, subjects: &[SubjectId]) -> Result<Vec<Correction>, StoreError> {
    let all = rows::having::<Entity>(&db.read, Column::Subject, subjects.iter().map(|subject| subject.0)).await?;
    all.iter().map(read).collect()
}

pub(super) async fn of_owner(db: &Db, owner: OrganisationId) -> Result<Vec<Correction>, StoreError> {
    let all = Entity::find().filter(Column::Owner.eq(owner.as_str())).order_by_asc(Column::AskedAt);
    all.all(&db.read).await?.iter().map(read).collect()
}

pub(super) async fn answer(db: &Db, id: Uuid, answer: &CorrectionAnswer) -> Result<Option<Correction>, StoreError> {
    let transaction = db.begin().await?;
    let Some(known) = Entity::find_by_id(id).one(&transaction).await? else { return Ok(None) };
    if known.outcome.is_some() {
        return read(&known).map(Some);
    }
    let mut row = known.into_active_model();
    row.outcome = Set(Some(code(answer.outcome).to_owned()));
    row.reason = Set(Some(answer.reason.clone()));
    row.answered_at = Set(Some(answer.at.as_microsecond()));
    let written = row.update(&transaction).await?;
    transaction.commit().await?;
    read(&written).map(Some)
}

fn row(new: &Correction) -> Model {
    Model {
        id: new.id,
        subject: new.subject.0,
        record: new.record.1,
        record_kind: stored::kind(new.record.0),
        owner: new.owner.to_string(),
        field: new.field.clone(),
        what: new.what.clone(),
        asked_by: new.asked_by.to_string(),
        asked_at: new.asked_at.as_microsecond(),
        outcome: new.answer.as_ref().map(|answer| code(answer.outcome).to_owned()),
        reason: new.answer.as_ref().map(|answer| answer.reason.clone()),
        answered_at: new.answer.as_ref().map(|answer| answer.at.as_microsecond()),
    }
}

fn read(row: &Model) -> Result<Correction, StoreError> {
    let answer = match (&row.outcome, &row.reason, row.answered_at) {
        (None, None, None) => None,
        (Some(outcome), Some(reason), Some(at)) => Some(CorrectionAnswer {
            outcome: outcomes().find(|one| code(*one) == outcome).ok_or(StoreError::Unsound("outcome"))?,
            reason: reason.clone(),
            at: stored::instant(at, "answered_at")?,
        }),
        _ => return Err(StoreError::Unsound("outcome")),
    };
    Ok(Correction {
        id: row.id,
        subject: SubjectId(row.subject),
        record: (stored::of_kind(row.record_kind)?, row.record),
        owner: stored::code(&row.owner, "owner")?,
        field: row.field.clone(),
        what: row.what.clone(),
        asked_by: stored::code(&row.asked_by, "asked_by")?,
        asked_at: stored::instant(row.asked_at, "asked_at")?,
        answer,
    })
}

fn outcomes() -> impl Iterator<Item = CorrectionOutcome> {
    [CorrectionOutcome::Corrected, CorrectionOutcome::Refused, CorrectionOutcome::Partly].into_iter()
}

const fn code(outcome: CorrectionOutcome) -> &'static str {
    match outcome {
        CorrectionOutcome::Corrected => "CORRECTED",
        CorrectionOutcome::Refused => "REFUSED",
        CorrectionOutcome::Partly => "PARTLY",
    }
}
