use std::collections::{BTreeSet, HashMap};

use accord_consent::{Identifier, StoreFault};
use accord_model::{OrganisationId, SubjectId};
use jiff::Timestamp;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};
use uuid::Uuid;

use crate::entity::{person_feature, person_link};
use crate::index::all_fingerprints;
use crate::open::Db;
use crate::{StoreError, rows, stored};

/// Two handles that may be one person, for a reviewer.
pub struct WaitingLink {
    /// The lesser handle.
    pub a: SubjectId,
    /// The greater handle.
    pub b: SubjectId,
    /// Whose they are.
    pub owners: (OrganisationId, OrganisationId),
    /// The identifiers of `a`, sealed; `Desk::identifiers` opens them.
    pub sealed_a: Vec<u8>,
    /// The identifiers of `b`, sealed.
    pub sealed_b: Vec<u8>,
    /// Which identifiers are the same.
    pub agreeing: Vec<Identifier>,
}

/// The review list.
#[derive(Clone)]
pub struct LinkStore(pub(crate) Db);

impl LinkStore {
    /// The links that wait for a reviewer, in the order of their handles. One of which a record is gone is left out.
    pub async fn links_waiting(&self) -> Result<Vec<WaitingLink>, StoreFault> {
        Ok(self.waiting().await?)
    }

    /// Whose person-handle this is: the organisation that holds the record, or that introduced the person.
    pub async fn owner_of(&self, subject: SubjectId) -> Result<Option<OrganisationId>, StoreFault> {
        let row = person_feature::Entity::find_by_id(subject.0).one(&self.0.read).await.map_err(StoreError::from)?;
        Ok(row.map(|row| stored::code(&row.owner, "owner")).transpose()?)
    }

    /// Since when these two handles have been one person; nothing where they are not.
    pub async fn confirmed_since(&self, a: SubjectId, b: SubjectId) -> Result<Option<Timestamp>, StoreFault> {
        let key = (a.min(b).0, a.max(b).0);
        let row = person_link::Entity::find_by_id(key).one(&self.0.read).await.map_err(StoreError::from)?;
        let row = row.filter(|row| row.state == "CONFIRMED");
        Ok(row.map(|row| stored::code(&row.changed_at, "changed_at")).transpose()?)
    }

    async fn waiting(&self) -> Result<Vec<WaitingLink>, StoreError> {
        let links = person_link::Entity::find()
            .filter(person_link::Column::State.eq("WAITING"))
            .order_by_asc(person_link::Column::A)
            .order_by_asc(person_link::Column::B)
            .all(&self.0.read)
            .await?;
        let ends: Vec<Uuid> = links.iter().flat_map(|link| [link.a, link.b]).collect();
        let column = person_feature::Column::Subject;
        let people = rows::having::<person_feature::Entity>(&self.0.read, column, ends.clone());
        let people = people.await?.into_iter().map(|row| (row.subject, row.sealed));
        let sealed: HashMap<Uuid, Vec<u8>> = people.collect();
        let prints: HashMap<Uuid, BTreeSet<_>> = all_fingerprints(&self.0.read, ends)
            .await?
            .into_iter()
            .map(|(subject, prints)| (subject.0, prints.into_iter().collect()))
            .collect();
        let mut waiting = Vec::new();
        for link in links {
            let (Some(sealed_a), Some(sealed_b)) = (sealed.get(&link.a), sealed.get(&link.b)) else {
                continue;
            };
            let (a, b) = (prints.get(&link.a), prints.get(&link.b));
            let same = a.zip(b).into_iter().flat_map(|(a, b)| a.intersection(b));
            waiting.push(WaitingLink {
                a: SubjectId(link.a),
                b: SubjectId(link.b),
                owners: (stored::code(&link.owner_a, "owner_a")?, stored::code(&link.owner_b, "owner_b")?),
                sealed_a: sealed_a.clone(),
                sealed_b: sealed_b.clone(),
                agreeing: same.map(|(what, _)| *what).collect(),
            });
        }
        Ok(waiting)
    }
}
