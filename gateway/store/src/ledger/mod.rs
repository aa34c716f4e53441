//! The disclosure log.

mod chain;
mod disclosed;
mod group;
mod head;
mod pseudonym;
mod row;
mod verify;

use accord_consent::{Ledger, LedgerFault, LogEntry, PastDisclosure, Request, Stamp};
use accord_model::SubjectId;
use async_trait::async_trait;
use jiff::Timestamp;

pub(crate) use head::seal_first;
pub(crate) use pseudonym::{forget, known as pseudonyms};
pub(crate) use verify::verify;
pub use verify::{ChainEnd, ChainFault};

use crate::open::{Db, StoreOptions};
use group::Group;

/// The log: written by one task for all callers, read from the database.
pub(crate) struct LedgerStore {
    db: Db,
    group: Group,
}

impl LedgerStore {
    /// Starts the task that writes. It ends with the last handle to the store.
    pub(crate) fn start(db: Db, options: &StoreOptions) -> Self {
        let group = Group::start(db.clone(), options.seal_key.clone());
        Self { db, group }
    }
}

#[async_trait]
impl Ledger for LedgerStore {
    async fn append(&self, request: &Request, entries: &[LogEntry]) -> Result<Stamp, LedgerFault> {
        self.group.append(request.clone(), entries.to_vec()).await
    }

    async fn disclosed(&self, subjects: &[SubjectId], since: Timestamp) -> Result<Vec<PastDisclosure>, LedgerFault> {
        Ok(disclosed::disclosed(&self.db, subjects, since).await?)
    }
}
