//! What only a word that names it opens, what is shown whenever she is, and a care provider who is the perpetrator.

use accord_sandbox::{Edit, Target};
use serde_json::{Value, json};

use super::{client, morning, stranger};
use crate::scene::{CONSENT, assign, consent, police};

const SEEN: &str = "query($id: ID!) { victim(id: $id) { name { text } formerNames { text } contact { phones } \
     safeContact { doNotCall note } } }";

const EVERYTHING: [&str; 16] = [
    "IDENTITY",
    "CONTACT",
    "LOCATION",
    "DEMOGRAPHIC",
    "ETHNICITY",
    "RELIGION",
    "ORIENTATION",
    "GENDER_IDENTITY",
    "GENDER_HISTORY",
    "DISABILITY",
    "HEALTH",
    "COUNSELLING",
    "OFFENCE",
    "NARRATIVE",
    "SUPPORT",
    "SUBJECT",
];

#[tokio::test(flavor = "multi_thread")]
async fn former_names_need_a_word_that_names_them_and_safety_needs_none() {
    let scene = morning(String::new()).await;
    let person = stranger(&scene);
    let place = police(&person).replacen("police/", "", 1);
    let before = json!([{"family": "Formerly", "given": "Someone"}]);
    assert!(scene.world.sandbox.edit(&Edit::set(Target::Person, &place, "formerNames", before)));
    let safe = json!({"rule": "DO_NOT_CALL", "note": "Write only"});
    assert!(scene.world.sandbox.edit(&Edit::set(Target::Person, &place, "safeContact", safe)));
    scene.world.accord(&["sync"]);
    assign(&scene.world, "safe-haven-llr", "support-worker", &[police(&person)]);
    let worker = client(&scene, "support-worker", "SUPPORT", &[]);
    let id = scene.find(&worker, &person).await["victim"]["id"].clone();
    let seen = async || worker.data(SEEN, json!({"id": id})).await["victim"].clone();
    let first = seen().await;
    assert_eq!((&first["contact"], &first["safeContact"]["doNotCall"]), (&Value::Null, &json!(true)), "{first}");

    // Yes to everything names no gender history.
    worker.data(CONSENT, consent(&id, "all", "safe-haven-llr", &EVERYTHING)).await;
    let all = seen().await;
    assert!(all["contact"].is_object() && all["formerNames"].is_null(), "{all}");
    // The police hold the record themselves, and that opens it no more than a role or a purpose does.
    let officer = client(&scene, "hate-crime-officer", "CRIME_INVESTIGATION", &[]);
    let own = scene.find(&officer, &person).await["victim"]["id"].clone();
    let own = officer.data(SEEN, json!({"id": own})).await["victim"].clone();
    assert!(own["name"].is_object() && own["formerNames"].is_null(), "{own}");

    let mut named = consent(&id, "named", "safe-haven-llr", &["GENDER_HISTORY"]);
    named["input"]["until"] = json!("2026-11-30T08:00:00Z");
    worker.data(CONSENT, named).await;
    assert_eq!(seen().await["formerNames"][0]["text"], "Someone Formerly");
    scene.world.set_clock("2026-11-30T08:00:00Z");
    assert!(seen().await["formerNames"].is_null(), "for as long as she said");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_care_provider_who_is_accused_finds_no_report() {
    let scene = morning(String::new()).await;
    let person = scene.people()[0].clone();
    let trust = "leicestershire-partnership-nhs-trust";
    let truth = scene.world.sandbox.truth();
    let mut hers = truth.incidents.iter().filter(|incident| incident.victims == [person.id.clone()]);
    let report = hers.find_map(|incident| {
        let mut records = incident.records.iter().filter(|r| r.partner == "police" && r.tombstone.is_none());
        records.next().map(|record| record.record.clone())
    });
    let report = report.expect("a report of hers alone");
    assign(&scene.world, trust, "care-coordinator", &[police(&person)]);
    let coordinator = client(&scene, "care-coordinator", "CARE", &[]);
    let list = "{ victims { nodes { id incidents { nodes { id } } } } }";
    // She agrees that the trust sees everything, while nobody knows yet whom she accuses.
    let worker = client(&scene, "support-worker", "SUPPORT", &[]);
    let id = scene.find(&worker, &person).await["victim"]["id"].clone();
    worker.data(CONSENT, consent(&id, "trust", trust, &EVERYTHING)).await;
    let before = coordinator.data(list, Value::Null).await["victims"]["nodes"][0].clone();
    let accused = json!({"slug": trust, "name": "Leicestershire Partnership NHS Trust"});
    assert!(scene.world.sandbox.edit(&Edit::set(Target::Occurrence, &report, "suspectOrganisation", accused)));
    scene.world.accord(&["sync"]);
    let after = coordinator.data(list, Value::Null).await["victims"]["nodes"][0].clone();
    let ids = |seen: &Value| seen["incidents"]["nodes"].as_array().unwrap().clone();
    assert!(ids(&after).len() < ids(&before).len(), "{before} {after}");
    for gone in ids(&before).iter().filter(|one| !ids(&after).contains(one)) {
        let node = "query($id: ID!) { node(id: $id) { __typename } }";
        let answer = coordinator.ask(node, json!({"id": gone["id"]})).await;
        assert_eq!((answer.status, answer.body()), (200, json!({"data": {"node": null}})));
    }
    // Neither her consent nor an emergency opens it; and the charity goes on.
    let emergency = client(&scene, "care-coordinator", "BREAK_GLASS", &[]);
    let open = "mutation($input: BreakGlassInput!) { breakGlass(input: $input) { victim { incidents { nodes { id } } } \
         userErrors { code } } }";
    let why = "Found unconscious, no history known to the ward";
    let input = json!({"input": {"victim": after["id"], "reason": why, "idempotencyKey": "e"}});
    let opened = emergency.data(open, input).await["breakGlass"]["victim"].clone();
    let gone: Vec<Value> = ids(&before).into_iter().filter(|one| !ids(&after).contains(one)).collect();
    assert!(ids(&opened).iter().all(|one| !gone.contains(one)), "{opened}");
    let charity =
        worker.data("query($id: ID!) { victim(id: $id) { incidents { nodes { id } } } }", json!({"id": id})).await;
    assert!(!ids(&charity["victim"]).is_empty(), "{charity}");
}
