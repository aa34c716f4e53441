use std::fmt;

use accord_model::{Basis, CategorySet, OrganisationId, PartnerId, Purpose, Regime, Role, SubjectId, UserKey};
use async_trait::async_trait;
use jiff::Timestamp;

use crate::AgreementId;

/// The disclosure log. Rows are a hash chain in the database; the store replaces each person's handle by a pseudonym
/// whose key can be destroyed.
#[async_trait]
pub trait Ledger: Send + Sync {
    /// Makes the request and its disclosures durable and returns the state of consent at that commit. Where
    /// `tightened` is beyond [`Request::since`], nothing is written: the answer will not leave.
    async fn append(&self, request: &Request, entries: &[LogEntry]) -> Result<Stamp, LedgerFault>;

    /// What was disclosed about these handles since then, newest first.
    async fn disclosed(&self, subjects: &[SubjectId], since: Timestamp) -> Result<Vec<PastDisclosure>, LedgerFault>;
}

/// The log cannot be written or read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the disclosure log is not available")]
pub struct LedgerFault;

/// The state of consent at a commit of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Sequence of the last policy change of any kind.
    pub sequence: u64,
    /// Sequence of the last change that took access away.
    pub tightened: u64,
}

/// One request: who asked, for what, of whom. Written also when nothing was disclosed.
#[derive(Clone)]
pub struct Request {
    /// When it was answered.
    pub at: Timestamp,
    /// The policy change up to which the answer was decided.
    pub since: u64,
    /// For which organisation.
    pub organisation: OrganisationId,
    /// Who, as a keyed hash.
    pub user: UserKey,
    /// In which role.
    pub role: Role,
    /// For what.
    pub purpose: Purpose,
    /// SHA-256 of the query's text; never its variables.
    pub query_hash: [u8; 32],
    /// A code for sync's and find's rows (`SYNC`, `FIND_ON_PHONE`), `QUERY` otherwise.
    pub activity: String,
    /// Partners asked.
    pub asked: Vec<PartnerId>,
    /// Partners that hold a candidate and were not asked.
    pub spared: Vec<PartnerId>,
}

/// What was disclosed of one person on one ground. Never a value.
#[derive(Clone, PartialEq, Eq)]
pub struct LogEntry {
    /// About whom; the store writes the pseudonym.
    pub subject: Option<SubjectId>,
    /// Whose record.
    pub partner: PartnerId,
    /// Which kinds of personal data.
    pub categories: CategorySet,
    /// On which ground.
    pub basis: Basis,
    /// Under which agreement, and its version.
    pub agreement: (AgreementId, u32),
    /// Under which part of the Act.
    pub regime: Regime,
}

/// One earlier disclosure, as the person it is about may read it.
#[derive(Clone, Debug)]
pub struct PastDisclosure {
    /// Who saw it; never the staff member.
    pub organisation: OrganisationId,
    /// In which role.
    pub role: Role,
    /// For what.
    pub purpose: Purpose,
    /// On which ground.
    pub basis: Basis,
    /// Which kinds of data.
    pub categories: CategorySet,
    /// When last.
    pub last: Timestamp,
}

impl Request {
    /// What an operator does at the command line: the log knows what was done, for which organisation and when.
    pub(crate) fn of_operator(
        organisation: OrganisationId,
        purpose: Purpose,
        activity: impl Into<String>,
        at: Timestamp,
    ) -> Self {
        Self {
            at,
            since: u64::MAX,
            organisation,
            user: UserKey::OPERATOR,
            role: Role::DataProtectionOfficer,
            purpose,
            query_hash: [0; 32],
            activity: activity.into(),
            asked: Vec::new(),
            spared: Vec::new(),
        }
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Request")
    }
}
