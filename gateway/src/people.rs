//! What an operator or a reviewer does about people from the command line: names a record, links two, assigns a case.

use accord_consent::{Desk, Link, LinkBasis, LinkState, PolicyFault};
use accord_model::{LocalId, OrganisationId, RecordRef, RecordType, SubjectId};
use accord_store::SyncStore;
use jiff::Timestamp;
use uuid::Uuid;

/// Why it was not done.
#[derive(Debug, thiserror::Error)]
pub enum PeopleFault {
    /// The words do not name a person record.
    #[error("`{0}`: a record is named PARTNER/ID, as in police/per-000066")]
    Name(String),
    /// The index has no such record.
    #[error("`{0}`: the index has no such record")]
    NotFound(String),
    /// Both words name the same record.
    #[error("a record is not linked to itself")]
    Same,
    /// The policy was not changed.
    #[error(transparent)]
    Policy(#[from] PolicyFault),
    /// The database is not available.
    #[error("STORE_UNAVAILABLE: the database is not available")]
    Unavailable,
}

/// The person-handle behind `police/per-000066`.
///
/// # Errors
/// Where the words name nothing.
pub async fn find(store: &SyncStore, name: &str) -> Result<SubjectId, PeopleFault> {
    let at = place(name).ok_or_else(|| PeopleFault::Name(name.to_owned()))?;
    let handle = store.handle_of(&at).await.map_err(|_| PeopleFault::Unavailable)?;
    handle.map(SubjectId).ok_or_else(|| PeopleFault::NotFound(name.to_owned()))
}

/// The incident, or else the referral, behind `police/occ-000012`: its handle, and where it lies.
///
/// # Errors
/// Where the words name nothing.
pub async fn report(store: &SyncStore, name: &str) -> Result<(Uuid, RecordRef), PeopleFault> {
    let at = place(name).ok_or_else(|| PeopleFault::Name(name.to_owned()))?;
    for kind in [RecordType::Incident, RecordType::Referral] {
        let at = RecordRef { kind, ..at.clone() };
        if let Some(handle) = store.handle_of(&at).await.map_err(|_| PeopleFault::Unavailable)? {
            return Ok((handle, at));
        }
    }
    Err(PeopleFault::NotFound(name.to_owned()))
}

/// Where `police/per-000066` lies.
pub(crate) fn place(name: &str) -> Option<RecordRef> {
    let (partner, local) = name.split_once('/')?;
    let partner = partner.parse().ok()?;
    (!local.is_empty()).then(|| RecordRef { partner, kind: RecordType::Victim, local: LocalId::new(local) })
}

/// A reviewer says that two handles are one person. Consent flows over the link from now on.
///
/// # Errors
/// Where the database is not available.
pub async fn confirm(
    desk: &Desk,
    a: (SubjectId, OrganisationId),
    b: (SubjectId, OrganisationId),
    at: Timestamp,
) -> Result<(), PeopleFault> {
    link(desk, (a, b), LinkState::Confirmed, at).await
}

/// A reviewer says that two handles are two people, or takes a confirmation back.
///
/// # Errors
/// Where the database is not available.
pub async fn undo(
    desk: &Desk,
    a: (SubjectId, OrganisationId),
    b: (SubjectId, OrganisationId),
    at: Timestamp,
) -> Result<(), PeopleFault> {
    link(desk, (a, b), LinkState::Undone, at).await
}

/// A handle, and whose record it is.
type Handle = (SubjectId, OrganisationId);

async fn link(desk: &Desk, (a, b): (Handle, Handle), state: LinkState, at: Timestamp) -> Result<(), PeopleFault> {
    let (a, b) = if a.0 <= b.0 { (a, b) } else { (b, a) };
    if a.0 == b.0 {
        return Err(PeopleFault::Same);
    }
    let link = Link { a: a.0, b: b.0, owners: (a.1, b.1), state, basis: LinkBasis::Review };
    Ok(desk.link(link, at).await?)
}
