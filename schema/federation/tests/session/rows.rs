//! An index in memory.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use accord_consent::{Candidate, Fingerprint, Identifier, UnmappedWord};
use accord_federation::{Index, IndexFault, OwnedQuery, SyncStatus, Synced};
use accord_model::{IncidentId, PartnerId, ReferralId, SubjectId};
use async_trait::async_trait;
use jiff::Timestamp;

#[derive(Default)]
pub(crate) struct Rows {
    pub(crate) people: Mutex<Vec<Candidate>>,
    pub(crate) incidents: Mutex<Vec<Candidate>>,
    pub(crate) referrals: Mutex<Vec<Candidate>>,
    pub(crate) links: Mutex<Vec<(IncidentId, IncidentId)>>,
    /// At most so many rows in a batch, whatever is wanted; 0: as many as are wanted.
    pub(crate) at_once: AtomicUsize,
    /// How many rows were read in batches.
    pub(crate) read: AtomicUsize,
}

impl Rows {
    fn batch<'a>(
        &self,
        rows: impl Iterator<Item = &'a Candidate>,
        query: &OwnedQuery,
        instant: impl Fn(&Candidate) -> Option<Timestamp>,
    ) -> Vec<Candidate> {
        let rank = |at: Option<Timestamp>| {
            let sign = if query.earliest_first { 1 } else { -1 };
            (at.is_none(), at.map(|at| sign * at.as_nanosecond()))
        };
        let mut rows: Vec<&Candidate> = rows.collect();
        rows.sort_by_key(|row| (rank(instant(row)), row.id));
        let most = match self.at_once.load(Ordering::SeqCst) {
            0 => usize::try_from(query.limit).unwrap(),
            few => few,
        };
        let behind =
            |row: &&&Candidate| query.after.is_none_or(|(at, id)| (rank(instant(row)), row.id) > (rank(at), id));
        let batch: Vec<Candidate> = rows.iter().filter(behind).take(most).map(|row| (*row).clone()).collect();
        self.read.fetch_add(batch.len(), Ordering::SeqCst);
        batch
    }
}

#[async_trait]
impl Index for Rows {
    async fn victims(&self, handles: &[SubjectId]) -> Result<Vec<Candidate>, IndexFault> {
        let rows = self.people.lock().unwrap();
        Ok(rows.iter().filter(|row| handles.contains(&SubjectId(row.id))).cloned().collect())
    }

    async fn incidents(&self, ids: &[IncidentId]) -> Result<Vec<Candidate>, IndexFault> {
        let rows = self.incidents.lock().unwrap();
        Ok(rows.iter().filter(|row| ids.contains(&IncidentId(row.id))).cloned().collect())
    }

    async fn incidents_of(&self, subjects: &[SubjectId]) -> Result<Vec<Candidate>, IndexFault> {
        let rows = self.incidents.lock().unwrap();
        let of = |row: &&Candidate| row.subjects.iter().any(|s| subjects.contains(s));
        Ok(rows.iter().filter(of).cloned().collect())
    }

    async fn incidents_within(&self, query: &OwnedQuery) -> Result<Vec<Candidate>, IndexFault> {
        let rows = self.incidents.lock().unwrap();
        let about_nobody =
            |row: &Candidate| row.subjects.is_empty() && query.areas.iter().any(|area| row.facts.area == Some(*area));
        let own = rows.iter().filter(|row| row.owner == query.organisation || about_nobody(row));
        Ok(self.batch(own, query, |row| row.facts.occurred))
    }

    async fn referrals(&self, ids: &[ReferralId]) -> Result<Vec<Candidate>, IndexFault> {
        let rows = self.referrals.lock().unwrap();
        Ok(rows.iter().filter(|row| ids.contains(&ReferralId(row.id))).cloned().collect())
    }

    async fn referrals_of(&self, subjects: &[SubjectId]) -> Result<Vec<Candidate>, IndexFault> {
        let rows = self.referrals.lock().unwrap();
        let of = |row: &&Candidate| row.subjects.iter().any(|s| subjects.contains(s));
        Ok(rows.iter().filter(of).cloned().collect())
    }

    async fn referrals_within(&self, query: &OwnedQuery) -> Result<Vec<Candidate>, IndexFault> {
        let rows = self.referrals.lock().unwrap();
        let own = rows.iter().filter(|row| row.owner == query.organisation);
        Ok(self.batch(own, query, |row| row.facts.reported))
    }

    async fn incident_links(&self, ids: &[IncidentId]) -> Result<Vec<(IncidentId, IncidentId)>, IndexFault> {
        let links = self.links.lock().unwrap();
        let mut known: BTreeSet<IncidentId> = ids.iter().copied().collect();
        loop {
            let near = links.iter().filter(|(a, b)| known.contains(a) || known.contains(b));
            let all: BTreeSet<IncidentId> = near.clone().flat_map(|(a, b)| [*a, *b]).chain(known.clone()).collect();
            if all.len() == known.len() {
                return Ok(near.copied().collect());
            }
            known = all;
        }
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
