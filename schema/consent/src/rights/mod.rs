//! What a person's rights leave behind: how her log is read, orders that keep rows out of it, her quiet log, her
//! requests that a record be corrected.

mod access;
mod correction;
mod exemption;

use accord_model::{OrganisationId, SubjectId};
use async_trait::async_trait;
use jiff::Timestamp;
use uuid::Uuid;

use crate::StoreFault;

pub(crate) use access::merged;
pub use access::{Access, AccessQuery};
pub use correction::{Correction, CorrectionAnswer, CorrectionOutcome};
pub use exemption::{Exemption, ExemptionFault};

/// Where it rests. The log is the one of [`crate::Ledger`]; here it is read, never written.
#[async_trait]
pub trait Rights: Send + Sync {
    /// What was really shown of these handles to others, newest first, in the rows of the log as they are.
    async fn accesses(&self, query: &AccessQuery<'_>) -> Result<Vec<Access>, StoreFault>;

    /// Writes an exemption down.
    async fn exempt(&self, exemption: &Exemption) -> Result<(), StoreFault>;

    /// The exemptions about these handles, ended and expired ones too; without handles, all of them.
    async fn exemptions(&self, about: Option<&[SubjectId]>) -> Result<Vec<Exemption>, StoreFault>;

    /// Ends an exemption and destroys its signature, so that nobody revives it. False where there is none of this id that
    /// is still open.
    async fn end_exemption(&self, id: Uuid, at: Timestamp) -> Result<bool, StoreFault>;

    /// Writes down, under this key, whether the log of these handles is quiet. False where the key was used for the
    /// opposite; twice is the same as once.
    async fn set_quiet(
        &self,
        key: Uuid,
        subjects: &[SubjectId],
        quiet: bool,
        at: Timestamp,
    ) -> Result<bool, StoreFault>;

    /// Whether the last word about one of these handles was: quiet.
    async fn is_quiet(&self, subjects: &[SubjectId]) -> Result<bool, StoreFault>;

    /// Writes a request down, and gives what is written down under its id: the one that was there before, where there was.
    async fn ask_correction(&self, new: &Correction) -> Result<Correction, StoreFault>;

    /// The requests about these handles.
    async fn corrections_about(&self, subjects: &[SubjectId]) -> Result<Vec<Correction>, StoreFault>;

    /// The requests about records that this organisation holds.
    async fn corrections_of(&self, owner: OrganisationId) -> Result<Vec<Correction>, StoreFault>;

    /// Writes an answer down, and gives the request with the answer that stands: the earlier one, where there was.
    async fn answer_correction(&self, id: Uuid, answer: &CorrectionAnswer) -> Result<Option<Correction>, StoreFault>;
}
