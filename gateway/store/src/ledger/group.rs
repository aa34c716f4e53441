//! Group commit. Making 4 KB durable takes as long as making 400 bytes durable, so that all who wait are written at
//! once while the next ones gather.

use accord_consent::{LedgerFault, LogEntry, Request, Stamp};
use tokio::sync::{mpsc, oneshot};
use zeroize::Zeroizing;

use super::chain;
use crate::StoreError;
use crate::open::Db;

/// At most this many requests in one commit.
const AT_ONCE: usize = 256;

struct Job {
    page: chain::Page,
    answer: oneshot::Sender<Result<Stamp, StoreError>>,
}

/// The way to the task that writes.
pub(super) struct Group(mpsc::Sender<Job>);

impl Group {
    pub(super) fn start(db: Db, key: Zeroizing<[u8; 64]>) -> Self {
        let (sender, receiver) = mpsc::channel(4 * AT_ONCE);
        tokio::spawn(run(db, key, receiver));
        Self(sender)
    }

    /// Returns when the rows are durable. A caller that goes away does not take its rows back.
    pub(super) async fn append(&self, request: Request, entries: Vec<LogEntry>) -> Result<Stamp, LedgerFault> {
        let (answer, answered) = oneshot::channel();
        let job = Job { page: (request, entries), answer };
        self.0.send(job).await.map_err(|_| LedgerFault)?;
        let stamp = answered.await.map_err(|_| LedgerFault)?;
        Ok(stamp?)
    }
}

async fn run(db: Db, key: Zeroizing<[u8; 64]>, mut jobs: mpsc::Receiver<Job>) {
    let mut waiting = Vec::with_capacity(AT_ONCE);
    while jobs.recv_many(&mut waiting, AT_ONCE).await > 0 {
        let (pages, answers): (Vec<_>, Vec<_>) = waiting.drain(..).map(|job| (job.page, job.answer)).unzip();
        let done = chain::write(&db, &key, &pages).await;
        for answer in answers {
            if answer.send(done).is_err() {
                tracing::debug!("a request was given up; its rows stand");
            }
        }
    }
}
