//! Emergency access: a reason, one person, an hour; an alert at once, a review in three days.

use std::time::{Duration, Instant};

use accord_harness::Client;
use accord_sandbox::TruePerson;
use serde_json::{Value, json};

use super::post::Post;
use super::{client, morning, see, stranger};
use crate::scene::{Scene, known, police};

pub(crate) const BREAK: &str = "mutation($input: BreakGlassInput!) { breakGlass(input: $input) { needMore userErrors { code path } \
     access { id at until reviewBy state } victim { id name { text } formerNames { text } } } }";

const LIST: &str = "{ emergencyAccesses { nodes { id role reason state reviewBy reviewedAt } } }";

pub(crate) const REVIEW: &str = "mutation($input: ReviewEmergencyInput!) { reviewEmergencyAccess(input: $input) { userErrors { code } \
     access { state } } }";

const REASON: &str = "Found unconscious outside the clinic, no next of kin known";

fn coordinator(scene: &Scene) -> Client {
    client(scene, "care-coordinator", "BREAK_GLASS", &[])
}

fn input(person: &TruePerson, reason: &str, key: &str) -> Value {
    let values = &known(person, "police").values;
    json!({"input": {
        "person": {"family": values["family"], "given": values["given"], "dateOfBirth": values["dateOfBirth"]},
        "reason": reason, "idempotencyKey": key,
    }})
}

async fn broken(client: &Client, person: &TruePerson, key: &str) -> Value {
    client.data(BREAK, input(person, REASON, key)).await["breakGlass"].clone()
}

fn code(payload: &Value) -> &str {
    payload["userErrors"][0]["code"].as_str().unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn it_opens_one_person_for_an_hour_tells_at_once_and_is_in_her_log() {
    let post = Post::open(1);
    let scene = morning(format!("[alerts]\nurl = \"{}\"\n", post.url)).await;
    let person = stranger(&scene);
    let coordinator = coordinator(&scene);
    for thin in ["help", "aaaaaaaaaaaaaaaaaaaaaaaaaaa", "                          x"] {
        let refused = coordinator.data(BREAK, input(&person, thin, "thin")).await["breakGlass"].clone();
        assert_eq!((code(&refused), &refused["access"]), ("REASON_TOO_SHORT", &Value::Null), "{thin}");
    }
    let began = Instant::now();
    let opened = broken(&coordinator, &person, "k1").await;
    assert_eq!(opened["access"]["until"], "2026-11-23T09:00:00Z", "{opened}");
    assert!(opened["victim"]["name"]["text"].is_string(), "{opened}");
    assert_eq!(opened["victim"]["formerNames"], Value::Null, "never gender history");

    // Told within seconds, although the first try was refused, and without a word about anybody.
    let (after, head, event) = post.next(began);
    assert!(after < Duration::from_secs(5), "{after:?}");
    assert!(head.to_lowercase().contains("application/cloudevents+json"), "{head}");
    assert_eq!(event["type"], "accord.emergency-access.opened");
    let told = event.to_string();
    for word in [person.family.as_str(), person.given.as_str(), "unconscious", "care-coordinator"] {
        assert!(!told.contains(word), "{word} in {told}");
    }
    assert_eq!(post.more(), 0, "once");

    // The same again is the same; for another purpose, and about anybody else, nothing is open.
    assert_eq!(broken(&coordinator, &person, "k1").await["access"]["id"], opened["access"]["id"]);
    let id = &opened["victim"]["id"];
    let caring = client(&scene, "care-coordinator", "CARE", &[]);
    assert_eq!(see(&caring, id).await, Value::Null);
    let caseload = coordinator.data("{ victims { nodes { id } } }", Value::Null).await;
    assert_eq!(caseload["victims"]["nodes"].as_array().unwrap().len(), 1, "{caseload}");

    scene.world.set_clock("2026-11-23T08:59:59Z");
    assert!(see(&coordinator, id).await["name"]["text"].is_string());
    scene.world.set_clock("2026-11-23T09:00:00Z");
    assert_eq!(see(&coordinator, id).await, Value::Null, "an hour is over when it is over");

    // She reads of it herself.
    let issuer = scene.world.sandbox.idp.url().to_owned();
    let own =
        ["assign", "--organisation", "public", "--issuer", &issuer, "--subject", "victim", "--own", &police(&person)];
    scene.world.accord(&own);
    let herself = client(&scene, "victim", "SUBJECT_ACCESS", &[]);
    let log = "{ victims { nodes { accessLog { nodes { organisation { id } role purpose basis } } } } }";
    let log = herself.data(log, Value::Null).await["victims"]["nodes"][0]["accessLog"]["nodes"].clone();
    let row = log.as_array().unwrap().iter().find(|row| row["purpose"] == "BREAK_GLASS");
    let row = row.unwrap_or_else(|| panic!("{log}"));
    assert_eq!((&row["role"], &row["basis"]), (&json!("CARE_COORDINATOR"), &json!("VITAL_INTERESTS")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_right_that_is_not_reviewed_in_three_days_rests_until_it_is() {
    let scene = morning(String::new()).await;
    let person = stranger(&scene);
    let coordinator = coordinator(&scene);
    assert_eq!(code(&broken(&coordinator, &person, "k1").await), "");

    // Whoever reviews reads the reason; nobody else reads anything, and nobody reviews for another organisation.
    let privacy = client(&scene, "trust-privacy-officer", "COMPLAINT", &[]);
    let listed = privacy.data(LIST, Value::Null).await["emergencyAccesses"]["nodes"].clone();
    assert_eq!((listed[0]["reason"].as_str(), listed[0]["state"].as_str()), (Some(REASON), Some("OPEN")));
    assert_eq!(listed[0]["reviewBy"], "2026-11-26T08:00:00Z");
    let police = client(&scene, "police-privacy-officer", "COMPLAINT", &[]);
    assert_eq!(police.data(LIST, Value::Null).await["emergencyAccesses"]["nodes"], json!([]));
    assert_eq!(coordinator.ask(LIST, Value::Null).await.code(), "NOT_ALLOWED");
    let review =
        |justified: bool| json!({"input": {"access": listed[0]["id"], "justified": justified, "idempotencyKey": "r"}});
    let foreign = police.data(REVIEW, review(true)).await["reviewEmergencyAccess"].clone();
    assert_eq!(code(&foreign), "NOT_FOUND");

    scene.world.set_clock("2026-11-26T07:59:59Z");
    assert_eq!(code(&broken(&coordinator, &person, "k2").await), "");
    scene.world.set_clock("2026-11-26T08:00:00Z");
    let refused = broken(&coordinator, &person, "k3").await;
    assert_eq!((code(&refused), &refused["victim"]), ("EMERGENCY_RIGHT_SUSPENDED", &Value::Null));
    assert_eq!(code(&privacy.data(REVIEW, review(true)).await["reviewEmergencyAccess"]), "");
    assert_eq!(code(&broken(&coordinator, &person, "k3").await), "");

    // Found unjustified: it ends at once, and the right rests until that is changed.
    let listed = privacy.data(LIST, Value::Null).await["emergencyAccesses"]["nodes"].clone();
    let latest = json!({"input": {"access": listed[0]["id"], "justified": false, "idempotencyKey": "r2"}});
    let id = broken(&coordinator, &person, "k3").await["victim"]["id"].clone();
    assert!(see(&coordinator, &id).await.is_object());
    let reviewed = privacy.data(REVIEW, latest).await["reviewEmergencyAccess"].clone();
    assert_eq!(reviewed["access"]["state"], "REFUSED", "{reviewed}");
    // The one of the morning before is over too: nothing is left open.
    assert_eq!(code(&broken(&coordinator, &person, "k4").await), "EMERGENCY_RIGHT_SUSPENDED");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_requests_at_once_are_five() {
    let scene = morning(String::new()).await;
    let person = stranger(&scene);
    let coordinator = coordinator(&scene);
    let id = broken(&coordinator, &person, "first").await["victim"]["id"].clone();
    let mut codes = std::collections::BTreeMap::<String, usize>::new();
    for round in 0..20 {
        let asked = (0..50).map(|n| {
            let (client, id) = (coordinator.clone(), id.clone());
            tokio::spawn(async move {
                let key = format!("k{round}-{n}");
                let input = json!({"input": {"victim": id, "reason": REASON, "idempotencyKey": key}});
                code(&client.data(BREAK, input).await["breakGlass"]).to_owned()
            })
        });
        for one in asked.collect::<Vec<_>>() {
            *codes.entry(one.await.unwrap()).or_default() += 1;
        }
    }
    assert_eq!(codes, [(String::new(), 4), ("TOO_MANY_EMERGENCIES".to_owned(), 996)].into());
    let privacy = client(&scene, "trust-privacy-officer", "COMPLAINT", &[]);
    let query = "{ emergencyAccesses(first: 100) { nodes { id } } }";
    let listed = privacy.data(query, Value::Null).await["emergencyAccesses"]["nodes"].clone();
    assert_eq!(listed.as_array().unwrap().len(), 5, "each that was granted is there to be reviewed");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_hidden_and_who_does_not_exist_are_one_answer() {
    let scene = morning(String::new()).await;
    let person = stranger(&scene);
    // A role without an agreement for emergencies learns nothing, whoever it asks about.
    let worker = client(&scene, "support-worker", "BREAK_GLASS", &[("purposes", json!(["SUPPORT", "BREAK_GLASS"]))]);
    let hidden = worker.ask(BREAK, input(&person, REASON, "k")).await;
    let nobody = json!({"input": {
        "person": {"family": "Nobodysname", "given": "None", "dateOfBirth": "1901-01-01"},
        "reason": REASON, "idempotencyKey": "k",
    }});
    let missing = worker.ask(BREAK, nobody).await;
    assert_eq!((hidden.status, &hidden.bytes), (missing.status, &missing.bytes));
    assert_eq!(code(&hidden.body()["data"]["breakGlass"]), "NOT_FOUND");
    // An emergency is no meeting: nobody is found, and no consent is written down, for that purpose.
    let coordinator = coordinator(&scene);
    let found = scene.find(&coordinator, &person).await;
    assert_eq!(found["userErrors"][0]["code"], "NOT_ALLOWED", "{found}");
    let opened = broken(&coordinator, &person, "k").await;
    let trust = "leicestershire-partnership-nhs-trust";
    let consent = crate::scene::consent(&opened["victim"]["id"], "c", trust, &["IDENTITY"]);
    let written = coordinator.data(crate::scene::CONSENT, consent).await["recordConsent"].clone();
    assert_eq!(code(&written), "NOT_ALLOWED", "nobody grants herself a relationship");
}
