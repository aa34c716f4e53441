//! The ports in memory. None of them waits, so that what an answer costs is what the rooms above cost.

use std::collections::HashMap;

use accord_consent::{
    Access, AccessQuery, Candidate, Correction, CorrectionAnswer, Directives, Exemption, FieldSet, Fingerprint,
    Identifier, Ledger, LedgerFault, LogEntry, PastDisclosure, Permitted, PolicyChanges, PolicyWrite, Record, Request,
    Rights, Sealed, Stamp, StoreFault, UnmappedWord,
};
use accord_federation::{Connector, Gathered, Index, IndexFault, OwnedQuery, SyncStatus, Synced};
use accord_model::{Incident, IncidentId, OrganisationId, PartnerId, RecordRef, ReferralId, SubjectId, Victim};
use async_trait::async_trait;
use jiff::Timestamp;
use parking_lot::Mutex;
use uuid::Uuid;

/// What people have said, and a log that forgets.
#[derive(Default)]
pub(crate) struct Policy {
    said: Mutex<Option<PolicyChanges>>,
}

impl Policy {
    pub(crate) fn new(mut said: PolicyChanges) -> Self {
        said.sequence = 1;
        Self { said: Mutex::new(Some(said)) }
    }
}

#[async_trait]
impl Directives for Policy {
    async fn changes_since(&self, _: u64) -> Result<PolicyChanges, StoreFault> {
        Ok(self.said.lock().take().unwrap_or_default())
    }

    async fn write(&self, _: &[PolicyWrite]) -> Result<u64, StoreFault> {
        Err(StoreFault)
    }
}

#[async_trait]
impl Ledger for Policy {
    async fn append(&self, _: &Request, _: &[LogEntry]) -> Result<Stamp, LedgerFault> {
        Ok(Stamp { sequence: 1, tightened: 0 })
    }

    async fn disclosed(&self, _: &[SubjectId], _: Timestamp) -> Result<Vec<PastDisclosure>, LedgerFault> {
        Ok(Vec::new())
    }
}

/// Candidates by their ids.
#[derive(Default)]
pub(crate) struct Rows {
    pub(crate) people: HashMap<SubjectId, Candidate>,
    pub(crate) incidents: HashMap<SubjectId, Vec<Candidate>>,
}

#[async_trait]
impl Index for Rows {
    async fn victims(&self, handles: &[SubjectId]) -> Result<Vec<Candidate>, IndexFault> {
        Ok(handles.iter().filter_map(|handle| self.people.get(handle)).cloned().collect())
    }

    async fn incidents(&self, _: &[IncidentId]) -> Result<Vec<Candidate>, IndexFault> {
        Ok(Vec::new())
    }

    async fn incidents_of(&self, subjects: &[SubjectId]) -> Result<Vec<Candidate>, IndexFault> {
        Ok(subjects.iter().filter_map(|subject| self.incidents.get(subject)).flatten().cloned().collect())
    }

    async fn incidents_within(&self, _: &OwnedQuery) -> Result<Vec<Candidate>, IndexFault> {
        Ok(Vec::new())
    }

    async fn referrals(&self, _: &[ReferralId]) -> Result<Vec<Candidate>, IndexFault> {
        Ok(Vec::new())
    }

    async fn referrals_of(&self, _: &[SubjectId]) -> Result<Vec<Candidate>, IndexFault> {
        Ok(Vec::new())
    }

    async fn referrals_within(&self, _: &OwnedQuery) -> Result<Vec<Candidate>, IndexFault> {
        Ok(Vec::new())
    }

    async fn incident_links(&self, _: &[IncidentId]) -> Result<Vec<(IncidentId, IncidentId)>, IndexFault> {
        Ok(Vec::new())
    }

    async fn carrying(
        &self,
        _: Identifier,
        _: Fingerprint,
    ) -> Result<Vec<(SubjectId, Vec<(Identifier, Fingerprint)>)>, IndexFault> {
        Ok(Vec::new())
    }
}

#[async_trait]
impl Synced for Rows {
    async fn status(&self, _: PartnerId) -> Result<SyncStatus, IndexFault> {
        Ok(SyncStatus::default())
    }

    async fn unmapped(&self, _: PartnerId) -> Result<Vec<(UnmappedWord, u64)>, IndexFault> {
        Ok(Vec::new())
    }
}

/// Nobody asks for her own log.
#[async_trait]
impl Rights for Rows {
    async fn accesses(&self, _: &AccessQuery<'_>) -> Result<Vec<Access>, StoreFault> {
        Err(StoreFault)
    }

    async fn exempt(&self, _: &Exemption) -> Result<(), StoreFault> {
        Err(StoreFault)
    }

    async fn exemptions(&self, _: Option<&[SubjectId]>) -> Result<Vec<Exemption>, StoreFault> {
        Err(StoreFault)
    }

    async fn end_exemption(&self, _: Uuid, _: Timestamp) -> Result<bool, StoreFault> {
        Err(StoreFault)
    }

    async fn set_quiet(&self, _: Uuid, _: &[SubjectId], _: bool, _: Timestamp) -> Result<bool, StoreFault> {
        Err(StoreFault)
    }

    async fn is_quiet(&self, _: &[SubjectId]) -> Result<bool, StoreFault> {
        Err(StoreFault)
    }

    async fn ask_correction(&self, _: &Correction) -> Result<Correction, StoreFault> {
        Err(StoreFault)
    }

    async fn corrections_about(&self, _: &[SubjectId]) -> Result<Vec<Correction>, StoreFault> {
        Err(StoreFault)
    }

    async fn corrections_of(&self, _: OrganisationId) -> Result<Vec<Correction>, StoreFault> {
        Err(StoreFault)
    }

    async fn answer_correction(&self, _: Uuid, _: &CorrectionAnswer) -> Result<Option<Correction>, StoreFault> {
        Err(StoreFault)
    }
}

/// A partner that has its records at hand.
pub(crate) struct Partner {
    pub(crate) name: PartnerId,
    pub(crate) victims: HashMap<RecordRef, Victim>,
    pub(crate) incidents: HashMap<RecordRef, Incident>,
}

impl Partner {
    fn given<R: Record + Clone>(&self, permit: &Permitted<R>, all: &HashMap<RecordRef, R>) -> Gathered<R> {
        let asked = permit.by_fields(self.name).into_values().flatten();
        Gathered::whole(asked.filter_map(|at| all.get(&at)).cloned().map(Sealed::new).collect())
    }
}

#[async_trait]
impl Connector for Partner {
    fn partner(&self) -> PartnerId {
        self.name
    }

    fn kind(&self) -> &'static str {
        "memory"
    }

    fn victim_fields(&self) -> FieldSet {
        FieldSet::all::<Victim>()
    }

    fn incident_fields(&self) -> FieldSet {
        FieldSet::all::<Incident>()
    }

    async fn victims(&self, permit: &Permitted<Victim>) -> Gathered<Victim> {
        self.given(permit, &self.victims)
    }

    async fn incidents(&self, permit: &Permitted<Incident>) -> Gathered<Incident> {
        self.given(permit, &self.incidents)
    }
}
