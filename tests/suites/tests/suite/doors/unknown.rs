//! Words about people who are not there, who are somebody else's, or who may not be known of: the same bytes.

use accord_harness::Client;
use serde_json::{Value, json};

use super::refused::policy;
use super::{WITHDRAW, caseload, says, strangers};
use crate::scenarios::emergency::{BREAK, REVIEW};
use crate::scenarios::request::{ANSWER, ASK, input};
use crate::scenarios::{client, morning};
use crate::scene::{CONSENT, Scene, consent, police};

const CORRECT: &str = "mutation($input: RequestCorrectionInput!) { requestCorrection(input: $input) { \
     userErrors { code path } request { id } } }";
const CORRECTED: &str = "mutation($input: AnswerCorrectionInput!) { answerCorrection(input: $input) { \
     userErrors { code path } request { id } } }";
const WHY: &str = "Found unconscious outside the clinic, no next of kin known";

/// A door: who stands there, the mutation, and its input for an id.
type Door = (&'static str, Client, &'static str, fn(&Value) -> Value);

/// Doors that a person's id opens.
fn of_people(scene: &Scene) -> Vec<Door> {
    let worker = client(scene, "support-worker", "SUPPORT", &[]);
    let officer = client(scene, "hate-crime-officer", "CRIME_INVESTIGATION", &[]);
    let coordinator = client(scene, "care-coordinator", "BREAK_GLASS", &[]);
    vec![
        ("recordConsent", worker.clone(), CONSENT, |id| consent(id, "k", "safe-haven-llr", &["LOCATION"])),
        (
            "requestCorrection",
            worker,
            CORRECT,
            |id| json!({"input": {"victim": id, "record": id, "field": "name", "what": "Wrong", "idempotencyKey": "k"}}),
        ),
        ("requestInformation", officer, ASK, |id| json!({"input": input(id, &["IDENTITY"], "k")})),
        ("breakGlass", coordinator, BREAK, |id| json!({"input": {"victim": id, "reason": WHY, "idempotencyKey": "k"}})),
    ]
}

/// Doors that the id of a word, an access or a request opens.
fn of_words(scene: &Scene) -> Vec<Door> {
    let worker = client(scene, "support-worker", "SUPPORT", &[]);
    let privacy = client(scene, "police-privacy-officer", "COMPLAINT", &[]);
    let senior = client(scene, "authorising-officer", "CRIME_INVESTIGATION", &[]);
    vec![
        ("withdrawConsent", worker, WITHDRAW, |id| json!({"input": {"directive": id, "idempotencyKey": "k"}})),
        (
            "reviewEmergencyAccess",
            privacy.clone(),
            REVIEW,
            |id| json!({"input": {"access": id, "justified": true, "idempotencyKey": "k"}}),
        ),
        (
            "answerInformationRequest",
            senior,
            ANSWER,
            |id| json!({"input": {"request": id, "approve": true, "idempotencyKey": "k"}}),
        ),
        (
            "answerCorrection",
            privacy,
            CORRECTED,
            |id| json!({"input": {"id": id, "outcome": "CORRECTED", "reason": "It was wrong"}}),
        ),
    ]
}

/// One answer for all of these ids, byte for byte; its body.
async fn alike((name, client, mutation, input): &Door, ids: &[(&str, Value)]) -> Value {
    let mut first = None;
    for (what, id) in ids {
        let answer = client.ask(mutation, input(id)).await;
        let said = (answer.status, answer.bytes.clone());
        assert_eq!(*first.get_or_insert(said.clone()), said, "{name}: {what}: {}", answer.body());
    }
    serde_json::from_slice(&first.unwrap().1).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_of_somebody_else_of_something_else_or_of_nothing_is_one_answer() {
    let scene = morning(String::new()).await;
    let worker = client(&scene, "support-worker", "SUPPORT", &[]);
    let officer = client(&scene, "hate-crime-officer", "CRIME_INVESTIGATION", &[]);
    let mine = caseload(&worker).await[0].clone();
    let theirs = scene.find(&officer, scene.people()[0]).await["victim"]["id"].clone();
    let incidents = "{ incidents(first: 1) { nodes { id } } }";
    let incident =
        async |client: &Client| client.data(incidents, Value::Null).await["incidents"]["nodes"][0]["id"].clone();
    let (of_worker, of_officer) = (incident(&worker).await, incident(&officer).await);
    let word = says(&worker, &mine, "PERMIT", "given", None).await;
    assert!([&mine, &theirs, &of_worker, &of_officer, &word].iter().all(|id| id.is_string()));
    let mut cut = mine.as_str().unwrap().to_owned();
    cut.pop();
    let mut ids = vec![
        ("nothing", json!("")),
        ("a random one", json!("9f8c6d1b-0000-4000-8000-000000000000")),
        ("a cut one", json!(cut)),
        ("an incident", of_worker.clone()),
        ("another's incident", of_officer.clone()),
        ("a directive", word.clone()),
    ];
    let before = policy(&scene);
    for door in of_people(&scene) {
        // Each organisation has ids of its own, for the same person too.
        let foreign = if door.0 == "recordConsent" || door.0 == "requestCorrection" { &theirs } else { &mine };
        ids.push(("another organisation's", foreign.clone()));
        let said = alike(&door, &ids).await;
        ids.pop();
        assert_eq!(said["errors"][0]["extensions"]["code"], "INVALID_ID", "{}: {said}", door.0);
    }
    ids.retain(|(what, _)| *what != "a directive");
    ids.extend([("a person", mine.clone()), ("another's person", theirs.clone())]);
    for door in of_words(&scene) {
        let said = alike(&door, &ids).await;
        assert_eq!(said["data"][door.0]["userErrors"][0]["code"], "NOT_FOUND", "{}: {said}", door.0);
    }
    // A colleague at another organisation does not take back what she did not write down.
    let council = client(&scene, "community-safety-officer", "SUPPORT", &[]);
    let (name, _, mutation, input) = of_words(&scene).remove(0);
    alike(&(name, council, mutation, input), &[("nothing", json!("")), ("another's directive", word)]).await;
    assert_eq!(policy(&scene), before, "nothing granted, nothing lost");
}

/// Whom one may know of no more, and whom nobody knows any more, are the same.
#[tokio::test(flavor = "multi_thread")]
async fn a_person_who_is_hidden_and_one_who_is_gone_are_one_answer() {
    let scene = morning(String::new()).await;
    let people = strangers(&scene, 2);
    let issuer = scene.world.sandbox.idp.url().to_owned();
    let worker = client(&scene, "support-worker", "SUPPORT", &[]);
    let words = ["assign", "--organisation", "safe-haven-llr", "--issuer", &issuer, "--subject", "support-worker"];
    let mut known = caseload(&worker).await;
    let mut ids = Vec::new();
    for person in &people {
        scene.world.accord(&[words.as_slice(), &[&police(person)]].concat());
        let now = caseload(&worker).await;
        ids.push(now.iter().find(|id| !known.contains(id)).unwrap().clone());
        known = now;
    }
    // Both are assigned no more, and the other's records are gone from both partners.
    scene.world.accord(&[words.as_slice(), &["--end", &police(&people[0]), &police(&people[1])]].concat());
    let gone = &people[1];
    for record in &gone.records {
        let database = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], timeout=30); \
             c.execute('DELETE FROM indexed_record WHERE partner = ? AND local = ?', sys.argv[2:]); c.commit()";
        let file = scene.world.folder().join("accord.sqlite");
        let mut python = std::process::Command::new("python3");
        python.args(["-c", database]).arg(file).args([record.partner.to_string(), record.record.clone()]);
        assert!(python.status().unwrap().success());
    }
    assert_eq!(caseload(&worker).await.len(), 3);
    let ids = [("hidden", ids[0].clone()), ("gone", ids[1].clone())];
    let before = policy(&scene);
    for door in of_people(&scene).into_iter().filter(|door| ["recordConsent", "requestCorrection"].contains(&door.0)) {
        let said = alike(&door, &ids).await;
        assert_eq!(said["data"][door.0]["userErrors"][0]["code"], "NOT_FOUND", "{}: {said}", door.0);
    }
    let other = client(&scene, "support-worker", "BREAK_GLASS", &[("purposes", json!(["SUPPORT", "BREAK_GLASS"]))]);
    let (name, _, mutation, input) = of_people(&scene).remove(3);
    let said = alike(&(name, other, mutation, input), &ids).await;
    assert_eq!(said["data"]["breakGlass"]["userErrors"][0]["code"], "NOT_FOUND");
    assert_eq!(policy(&scene), before, "nothing granted, nothing lost");
}
