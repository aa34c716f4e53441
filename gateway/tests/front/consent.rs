//! Nothing leaves before the log is durable, and nothing that consent no longer covers.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use accord_consent::{
    Audience, Directive, Directives, Effect, Given, Ledger, LedgerFault, LogEntry, PastDisclosure, PolicyWrite,
    RecordScope, Request, Stamp,
};
use accord_model::{Category, CategorySet, SubjectId};
use accord_store::Store;
use async_trait::async_trait;
use jiff::Timestamp;
use uuid::Uuid;

use crate::start::{Answer, Gateway, WHO, Wanted, outcome};

/// A log that cannot be written.
struct Full;

#[async_trait]
impl Ledger for Full {
    async fn append(&self, _: &Request, _: &[LogEntry]) -> Result<Stamp, LedgerFault> {
        Err(LedgerFault)
    }

    async fn disclosed(&self, _: &[SubjectId], _: Timestamp) -> Result<Vec<PastDisclosure>, LedgerFault> {
        Err(LedgerFault)
    }
}

/// A log that never answers.
struct Stuck;

#[async_trait]
impl Ledger for Stuck {
    async fn append(&self, _: &Request, _: &[LogEntry]) -> Result<Stamp, LedgerFault> {
        std::future::pending().await
    }

    async fn disclosed(&self, _: &[SubjectId], _: Timestamp) -> Result<Vec<PastDisclosure>, LedgerFault> {
        Err(LedgerFault)
    }
}

/// A log with a mistake in it.
struct Wrong;

#[async_trait]
impl Ledger for Wrong {
    async fn append(&self, _: &Request, _: &[LogEntry]) -> Result<Stamp, LedgerFault> {
        panic!("Zqxpanic")
    }

    async fn disclosed(&self, _: &[SubjectId], _: Timestamp) -> Result<Vec<PastDisclosure>, LedgerFault> {
        Err(LedgerFault)
    }
}

/// The real log; but each time that an answer is about to leave, somebody narrows consent first.
struct Hurried {
    log: Arc<dyn Ledger>,
    directives: Arc<dyn Directives>,
    /// How many times more.
    times: AtomicUsize,
}

#[async_trait]
impl Ledger for Hurried {
    async fn append(&self, request: &Request, entries: &[LogEntry]) -> Result<Stamp, LedgerFault> {
        if self.times.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok() {
            self.directives.write(&[PolicyWrite::Record(refusal())]).await.map_err(|_| LedgerFault)?;
        }
        self.log.append(request, entries).await
    }

    async fn disclosed(&self, subjects: &[SubjectId], since: Timestamp) -> Result<Vec<PastDisclosure>, LedgerFault> {
        self.log.disclosed(subjects, since).await
    }
}

fn refusal() -> Directive {
    let at = Timestamp::now();
    Directive {
        id: Uuid::new_v4(),
        subject: SubjectId(Uuid::new_v4()),
        effect: Effect::Deny,
        to: Audience::Anyone,
        purpose: None,
        categories: CategorySet::of(&[Category::Identity]),
        action: None,
        records: RecordScope::All,
        start: at,
        end: None,
        firm: false,
        given: Given {
            by: "SELF".to_owned(),
            method: "IN_PERSON".to_owned(),
            wording_version: "1".to_owned(),
            language: "en".to_owned(),
        },
        recorded_by: "safe-haven-llr".parse().unwrap(),
        recorded_at: at,
        withdrawn_at: None,
        lapsed: false,
    }
}

fn hurried(store: &Store, times: usize) -> Arc<dyn Ledger> {
    Arc::new(Hurried { log: store.ledger(), directives: store.directives(), times: AtomicUsize::new(times) })
}

const FIND: &str = r#"mutation { findVictim(input: { family: "Zqxfamily", postcode: "LE1 1AA", presence: IN_PERSON, reason: "first visit to the office" }) { outcome } }"#;

#[tokio::test]
async fn without_the_log_nothing_is_shown() {
    let gateway = Gateway::start(Wanted { ledger: |_| Arc::new(Full), ..Wanted::default() }).await;
    let answer = Answer::to(gateway.signed(WHO)).await;
    assert_eq!(answer.outcome(), outcome(503, "AUDIT_UNAVAILABLE"));
    assert!(!answer.text.contains("\"data\""), "{}", answer.text);
    let public = Answer::to(gateway.post("{ organisations(first: 1) { nodes { name } } }")).await;
    assert_eq!(public.status, 200, "what is public needs no log");
    let live = gateway.http.get(format!("{}/health/live", gateway.base));
    assert_eq!(Answer::to(live).await.status, 200);
}

#[tokio::test]
async fn a_query_is_made_again_once_when_consent_moved() {
    let gateway = Gateway::start(Wanted { ledger: |store| hurried(&store, 1), ..Wanted::default() }).await;
    let answer = Answer::to(gateway.signed(WHO)).await;
    assert_eq!((answer.status, answer.code().as_str()), (200, ""), "{}", answer.text);
}

#[tokio::test]
async fn and_not_a_second_time() {
    let gateway = Gateway::start(Wanted { ledger: |store| hurried(&store, 2), ..Wanted::default() }).await;
    let answer = Answer::to(gateway.signed(WHO)).await;
    assert_eq!(answer.outcome(), outcome(409, "CONSENT_STALE"));
    assert!(!answer.text.contains("\"data\""), "{}", answer.text);
}

#[tokio::test]
async fn a_mutation_is_never_carried_out_twice() {
    let gateway = Gateway::start(Wanted { ledger: |store| hurried(&store, 1), ..Wanted::default() }).await;
    let answer = Answer::to(gateway.signed(FIND)).await;
    assert_eq!(answer.outcome(), outcome(409, "CONSENT_STALE"), "{}", answer.text);
    let introduced = gateway.store.directives().changes_since(0).await.unwrap().relations.len();
    assert_eq!(introduced, 1, "it was carried out once");
    let end = gateway.store.verify_ledger().await.unwrap();
    assert_eq!(end.number, 0, "an answer that did not leave is not in the log");
    let again = Answer::to(gateway.signed(FIND)).await;
    assert_eq!(again.status, 200, "{}", again.text);
}

#[tokio::test]
async fn a_request_ends_at_its_deadline() {
    let deadline = Duration::from_millis(200);
    let gateway = Gateway::start(Wanted { ledger: |_| Arc::new(Stuck), deadline, ..Wanted::default() }).await;
    let answer = Answer::to(gateway.signed(WHO)).await;
    assert_eq!(answer.outcome(), outcome(504, "DEADLINE_EXCEEDED"));
    assert!(!answer.text.contains("\"data\""), "{}", answer.text);
}

#[tokio::test]
async fn a_panic_ends_one_request_and_says_nothing() {
    let gateway = Gateway::start(Wanted { ledger: |_| Arc::new(Wrong), ..Wanted::default() }).await;
    let answer = Answer::to(gateway.signed(WHO)).await;
    assert_eq!(answer.outcome(), outcome(500, "INTERNAL"));
    assert!(!answer.text.contains("Zqx") && !answer.text.contains("\"data\""), "{}", answer.text);
    assert_eq!(Answer::to(gateway.post("{ __typename }")).await.status, 200);
}
