use std::sync::Arc;

use accord_consent::{AgreementId, Directive, Effect, Ledger, LogEntry, PolicyWrite, Request};
use accord_model::{Basis, Category, CategorySet, PartnerId, Purpose, Regime, Role, SubjectId, UserKey};
use accord_store::{ChainFault, Store};
use uuid::Uuid;

use crate::base::{Base, on_both};
use crate::policy::directive;
use crate::town::at;

pub(crate) fn request(minute: i64, since: u64) -> Request {
    let partner = |name: &str| name.parse::<PartnerId>().unwrap();
    Request {
        at: at(minute),
        since,
        organisation: "charity".parse().unwrap(),
        user: UserKey([5; 16]),
        role: Role::SupportWorker,
        purpose: Purpose::Support,
        query_hash: [6; 32],
        activity: "QUERY".to_owned(),
        asked: vec![partner("police"), partner("county")],
        spared: vec![partner("nhs")],
    }
}

pub(crate) fn entry(subject: u128, categories: &[Category]) -> LogEntry {
    LogEntry {
        subject: Some(SubjectId(Uuid::from_u128(subject))),
        partner: "police".parse().unwrap(),
        categories: CategorySet::of(categories),
        basis: Basis::Consent,
        agreement: (AgreementId::new("isa").unwrap(), 2),
        regime: Regime::General,
    }
}

async fn fill(store: &Store, rows: u128) {
    let ledger = store.ledger();
    for n in 0..rows {
        ledger.append(&request(0, 0), &[entry(n, &[Category::Offence])]).await.unwrap();
    }
}

async fn two_hundred_at_once_make_one_chain(base: Base) {
    let store = base.store().await;
    let ledger = store.ledger();
    let tasks: Vec<_> = (0..200u128)
        .map(|n| {
            let ledger: Arc<dyn Ledger> = Arc::clone(&ledger);
            tokio::spawn(async move {
                let entries = [entry(n % 7, &[Category::Offence]), entry(n, &[])];
                let entries = if n % 10 == 0 { &[][..] } else { &entries };
                ledger.append(&request(1, 0), entries).await
            })
        })
        .collect();
    for task in tasks {
        assert_eq!(task.await.unwrap().unwrap().tightened, 0);
    }
    // A request that disclosed nothing has a row too.
    assert_eq!(store.verify_ledger().await.unwrap().number, 180 * 2 + 20);
}

async fn two_gateways_keep_one_chain(base: Base) {
    let (one, other) = (base.store().await, base.store().await);
    tokio::join!(fill(&one, 20), fill(&other, 20));
    let end = one.verify_ledger().await.unwrap();
    assert_eq!(end.number, 40);
    assert_eq!(other.verify_ledger().await.unwrap(), end);
}

async fn what_was_decided_before_access_was_taken_away_is_not_written(base: Base) {
    let store = base.store().await;
    let permit = directive(1, Effect::Permit);
    let id = permit.id;
    let before = store.directives().write(&[PolicyWrite::Record(permit)]).await.unwrap();
    let stamp = store.ledger().append(&request(0, before), &[]).await.unwrap();
    assert_eq!((stamp.sequence, stamp.tightened), (before, 0));
    let after = store.directives().write(&[PolicyWrite::Withdraw(id, at(1))]).await.unwrap();
    let late = store.ledger().append(&request(1, before), &[entry(1, &[Category::Health])]).await.unwrap();
    assert_eq!(late.tightened, after);
    assert_eq!(store.verify_ledger().await.unwrap().number, 1);
    assert!(base.rows("pseudonym").await.is_empty());
    // Sync's rows stand on no directive.
    store.ledger().append(&request(1, u64::MAX), &[]).await.unwrap();
    assert_eq!(store.verify_ledger().await.unwrap().number, 2);
}

async fn a_withdrawal_waits_for_no_answer_and_no_answer_passes_it(base: Base) {
    let store = base.store().await;
    let other = base.store().await;
    let permits: Vec<Directive> = (0..20).map(|n| directive(n, Effect::Permit)).collect();
    let writes: Vec<_> = permits.iter().cloned().map(PolicyWrite::Record).collect();
    let mut since = store.directives().write(&writes).await.unwrap();
    for permit in permits {
        let withdraw = [PolicyWrite::Withdraw(permit.id, at(1))];
        let (directives, ledger) = (other.directives(), store.ledger());
        let late = request(1, since);
        let (withdrawn, answered) = tokio::join!(directives.write(&withdraw), ledger.append(&late, &[]));
        let (withdrawn, stamp) = (withdrawn.unwrap(), answered.unwrap());
        assert!(stamp.tightened == withdrawn || stamp.sequence < withdrawn);
        // Once the withdrawal has answered, nothing decided before it passes.
        assert_eq!(ledger.append(&late, &[]).await.unwrap().tightened, withdrawn);
        since = withdrawn;
    }
    store.verify_ledger().await.unwrap();
}

async fn a_person_reads_what_was_shown_of_her(base: Base) {
    let store = base.store().await;
    let ledger = store.ledger();
    let health = entry(1, &[Category::Health]);
    ledger.append(&request(1, 0), &[entry(1, &[Category::Offence]), entry(2, &[Category::Contact])]).await.unwrap();
    ledger.append(&request(5, 0), &[health.clone(), entry(1, &[])]).await.unwrap();
    ledger
        .append(&Request { role: Role::CareCoordinator, ..request(9, 0) }, std::slice::from_ref(&health))
        .await
        .unwrap();
    ledger.append(&Request { activity: "SYNC".to_owned(), ..request(20, 0) }, &[health]).await.unwrap();
    let subjects = [1, 3].map(|n| SubjectId(Uuid::from_u128(n)));
    let shown = ledger.disclosed(&subjects, jiff::Timestamp::MIN).await.unwrap();
    let shown: Vec<_> = shown.iter().map(|d| (d.role, d.categories, d.last)).collect();
    let both = CategorySet::of(&[Category::Offence, Category::Health]);
    let expected = [(Role::CareCoordinator, Category::Health.into(), at(9)), (Role::SupportWorker, both, at(5))];
    assert_eq!(shown, expected);
    let later = ledger.disclosed(&subjects, at(6)).await.unwrap();
    assert_eq!(later.iter().map(|d| (d.role, d.last)).collect::<Vec<_>>(), [(Role::CareCoordinator, at(9))]);

    assert!(store.erase_from_ledger(subjects[0]).await.unwrap());
    assert!(!store.erase_from_ledger(subjects[0]).await.unwrap());
    assert!(ledger.disclosed(&subjects, jiff::Timestamp::MIN).await.unwrap().is_empty());
    store.verify_ledger().await.unwrap();
    let handle = subjects[0].0.simple().to_string();
    let log = base.rows("ledger_row").await.join("\n").to_lowercase();
    assert!(!log.contains(&handle) && !log.contains(&subjects[0].0.to_string()), "no handle in the log");
}

async fn every_change_of_a_written_log_is_found(base: Base) {
    let store = base.store().await;
    fill(&store, 6).await;
    store.verify_ledger().await.unwrap();
    let number = "SELECT number FROM ledger_row";
    let cases = [
        ("UPDATE ledger_row SET categories = 0 WHERE number = 3".to_owned(), ChainFault::Altered(3)),
        ("UPDATE ledger_row SET role = 'VICTIM' WHERE number = 4".to_owned(), ChainFault::Altered(4)),
        ("UPDATE ledger_row SET at = at + 1 WHERE number = 1".to_owned(), ChainFault::Altered(1)),
        ("DELETE FROM ledger_row WHERE number = 2".to_owned(), ChainFault::Missing(2)),
        (
            "UPDATE ledger_row SET number = -1 WHERE number = 2; UPDATE ledger_row SET number = 2 WHERE number = 3; \
             UPDATE ledger_row SET number = 3 WHERE number = -1"
                .to_owned(),
            ChainFault::Altered(2),
        ),
        (
            format!("DELETE FROM ledger_row WHERE number IN ({number} WHERE number > 4)"),
            ChainFault::Truncated { found: 4, sealed: 6 },
        ),
        (
            "UPDATE ledger_head SET number = 5; DELETE FROM ledger_row WHERE number = 6".to_owned(),
            ChainFault::SealBroken,
        ),
        (
            "UPDATE ledger_head SET number = 5, hash = (SELECT hash FROM ledger_row WHERE number = 5); \
             DELETE FROM ledger_row WHERE number = 6"
                .to_owned(),
            ChainFault::SealBroken,
        ),
        ("DELETE FROM ledger_head".to_owned(), ChainFault::SealBroken),
        ("DELETE FROM ledger_row; UPDATE ledger_head SET number = 0, seal = ''".to_owned(), ChainFault::SealBroken),
    ];
    for (sql, fault) in cases {
        keep(&base).await;
        base.execute(&sql).await;
        assert_eq!(store.verify_ledger().await, Err(fault), "{sql}");
        put_back(&base).await;
        store.verify_ledger().await.unwrap();
    }
}

/// A log whose end was changed is not written on: that would hide the change under a new seal.
async fn a_log_with_a_broken_seal_is_not_written_on(base: Base) {
    let store = base.store().await;
    fill(&store, 2).await;
    base.execute("UPDATE ledger_head SET number = 1").await;
    assert!(store.ledger().append(&request(0, 0), &[]).await.is_err());
    base.execute("UPDATE ledger_head SET number = 2").await;
    store.ledger().append(&request(0, 0), &[]).await.unwrap();
    let mut other = Base::options();
    other.seal_key[0] ^= 1;
    let stranger = Store::open(&base.url(), other).await.unwrap();
    stranger.migrate().await.unwrap();
    assert!(stranger.ledger().append(&request(0, 0), &[]).await.is_err(), "another key");
}

async fn keep(base: &Base) {
    base.execute(
        "CREATE TABLE kept_row AS SELECT * FROM ledger_row; CREATE TABLE kept_head AS SELECT * FROM ledger_head",
    )
    .await;
}

async fn put_back(base: &Base) {
    base.execute(
        "DELETE FROM ledger_row; DELETE FROM ledger_head; INSERT INTO ledger_row SELECT * FROM kept_row; \
         INSERT INTO ledger_head SELECT * FROM kept_head; DROP TABLE kept_row; DROP TABLE kept_head",
    )
    .await;
}

on_both!(
    two_hundred_at_once_make_one_chain,
    two_gateways_keep_one_chain,
    what_was_decided_before_access_was_taken_away_is_not_written,
    a_withdrawal_waits_for_no_answer_and_no_answer_passes_it,
    a_person_reads_what_was_shown_of_her,
    every_change_of_a_written_log_is_found,
    a_log_with_a_broken_seal_is_not_written_on,
);
