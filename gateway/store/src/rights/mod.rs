//! What a person's rights leave behind.

mod access;
mod correction;
mod exemption;
mod quiet;

use accord_consent::{Access, AccessQuery, Correction, CorrectionAnswer, Exemption, Rights, StoreFault};
use accord_model::{OrganisationId, SubjectId};
use async_trait::async_trait;
use jiff::Timestamp;
use uuid::Uuid;

use crate::open::Db;

/// Its tables, and the log as the person it is about reads it.
pub(crate) struct RightsStore(pub(crate) Db);

#[async_trait]
impl Rights for RightsStore {
    async fn accesses(&self, query: &AccessQuery<'_>) -> Result<Vec<Access>, StoreFault> {
        Ok(access::accesses(&self.0, query).await?)
    }

    async fn exempt(&self, exemption: &Exemption) -> Result<(), StoreFault> {
        Ok(exemption::write(&self.0, exemption).await?)
    }

    async fn exemptions(&self, about: Option<&[SubjectId]>) -> Result<Vec<Exemption>, StoreFault> {
        Ok(exemption::read(&self.0, about).await?)
    }

    async fn end_exemption(&self, id: Uuid, at: Timestamp) -> Result<bool, StoreFault> {
        Ok(exemption::end(&self.0, id, at).await?)
    }

    async fn set_quiet(
        &self,
        key: Uuid,
        subjects: &[SubjectId],
        quiet: bool,
        at: Timestamp,
    ) -> Result<bool, StoreFault> {
        Ok(quiet::set(&self.0, key, subjects, quiet, at).await?)
    }

    async fn is_quiet(&self, subjects: &[SubjectId]) -> Result<bool, StoreFault> {
        Ok(quiet::is(&self.0, subjects).await?)
    }

    async fn ask_correction(&self, new: &Correction) -> Result<Correction, StoreFault> {
        Ok(correction::ask(&self.0, new).await?)
    }

    async fn corrections_about(&self, subjects: &[SubjectId]) -> Result<Vec<Correction>, StoreFault> {
        Ok(correction::about(&self.0, subjects).await?)
    }

    async fn corrections_of(&self, owner: OrganisationId) -> Result<Vec<Correction>, StoreFault> {
        Ok(correction::of_owner(&self.0, owner).await?)
    }

    async fn answer_correction(&self, id: Uuid, answer: &CorrectionAnswer) -> Result<Option<Correction>, StoreFault> {
        Ok(correction::answer(&self.0, id, answer).await?)
    }
}
