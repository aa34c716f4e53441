use accord_consent::{Candidate, Fingerprint, Identifier, UnmappedWord};
use accord_model::{IncidentId, OrganisationId, PartnerId, ReferralId, SubjectId};
use async_trait::async_trait;
use jiff::Timestamp;
use uuid::Uuid;

/// The index of the partners' records: what a question finds its candidates in. Implemented in gateway/store.
#[async_trait]
pub trait Index: Send + Sync {
    /// The person records behind these handles. A handle without a record (introduced, or gone) has none.
    async fn victims(&self, handles: &[SubjectId]) -> Result<Vec<Candidate>, IndexFault>;

    /// The incident records of these ids.
    async fn incidents(&self, ids: &[IncidentId]) -> Result<Vec<Candidate>, IndexFault>;

    /// The incident records that name one of these handles among their victims.
    async fn incidents_of(&self, subjects: &[SubjectId]) -> Result<Vec<Candidate>, IndexFault>;

    /// A batch of the incident records that one organisation holds and of those about nobody in areas it serves. It may have
    /// fewer rows than are wanted; it has none where nothing is left.
    async fn incidents_within(&self, query: &OwnedQuery) -> Result<Vec<Candidate>, IndexFault>;

    /// The referrals of these ids.
    async fn referrals(&self, ids: &[ReferralId]) -> Result<Vec<Candidate>, IndexFault>;

    /// The referrals of one of these handles.
    async fn referrals_of(&self, subjects: &[SubjectId]) -> Result<Vec<Candidate>, IndexFault>;

    /// A batch of the referrals that one organisation holds, like those incidents. Areas do not matter: a referral is about
    /// a person.
    async fn referrals_within(&self, query: &OwnedQuery) -> Result<Vec<Candidate>, IndexFault>;

    /// Every incident linked to one of these, directly or over others, as pairs; each pair once, in order.
    async fn incident_links(&self, ids: &[IncidentId]) -> Result<Vec<(IncidentId, IncidentId)>, IndexFault>;

    /// The handles that carry this fingerprint, each with all its fingerprints.
    async fn carrying(
        &self,
        what: Identifier,
        fingerprint: Fingerprint,
    ) -> Result<Vec<(SubjectId, Vec<(Identifier, Fingerprint)>)>, IndexFault>;
}

/// Which incidents or referrals an organisation asks for beyond its caseload.
#[derive(Clone, Debug)]
pub struct OwnedQuery {
    /// The organisation.
    pub organisation: OrganisationId,
    /// The areas it serves, for records about nobody.
    pub areas: Vec<accord_model::AreaCode>,
    /// The earliest first, not the latest: incidents by their occurrence, referrals by when they were sent, and by their ids
    /// where that is the same. What has no instant comes last in both.
    pub earliest_first: bool,
    /// The instant and the id of the row before the first.
    pub after: Option<(Option<Timestamp>, Uuid)>,
    /// At most this many rows.
    pub limit: u64,
}

/// The index cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the index is not available")]
pub struct IndexFault;

/// What sync knows of the partners. Implemented in gateway/store.
#[async_trait]
pub trait Synced: Send + Sync {
    /// How a partner's sync stands.
    async fn status(&self, partner: PartnerId) -> Result<SyncStatus, IndexFault>;

    /// A partner's words that no map has, each with the number of records that have it.
    async fn unmapped(&self, partner: PartnerId) -> Result<Vec<(UnmappedWord, u64)>, IndexFault>;
}

/// How a partner's sync stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SyncStatus {
    /// When its changes were read to the end last.
    pub last_synced_at: Option<Timestamp>,
}
