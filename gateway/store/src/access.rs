//! Emergencies and information requests. What they open is a relationship, written with them.

use accord_consent::{AccessKind, AccessState, Accesses, AskedAccess, Opened, Relation, StoreFault};
use accord_model::{OrganisationId, SubjectId};
use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _, Set,
};
use uuid::Uuid;

use crate::entity::access::{ActiveModel, Column, Entity, Model};
use crate::open::Db;
use crate::policy::{PolicyChange, relation_row, state};
use crate::{StoreError, rows, stored};

/// In the database.
pub(crate) struct AccessStore(pub(crate) Db);

#[async_trait]
impl Accesses for AccessStore {
    async fn open(&self, access: &AskedAccess, relation: Option<&Relation>) -> Result<Opened, StoreFault> {
        Ok(open(&self.0, access, relation).await?)
    }

    async fn access(&self, id: Uuid) -> Result<Option<AskedAccess>, StoreFault> {
        let row = Entity::find_by_id(id).one(&self.0.read).await.map_err(StoreError::from)?;
        Ok(row.as_ref().map(read).transpose()?)
    }

    async fn accesses(&self, organisation: OrganisationId, kind: AccessKind) -> Result<Vec<AskedAccess>, StoreFault> {
        let found = Entity::find()
            .filter(Column::Organisation.eq(organisation.as_str()))
            .filter(Column::Kind.eq(kind_of(kind)))
            .order_by_desc(Column::At)
            .order_by_asc(Column::Id);
        Ok(all(found.all(&self.0.read).await.map_err(StoreError::from)?)?)
    }

    async fn answer(&self, access: &AskedAccess, opens: Option<&Relation>) -> Result<(), StoreFault> {
        Ok(answer(&self.0, access, opens).await?)
    }

    async fn untold(&self) -> Result<Vec<AskedAccess>, StoreFault> {
        let found = Entity::find()
            .filter(Column::Kind.eq(kind_of(AccessKind::Emergency)))
            .filter(Column::ToldAt.is_null())
            .order_by_asc(Column::At);
        Ok(all(found.all(&self.0.read).await.map_err(StoreError::from)?)?)
    }

    async fn told(&self, id: Uuid, at: Timestamp) -> Result<(), StoreFault> {
        let told =
            ActiveModel { id: Set(id), told_at: Set(Some(at.to_string())), ..<ActiveModel as Default>::default() };
        let transaction = self.0.begin().await?;
        told.update(&transaction).await.map_err(StoreError::from)?;
        transaction.commit().await.map_err(StoreError::from)?;
        Ok(())
    }
}

/// Every change of policy takes the same lock, so that of many at once each sees those before it.
async fn open(db: &Db, access: &AskedAccess, relation: Option<&Relation>) -> Result<Opened, StoreError> {
    let transaction = db.begin().await?;
    state::read(&transaction, state::Lock::Exclusive).await?;
    if let Some(known) = Entity::find_by_id(access.id).one(&transaction).await? {
        return Ok(Opened::Written(Box::new(read(&known)?)));
    }
    if access.kind == AccessKind::Emergency
        && let Some(refused) = limit(&transaction, access).await?
    {
        return Ok(refused);
    }
    rows::insert_new::<Entity>(&transaction, vec![row(access)]).await?;
    let relations = relation.map(|relation| relation_row(relation, None)).into_iter().collect();
    PolicyChange { relations, ..PolicyChange::default() }.write(&transaction).await?;
    transaction.commit().await?;
    Ok(Opened::Written(Box::new(access.clone())))
}

/// Why this user gets no emergency access now.
async fn limit(db: &impl ConnectionTrait, new: &AskedAccess) -> Result<Option<Opened>, StoreError> {
    let of_user = Entity::find()
        .filter(Column::UserKey.eq(new.user.0.to_vec()))
        .filter(Column::Kind.eq(kind_of(AccessKind::Emergency)));
    let earlier = all(of_user.all(db).await?)?;
    if earlier.iter().any(|one| one.suspends(new.at)) {
        return Ok(Some(Opened::Suspended));
    }
    let day = SignedDuration::from_hours(24);
    let today = earlier.iter().filter(|one| new.at.duration_since(one.at) < day).count();
    Ok((today >= accord_consent::EMERGENCIES_A_DAY).then_some(Opened::TooMany))
}

async fn answer(db: &Db, access: &AskedAccess, opens: Option<&Relation>) -> Result<(), StoreError> {
    let transaction = db.begin().await?;
    state::read(&transaction, state::Lock::Exclusive).await?;
    let known = Entity::find_by_id(access.id).one(&transaction).await?;
    let told_at = known.and_then(|row| row.told_at);
    rows::upsert::<Entity>(&transaction, vec![Model { told_at, ..row(access) }]).await?;
    let relations = opens.map(|relation| relation_row(relation, None)).into_iter().collect();
    // What is turned down ends what may be open.
    let tightens = access.state == AccessState::Refused;
    PolicyChange { relations, tightens, ..PolicyChange::default() }.write(&transaction).await?;
    Ok(transaction.commit().await?)
}

fn all(rows: Vec<Model>) -> Result<Vec<AskedAccess>, StoreError> {
    rows.iter().map(read).collect()
}

fn row(access: &AskedAccess) -> Model {
    Model {
        id: access.id,
        kind: kind_of(access.kind).to_owned(),
        organisation: access.organisation.to_string(),
        user_key: access.user.0.to_vec(),
        role: access.role.to_string(),
        subject: access.subject.0,
        owner: access.owner.map(|owner| owner.to_string()),
        categories: i64::from(access.categories.bits()),
        sealed: access.sealed.clone(),
        at: access.at.as_microsecond(),
        end_at: access.end.as_microsecond(),
        state: state_of(access.state).to_owned(),
        answered_by: access.answered.map(|(user, _)| user.0.to_vec()),
        answered_at: access.answered.map(|(_, at)| at.to_string()),
        told_at: None,
    }
}

fn read(row: &Model) -> Result<AskedAccess, StoreError> {
    let kinds = [AccessKind::Emergency, AccessKind::InformationRequest];
    let states = [AccessState::Waiting, AccessState::Open, AccessState::Approved, AccessState::Refused];
    let answered_by = row.answered_by.as_deref().map(|bytes| stored::user(bytes, "answered_by")).transpose()?;
    let answered_at: Option<Timestamp> = stored::optional(row.answered_at.as_ref(), "answered_at")?;
    Ok(AskedAccess {
        id: row.id,
        kind: kinds.into_iter().find(|one| kind_of(*one) == row.kind).ok_or(StoreError::Unsound("access.kind"))?,
        organisation: stored::code(&row.organisation, "organisation")?,
        user: stored::user(&row.user_key, "user_key")?,
        role: stored::code(&row.role, "role")?,
        subject: SubjectId(row.subject),
        owner: stored::optional(row.owner.as_ref(), "owner")?,
        categories: stored::mask(row.categories),
        sealed: row.sealed.clone(),
        at: stored::instant(row.at, "at")?,
        end: stored::instant(row.end_at, "end_at")?,
        state: states.into_iter().find(|one| state_of(*one) == row.state).ok_or(StoreError::Unsound("access.state"))?,
        answered: answered_by.zip(answered_at),
    })
}

const fn kind_of(kind: AccessKind) -> &'static str {
    match kind {
        AccessKind::Emergency => "EMERGENCY",
        AccessKind::InformationRequest => "INFORMATION_REQUEST",
    }
}

const fn state_of(state: AccessState) -> &'static str {
    match state {
        AccessState::Waiting => "WAITING",
        AccessState::Open => "OPEN",
        AccessState::Approved => "APPROVED",
        AccessState::Refused => "REFUSED",
    }
}
