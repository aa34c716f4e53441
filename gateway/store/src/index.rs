use std::collections::{BTreeSet, HashMap, HashSet};

use accord_consent::{Candidate, Facts, FieldSet, Fingerprint, Identifier};
use accord_federation::{Index, IndexFault, OwnedQuery};
use accord_model::{IncidentId, RecordType, ReferralId, SubjectId};
use async_trait::async_trait;
use jiff::Timestamp;
use sea_orm::sea_query::NullOrdering;
use sea_orm::{
    ColumnTrait as _, Condition, EntityTrait as _, Order, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    QueryTrait as _, Select,
};
use uuid::Uuid;

use crate::entity::{fingerprint, incident_link, indexed_record, record_subject};
use crate::open::Db;
use crate::{StoreError, rows, stored};

/// The index, read.
pub(crate) struct IndexStore(pub(crate) Db);

#[async_trait]
impl Index for IndexStore {
    async fn victims(&self, handles: &[SubjectId]) -> Result<Vec<Candidate>, IndexFault> {
        let ids = handles.iter().map(|handle| handle.0);
        Ok(self.of_kind(ids.collect(), RecordType::Victim).await?)
    }

    async fn incidents(&self, ids: &[IncidentId]) -> Result<Vec<Candidate>, IndexFault> {
        let ids = ids.iter().map(|id| id.0);
        Ok(self.of_kind(ids.collect(), RecordType::Incident).await?)
    }

    async fn incidents_of(&self, subjects: &[SubjectId]) -> Result<Vec<Candidate>, IndexFault> {
        Ok(self.about(subjects, RecordType::Incident).await?)
    }

    async fn incidents_within(&self, query: &OwnedQuery) -> Result<Vec<Candidate>, IndexFault> {
        Ok(self.within(query).await?)
    }

    async fn referrals(&self, ids: &[ReferralId]) -> Result<Vec<Candidate>, IndexFault> {
        let ids = ids.iter().map(|id| id.0);
        Ok(self.of_kind(ids.collect(), RecordType::Referral).await?)
    }

    async fn referrals_of(&self, subjects: &[SubjectId]) -> Result<Vec<Candidate>, IndexFault> {
        Ok(self.about(subjects, RecordType::Referral).await?)
    }

    async fn referrals_within(&self, query: &OwnedQuery) -> Result<Vec<Candidate>, IndexFault> {
        Ok(self.held(query).await?)
    }

    async fn incident_links(&self, ids: &[IncidentId]) -> Result<Vec<(IncidentId, IncidentId)>, IndexFault> {
        Ok(self.linked(ids).await?)
    }

    async fn carrying(
        &self,
        what: Identifier,
        fingerprint: Fingerprint,
    ) -> Result<Vec<(SubjectId, Vec<(Identifier, Fingerprint)>)>, IndexFault> {
        Ok(self.who_carries(what, fingerprint).await?)
    }
}

impl IndexStore {
    async fn of_kind(&self, ids: Vec<Uuid>, kind: RecordType) -> Result<Vec<Candidate>, StoreError> {
        let column = indexed_record::Column::Id;
        let mut rows = rows::having::<indexed_record::Entity>(&self.0.read, column, ids).await?;
        rows.retain(|row| row.kind == stored::kind(kind));
        rows.sort_unstable_by_key(|row| row.id);
        self.candidates(rows).await
    }

    /// The records of that kind that name one of these handles.
    async fn about(&self, subjects: &[SubjectId], kind: RecordType) -> Result<Vec<Candidate>, StoreError> {
        let column = record_subject::Column::Subject;
        let subjects = subjects.iter().map(|subject| subject.0);
        let named = rows::having::<record_subject::Entity>(&self.0.read, column, subjects).await?;
        let ids: BTreeSet<Uuid> = named.into_iter().map(|row| row.record).collect();
        self.of_kind(ids.into_iter().collect(), kind).await
    }

    /// The referrals that an organisation holds.
    async fn held(&self, query: &OwnedQuery) -> Result<Vec<Candidate>, StoreError> {
        use indexed_record::Column;
        let rows = indexed_record::Entity::find()
            .filter(Column::Kind.eq(stored::kind(RecordType::Referral)))
            .filter(Column::Owner.eq(query.organisation.as_str()));
        self.batch(rows, Column::Reported, query).await
    }

    async fn within(&self, query: &OwnedQuery) -> Result<Vec<Candidate>, StoreError> {
        use indexed_record::Column;
        let areas = query.areas.iter().map(|area| area.as_str());
        let about_nobody = Condition::all().add(Column::AboutNobody.eq(true)).add(Column::Area.is_in(areas));
        let rows = indexed_record::Entity::find()
            .filter(Column::Kind.eq(stored::kind(RecordType::Incident)))
            .filter(Condition::any().add(Column::Owner.eq(query.organisation.as_str())).add(about_nobody));
        self.batch(rows, Column::Occurred, query).await
    }

    /// As many of these rows as are wanted, in the order of that column, from behind the row that was the last.
    async fn batch(
        &self,
        rows: Select<indexed_record::Entity>,
        column: indexed_record::Column,
        query: &OwnedQuery,
    ) -> Result<Vec<Candidate>, StoreError> {
        let order = if query.earliest_first { Order::Asc } else { Order::Desc };
        let rows = rows
            .apply_if(query.after, |rows, after| rows.filter(behind(column, query.earliest_first, after)))
            .order_by_with_nulls(column, order, NullOrdering::Last)
            .order_by_asc(indexed_record::Column::Id)
            .limit(query.limit)
            .all(&self.0.read)
            .await?;
        self.candidates(rows).await
    }

    async fn candidates(&self, rows: Vec<indexed_record::Model>) -> Result<Vec<Candidate>, StoreError> {
        let column = record_subject::Column::Record;
        let ids = rows.iter().map(|row| row.id);
        let mut named = rows::having::<record_subject::Entity>(&self.0.read, column, ids).await?;
        named.sort_unstable_by_key(|row| (row.record, row.place));
        let mut subjects: HashMap<Uuid, Vec<SubjectId>> = HashMap::new();
        for row in named {
            subjects.entry(row.record).or_default().push(SubjectId(row.subject));
        }
        rows.into_iter()
            .map(|row| {
                let about = subjects.remove(&row.id).unwrap_or_default();
                candidate(&row, about)
            })
            .collect()
    }

    /// Breadth first: a component is small, and each round is one statement.
    async fn linked(&self, ids: &[IncidentId]) -> Result<Vec<(IncidentId, IncidentId)>, StoreError> {
        use incident_link::{Column, Entity};
        let mut known: HashSet<Uuid> = ids.iter().map(|id| id.0).collect();
        let mut next: Vec<Uuid> = known.iter().copied().collect();
        let mut pairs = BTreeSet::new();
        while !next.is_empty() {
            let mut found = rows::having::<Entity>(&self.0.read, Column::A, next.clone()).await?;
            found.extend(rows::having::<Entity>(&self.0.read, Column::B, next).await?);
            pairs.extend(found.iter().map(|link| (IncidentId(link.a), IncidentId(link.b))));
            let ends = found.into_iter().flat_map(|link| [link.a, link.b]);
            next = ends.filter(|end| known.insert(*end)).collect();
        }
        Ok(pairs.into_iter().collect())
    }

    async fn who_carries(
        &self,
        what: Identifier,
        value: Fingerprint,
    ) -> Result<Vec<(SubjectId, Vec<(Identifier, Fingerprint)>)>, StoreError> {
        use fingerprint::Column;
        let carriers = fingerprint::Entity::find()
            .filter(Column::Identifier.eq(what as i16))
            .filter(Column::Value.eq(value.0.to_vec()))
            .all(&self.0.read)
            .await?;
        let subjects: Vec<Uuid> = carriers.into_iter().map(|row| row.subject).collect();
        all_fingerprints(&self.0.read, subjects).await
    }
}

/// What comes behind a row of that instant and id; what has no instant comes behind all that has one.
fn behind(column: indexed_record::Column, earliest_first: bool, (at, id): (Option<Timestamp>, Uuid)) -> Condition {
    let later_id = indexed_record::Column::Id.gt(id);
    let Some(at) = at.map(Timestamp::as_microsecond) else {
        return Condition::all().add(column.is_null()).add(later_id);
    };
    let beyond = if earliest_first { column.gt(at) } else { column.lt(at) };
    let beside = Condition::all().add(column.eq(at)).add(later_id);
    Condition::any().add(beyond).add(beside).add(column.is_null())
}

/// All fingerprints of these handles, by handle.
pub(crate) async fn all_fingerprints(
    db: &impl sea_orm::ConnectionTrait,
    subjects: Vec<Uuid>,
) -> Result<Vec<(SubjectId, Vec<(Identifier, Fingerprint)>)>, StoreError> {
    use fingerprint::{Column, Entity};
    let mut rows = rows::having::<Entity>(db, Column::Subject, subjects).await?;
    rows.sort_unstable_by_key(|row| (row.subject, row.identifier));
    let mut all: Vec<(SubjectId, Vec<_>)> = Vec::new();
    for row in rows {
        let value = stored::fingerprint(&row.value, "fingerprint.value")?;
        let entry = (identifier(row.identifier)?, value);
        match all.last_mut() {
            Some((subject, of)) if subject.0 == row.subject => of.push(entry),
            _ => all.push((SubjectId(row.subject), vec![entry])),
        }
    }
    Ok(all)
}

pub(crate) fn identifier(number: i16) -> Result<Identifier, StoreError> {
    const ALL: [Identifier; 5] =
        [Identifier::Family, Identifier::Given, Identifier::DateOfBirth, Identifier::Postcode, Identifier::NhsNumber];
    let found = ALL.into_iter().find(|one| *one as i16 == number);
    found.ok_or(StoreError::Unsound("fingerprint.identifier"))
}

fn candidate(row: &indexed_record::Model, subjects: Vec<SubjectId>) -> Result<Candidate, StoreError> {
    let at = |micros: Option<i64>, column| micros.map(|m| stored::instant(m, column)).transpose();
    Ok(Candidate {
        id: row.id,
        at: stored::place(&row.partner, row.kind, &row.local)?,
        owner: stored::code(&row.owner, "owner")?,
        subjects,
        accused: stored::split(&row.accused, "accused")?,
        accused_elsewhere: Vec::new(),
        same_incident: Vec::new(),
        restricted: row.restricted,
        proposed: stored::categories(row.proposed),
        facts: Facts {
            kind: stored::optional(row.record_kind.as_ref(), "record_kind")?,
            recognition: stored::optional(row.recognition.as_ref(), "recognition")?,
            strands: stored::strands(row.strands),
            occurred: at(row.occurred, "occurred")?,
            reported: at(row.reported, "reported")?,
            area: stored::optional(row.area.as_ref(), "area")?,
            channel: stored::optional(row.channel.as_ref(), "channel")?,
            status: stored::optional(row.referral_status.as_ref(), "referral_status")?,
            exists: FieldSet::from_bits(stored::unsigned(row.present_fields)),
        },
    })
}
