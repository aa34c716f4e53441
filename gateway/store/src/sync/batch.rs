use std::collections::HashMap;

use accord_consent::{Features, IndexRow};
use accord_federation::Note;
use accord_model::{PartnerId, RecordRef, RecordType, SubjectId};
use uuid::Uuid;

use crate::{StoreError, features};

/// One change, as the desk has indexed it.
pub enum Taken {
    /// A record, new or changed; of a person also what linkage may know.
    Record(Box<IndexRow>, Option<Features>),
    /// A record that is gone.
    Gone(RecordRef),
}

/// One page of changes.
#[derive(Default)]
pub struct Batch {
    /// In the partner's order: of two changes of one record the later stands.
    pub taken: Vec<Taken>,
    /// What was not taken in, and why.
    pub notes: Vec<Note>,
}

/// What a page came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// Records written.
    pub records: u64,
    /// Records gone.
    pub gone: u64,
    /// Links of persons that now wait for a reviewer.
    pub proposed: u64,
    /// Links of persons that a traced NHS number made.
    pub linked: u64,
    /// The number of the change of policy, where there was one.
    pub sequence: Option<u64>,
}

/// A page with one change for each record.
pub(super) struct Page {
    pub(super) rows: Vec<IndexRow>,
    pub(super) features: Vec<features::Features>,
    pub(super) gone: Vec<RecordRef>,
    pub(super) notes: Vec<Note>,
}

impl Page {
    pub(super) fn of(partner: PartnerId, batch: Batch) -> Result<Self, StoreError> {
        let mut last: HashMap<RecordRef, usize> = HashMap::new();
        for (number, taken) in batch.taken.iter().enumerate() {
            let at = taken.at();
            if at.partner != partner {
                return Err(StoreError::ForeignRecord);
            }
            last.insert(at.clone(), number);
        }
        let mut page = Self { rows: Vec::new(), features: Vec::new(), gone: Vec::new(), notes: batch.notes };
        for (number, taken) in batch.taken.into_iter().enumerate() {
            if last.get(taken.at()) == Some(&number) {
                page.take(taken);
            }
        }
        Ok(page)
    }

    fn take(&mut self, taken: Taken) {
        match taken {
            Taken::Gone(at) => self.gone.push(at),
            Taken::Record(row, features) => {
                if let Some(Features { fingerprints, sealed, strong_number, .. }) = features {
                    self.features.push(features::Features {
                        subject: SubjectId(row.candidate.id),
                        owner: row.candidate.owner,
                        introduced_at: None,
                        fingerprints,
                        sealed,
                        strong_number,
                    });
                }
                self.rows.push(*row);
            }
        }
    }

    pub(super) const fn counts(&self) -> Applied {
        Applied {
            records: self.rows.len() as u64,
            gone: self.gone.len() as u64,
            proposed: 0,
            linked: 0,
            sequence: None,
        }
    }

    /// The handles of the records that are written.
    pub(super) fn ids(&self) -> impl Iterator<Item = Uuid> {
        self.rows.iter().map(|row| row.candidate.id)
    }

    /// The incidents that are written.
    pub(super) fn incidents(&self) -> impl Iterator<Item = &IndexRow> {
        let rows = self.rows.iter();
        rows.filter(|row| row.candidate.at.kind == RecordType::Incident)
    }

    /// The records that are written and may say something of consent.
    pub(super) fn speaking(&self) -> impl Iterator<Item = &IndexRow> {
        let rows = self.rows.iter();
        rows.filter(|row| matches!(row.candidate.at.kind, RecordType::Incident | RecordType::Victim))
    }

    /// The persons whose features are written.
    pub(super) fn people(&self) -> Vec<SubjectId> {
        self.features.iter().map(|one| one.subject).collect()
    }
}

impl Taken {
    fn at(&self) -> &RecordRef {
        match self {
            Self::Record(row, _) => &row.candidate.at,
            Self::Gone(at) => at,
        }
    }
}
