use super::Desk;
use crate::{Refusal, Released, Trail};

impl Desk {
    /// Lets an answer go: first the log, then the check that no consent was narrowed since the request began. The log's
    /// own transaction reads the state of consent, so no lease is needed and no replica can be behind.
    ///
    /// Agreements are this process's own, so they are held still until the log is durable: an answer that was decided
    /// under others than are in force now is not logged and does not leave.
    pub async fn release<T>(&self, answer: T, trail: &Trail) -> Result<Released<T>, Refusal> {
        let _held_still = self.leaving.read().await;
        if self.in_force.read().generation != trail.agreements() {
            return Err(Refusal::ConsentMoved);
        }
        let (request, entries) = trail.rows();
        let stamp = self.ledger.append(&request, &entries).await.map_err(|_| Refusal::LogUnavailable)?;
        if stamp.tightened > trail.since() {
            return Err(Refusal::ConsentMoved);
        }
        Ok(Released::new(answer, stamp))
    }
}
