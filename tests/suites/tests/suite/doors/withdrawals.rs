//! The same said ten times, at once and one after another: the same answer, one change.

use accord_harness::Client;
use serde_json::{Value, json};

use super::refused::{no, policy};
use super::{caseload, open, says};
use crate::scene::{CONSENT, Scene, consent};

const WITHDRAW: &str = "mutation($input: WithdrawConsentInput!) { withdrawConsent(input: $input) { userErrors { code path } \
     directive { id withdrawnAt receipt } } }";
const RECORD: &str = "mutation($input: RecordConsentInput!) { recordConsent(input: $input) { userErrors { code path } \
     directive { id start receipt } } }";

/// The data of the answer; a mutation that met another's narrowing is sent again, as docs/clients.md says.
async fn said(client: &Client, mutation: &str, input: Value) -> Value {
    loop {
        let answer = client.ask(mutation, json!({"input": input})).await;
        if answer.code() != "CONSENT_STALE" {
            assert!(answer.status == 200 && answer.body().get("errors").is_none(), "{}", answer.body());
            return answer.body()["data"].clone();
        }
    }
}

async fn ten_at_once(client: &Client, mutation: &'static str, input: impl Fn(usize) -> Value) -> Vec<Value> {
    let asked = (0..10).map(|n| {
        let (client, input) = (client.clone(), input(n));
        tokio::spawn(async move { said(&client, mutation, input).await })
    });
    let mut all = Vec::new();
    for one in asked.collect::<Vec<_>>() {
        all.push(one.await.unwrap());
    }
    all
}

fn rows(scene: &Scene, activity: &str) -> usize {
    scene.world.tables()["ledger_row"].iter().filter(|row| row["activity"] == activity).count()
}

fn changes(scene: &Scene) -> u64 {
    scene.world.tables()["policy_state"][0]["sequence"].as_u64().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawal_ten_times_is_one_change_and_one_answer() {
    let scene = Scene::plain().await;
    let worker = scene.support_worker();
    let id = caseload(&worker).await[0].clone();
    let directive = says(&worker, &id, "PERMIT", "k", None).await;
    assert_eq!(open(&worker, &id).await, (true, true));
    let before = changes(&scene);
    let at_once = ten_at_once(
        &worker,
        WITHDRAW,
        |n| json!({"directive": directive, "idempotencyKey": if n % 2 == 0 { "same".to_owned() } else { format!("other-{n}") }}),
    );
    let at_once = at_once.await;
    assert!(at_once[0]["withdrawConsent"]["directive"]["withdrawnAt"].is_string(), "{}", at_once[0]);
    let logged = rows(&scene, "WITHDRAW_CONSENT");
    assert!(logged >= 10, "each request is in the log: {logged}");
    for key in ["same", "other-1", "never seen", "k"] {
        let again = said(&worker, WITHDRAW, json!({"directive": directive, "idempotencyKey": key})).await;
        assert_eq!(again, at_once[0], "one after another, with {key}");
    }
    for (n, one) in at_once.iter().enumerate() {
        assert_eq!(one, &at_once[0], "of those at once, number {n}");
    }
    assert_eq!(changes(&scene), before + 1, "one change");
    assert_eq!(rows(&scene, "WITHDRAW_CONSENT"), logged + 4, "one row for each that asked");
    assert_eq!(open(&worker, &id).await, (true, false));
    // The same words under the key of the withdrawn ones are the withdrawn ones.
    assert_eq!(says(&worker, &id, "PERMIT", "k", None).await, directive);
    assert_eq!(open(&worker, &id).await, (true, false), "what was taken back stays taken back");
    assert_eq!(changes(&scene), before + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_consent_ten_times_is_one_and_of_ten_with_one_key_the_first_counts() {
    let scene = Scene::plain().await;
    let worker = scene.support_worker();
    let id = caseload(&worker).await[0].clone();
    let word = |key: &str, category: &str| consent(&id, key, "safe-haven-llr", &[category])["input"].clone();
    let same = ten_at_once(&worker, RECORD, |_| word("same", "LOCATION")).await;
    for one in &same {
        assert_eq!(one, &same[0], "the instant and the receipt are those of the one that was written");
    }
    let before = policy(&scene);
    let again = said(&worker, RECORD, word("same", "LOCATION")).await;
    assert_eq!((again, policy(&scene)), (same[0].clone(), before));

    let ten = [
        "LOCATION",
        "CONTACT",
        "HEALTH",
        "DISABILITY",
        "RELIGION",
        "ETHNICITY",
        "SUPPORT",
        "NARRATIVE",
        "OFFENCE",
        "IDENTITY",
    ];
    let other = ten_at_once(&worker, RECORD, |n| word("raced", ten[n])).await;
    let won: Vec<usize> = (0..10).filter(|n| other[*n]["recordConsent"]["directive"].is_object()).collect();
    assert_eq!(won.len(), 1, "{other:?}");
    for (n, category) in ten.iter().enumerate().filter(|(n, _)| *n != won[0]) {
        let (code, place) = no(&worker, CONSENT, &word("raced", category)).await;
        assert_eq!((code.as_str(), place.as_str()), ("IDEMPOTENCY_KEY_REUSED", "idempotencyKey"));
        assert_eq!(other[n]["recordConsent"]["userErrors"][0]["code"], "IDEMPOTENCY_KEY_REUSED");
    }
    let rows = scene.world.tables().remove("directive").unwrap();
    assert_eq!(rows.iter().filter(|row| row["given_by"] == "SELF").count(), 2, "two words were written down");
}
