//! Two requests read the policy's changes at once, and the one that read first is the last to take them in.

use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;

use accord_consent::{Agreements, Desk, DeskSetup, Directives, Effect, Keys, PolicyChanges, PolicyWrite, StoreFault};
use accord_model::{Purpose, Role};
use async_trait::async_trait;
use futures_util::FutureExt as _;
use jiff::Timestamp;
use uuid::Uuid;

use crate::memory::Memory;
use crate::town::{AGREEMENTS, directive, noon, now, organisations, person, person_record, relation, viewer};

/// A database whose next answer is a while on its way.
struct Slow {
    memory: Arc<Memory>,
    next: AtomicBool,
}

#[async_trait]
impl Directives for Slow {
    async fn changes_since(&self, sequence: u64) -> Result<PolicyChanges, StoreFault> {
        let read = self.memory.changes_since(sequence).await;
        poll_fn(|_| if self.next.swap(false, Ordering::SeqCst) { Poll::Pending } else { Poll::Ready(()) }).await;
        read
    }

    async fn write(&self, writes: &[PolicyWrite]) -> Result<u64, StoreFault> {
        self.memory.write(writes).await
    }
}

#[test]
fn an_older_reading_that_arrives_later_does_not_revive_a_withdrawn_consent() {
    let memory = Memory::new();
    let slow = Arc::new(Slow { memory: memory.clone(), next: AtomicBool::new(true) });
    let organisations = organisations();
    let desk = Desk::new(DeskSetup {
        keys: Keys::new([7; 32]),
        agreements: Agreements::read(AGREEMENTS, &organisations).unwrap(),
        organisations,
        ledger: memory.clone(),
        directives: slow,
    });
    memory.put([
        PolicyWrite::Relate(relation("charity", Some(2), person(1))),
        PolicyWrite::Record(directive(1, person(1), Effect::Permit)),
    ]);
    let worker = viewer("charity", Role::SupportWorker, Purpose::Support, 2);
    let knows = || desk.knows(&worker, &person_record("police", person(1)), noon());

    let mut first = Box::pin(desk.refresh());
    assert!((&mut first).now_or_never().is_none(), "it has read, and waits");
    memory.put([PolicyWrite::Withdraw(Uuid::from_u128(1), Timestamp::UNIX_EPOCH)]);
    now(desk.refresh()).unwrap();
    assert!(!knows());
    now(first).unwrap();
    assert!(!knows(), "what the first read is older than what is known");
}
