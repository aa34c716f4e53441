//! The rows of the index: where a record lies and what can hide it.

use std::collections::{BTreeMap, HashMap, HashSet};

use accord_consent::IndexRow;
use accord_model::{RecordRef, RecordType, SubjectId};
use jiff::Timestamp;
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _};
use uuid::Uuid;

use super::batch::Page;
use crate::entity::indexed_record::{Column, Entity, Model};
use crate::entity::{quoted_reference, record_subject};
use crate::{StoreError, features, rows, stored};

/// Places looked up in one statement.
const AT_ONCE: usize = 500;

/// The records of a page as the index has them before the page.
pub(super) struct Places {
    known: HashMap<Uuid, Model>,
    /// Handles of the records that are gone.
    pub(super) gone: Vec<Uuid>,
    /// Those of them that are persons.
    pub(super) gone_people: Vec<Uuid>,
}

impl Places {
    /// Every record that the page touches.
    pub(super) fn touched(&self, page: &Page) -> Vec<Uuid> {
        page.ids().chain(self.gone.iter().copied()).collect()
    }
}

pub(super) async fn places(db: &impl ConnectionTrait, page: &Page) -> Result<Places, StoreError> {
    let known = rows::having::<Entity>(db, Column::Id, page.ids()).await?;
    let (people, others): (Vec<_>, Vec<_>) = page.gone.iter().partition(|at| at.kind == RecordType::Victim);
    let gone_people = handles_at(db, &people).await?;
    let mut gone = handles_at(db, &others).await?;
    gone.extend_from_slice(&gone_people);
    let known = known.into_iter().map(|row| (row.id, row)).collect();
    Ok(Places { known, gone, gone_people })
}

/// Whether a known record becomes harder to see: newly restricted, newly hanging on a rule that tells more,
/// another accused organisation, or another victim who must agree.
pub(super) async fn narrows(db: &impl ConnectionTrait, page: &Page, places: &Places) -> Result<bool, StoreError> {
    let ids = places.known.keys().copied();
    let about = rows::having::<record_subject::Entity>(db, record_subject::Column::Record, ids);
    let about: HashSet<(Uuid, Uuid)> = about.await?.into_iter().map(|row| (row.record, row.subject)).collect();
    let harder = page.rows.iter().any(|row| {
        let new = &row.candidate;
        places.known.get(&new.id).is_some_and(|old| {
            let accused: HashSet<&str> = old.accused.split_whitespace().collect();
            (new.restricted && !old.restricted)
                || !stored::categories(old.proposed).covers(new.proposed)
                || new.accused.iter().any(|one| !accused.contains(one.as_str()))
                || new.subjects.iter().any(|one| !about.contains(&(new.id, one.0)))
        })
    });
    Ok(harder)
}

pub(super) async fn write(db: &impl ConnectionTrait, page: &Page, places: &Places) -> Result<(), StoreError> {
    let touched = places.touched(page);
    let all = || touched.iter().copied();
    rows::remove::<record_subject::Entity>(db, record_subject::Column::Record, all()).await?;
    rows::remove::<quoted_reference::Entity>(db, quoted_reference::Column::Record, all()).await?;
    rows::remove::<Entity>(db, Column::Id, places.gone.iter().copied()).await?;
    features::remove(db, &places.gone).await?;

    let (mut subjects, mut quoted) = (Vec::new(), Vec::new());
    for row in &page.rows {
        let record = row.candidate.id;
        let numbered = row.candidate.subjects.iter().zip(0i16..);
        subjects.extend(numbered.map(|(subject, place)| record_subject::Model { record, subject: subject.0, place }));
        quoted.extend(row.quoted.iter().map(|(partner, reference)| quoted_reference::Model {
            record,
            partner: partner.to_string(),
            reference: reference.0.to_vec(),
        }));
    }
    rows::upsert::<Entity>(db, page.rows.iter().map(model).collect()).await?;
    rows::insert::<record_subject::Entity>(db, subjects).await?;
    rows::insert::<quoted_reference::Entity>(db, quoted).await
}

/// The handles of the records that lie there, as far as the index has them: a partner that numbers what a row holds says of
/// each number that it is gone, so there are many, and most were never there.
async fn handles_at(db: &impl ConnectionTrait, places: &[&RecordRef]) -> Result<Vec<Uuid>, StoreError> {
    let mut groups: BTreeMap<(&str, i16), Vec<&str>> = BTreeMap::new();
    for at in places {
        groups.entry((at.partner.as_str(), stored::kind(at.kind))).or_default().push(at.local.as_str());
    }
    let mut found = Vec::new();
    for ((partner, kind), locals) in groups {
        for some in locals.chunks(AT_ONCE) {
            let rows = Entity::find()
                .filter(Column::Partner.eq(partner))
                .filter(Column::Kind.eq(kind))
                .filter(Column::Local.is_in(some.iter().copied()))
                .all(db)
                .await?;
            found.extend(rows.into_iter().map(|row| row.id));
        }
    }
    Ok(found)
}

/// The handle of the record that lies there.
pub(super) async fn handle_at(db: &impl ConnectionTrait, at: &RecordRef) -> Result<Option<Uuid>, StoreError> {
    let row = Entity::find()
        .filter(Column::Partner.eq(at.partner.as_str()))
        .filter(Column::Kind.eq(stored::kind(at.kind)))
        .filter(Column::Local.eq(at.local.as_str()))
        .one(db)
        .await?;
    Ok(row.map(|row| row.id))
}

pub(super) async fn place_of(db: &impl ConnectionTrait, handle: Uuid) -> Result<Option<RecordRef>, StoreError> {
    let row = Entity::find_by_id(handle).one(db).await?;
    row.map(|row| stored::place(&row.partner, row.kind, &row.local)).transpose()
}

/// Whom the record that lies there is about, in the record's order.
pub(super) async fn subjects_at(db: &impl ConnectionTrait, at: &RecordRef) -> Result<Vec<SubjectId>, StoreError> {
    let handle = handle_at(db, at).await?;
    let column = record_subject::Column::Record;
    let mut about = rows::having::<record_subject::Entity>(db, column, handle).await?;
    about.sort_unstable_by_key(|row| row.place);
    Ok(about.into_iter().map(|row| SubjectId(row.subject)).collect())
}

fn model(row: &IndexRow) -> Model {
    let candidate = &row.candidate;
    let facts = &candidate.facts;
    let incident = candidate.at.kind == RecordType::Incident;
    Model {
        id: candidate.id,
        partner: candidate.at.partner.to_string(),
        kind: stored::kind(candidate.at.kind),
        local: candidate.at.local.as_str().to_owned(),
        owner: candidate.owner.to_string(),
        accused: stored::names(&candidate.accused),
        restricted: candidate.restricted,
        about_nobody: incident && candidate.subjects.is_empty(),
        record_kind: facts.kind.map(|kind| kind.to_string()),
        recognition: facts.recognition.map(|recognition| recognition.to_string()),
        strands: stored::strand_bits(&facts.strands),
        occurred: facts.occurred.map(Timestamp::as_microsecond),
        reported: facts.reported.map(Timestamp::as_microsecond),
        area: facts.area.map(|area| area.to_string()),
        channel: facts.channel.map(|channel| channel.to_string()),
        present_fields: facts.exists.bits().cast_signed(),
        as_of: row.as_of.as_microsecond(),
        reference: row.reference.map(|reference| reference.0.to_vec()),
        referral_status: facts.status.map(|status| status.to_string()),
        proposed: i64::from(candidate.proposed.bits()),
    }
}
