//! What linkage may know of persons: keyed fingerprints, and identifiers under seal.

use accord_consent::{Fingerprint, Identifier};
use accord_model::{OrganisationId, SubjectId};
use jiff::Timestamp;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::entity::{fingerprint, person_feature};
use crate::{StoreError, rows};

/// What is known of one person-handle.
pub(crate) struct Features {
    pub(crate) subject: SubjectId,
    pub(crate) owner: OrganisationId,
    /// When `findVictim` introduced the handle; nothing for a partner's record.
    pub(crate) introduced_at: Option<Timestamp>,
    pub(crate) fingerprints: Vec<(Identifier, Fingerprint)>,
    pub(crate) sealed: Vec<u8>,
    /// The NHS number among the fingerprints was traced.
    pub(crate) strong_number: bool,
}

/// Writes them over what was known.
pub(crate) async fn write(db: &impl ConnectionTrait, all: Vec<Features>) -> Result<(), StoreError> {
    let subjects = all.iter().map(|one| one.subject.0);
    rows::remove::<fingerprint::Entity>(db, fingerprint::Column::Subject, subjects).await?;
    let (mut people, mut prints) = (Vec::new(), Vec::new());
    for one in all {
        let subject = one.subject.0;
        prints.extend(one.fingerprints.into_iter().map(|(what, value)| fingerprint::Model {
            subject,
            identifier: what as i16,
            value: value.0.to_vec(),
        }));
        people.push(person_feature::Model {
            subject,
            owner: one.owner.to_string(),
            introduced_at: one.introduced_at.map(Timestamp::as_microsecond),
            sealed: one.sealed,
            strong_number: one.strong_number,
        });
    }
    rows::upsert::<person_feature::Entity>(db, people).await?;
    rows::insert::<fingerprint::Entity>(db, prints).await
}

/// Destroys them.
pub(crate) async fn remove(db: &impl ConnectionTrait, subjects: &[Uuid]) -> Result<(), StoreError> {
    let all = || subjects.iter().copied();
    rows::remove::<fingerprint::Entity>(db, fingerprint::Column::Subject, all()).await?;
    rows::remove::<person_feature::Entity>(db, person_feature::Column::Subject, all()).await
}
