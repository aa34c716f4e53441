//! Nobody grants herself a relationship: not by looking often, not by what she says of herself, not by an operator's slip.

use std::collections::BTreeSet;

use accord_harness::Client;
use serde_json::{Value, json};

use super::refused::policy;
use super::{caseload, open, strangers};
use crate::scenarios::{client, morning};
use crate::scene::{CONSENT, FIND, Scene, consent, police, sought};

/// Everything that a client can write. A door that is new stands in none of these suites yet.
const DOORS: [&str; 9] = [
    "answerCorrection",
    "answerInformationRequest",
    "breakGlass",
    "findVictim",
    "recordConsent",
    "requestCorrection",
    "requestInformation",
    "reviewEmergencyAccess",
    "setQuietLog",
];

async fn find(client: &Client, input: &Value) -> Value {
    client.data(FIND, json!({"input": input})).await["findVictim"].clone()
}

/// Whom relationships of this kind are with.
fn related(scene: &Scene, kind: &str) -> BTreeSet<String> {
    let rows = scene.world.tables().remove("relation").unwrap();
    rows.iter().filter(|row| row["kind"] == kind).map(|row| row["subject"].to_string()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_mutation_makes_an_assignment_a_referral_or_a_conference() {
    let scene = Scene::plain().await;
    let schema = scene.support_worker().data("{ _service { sdl } }", Value::Null).await;
    let schema = schema["_service"]["sdl"].as_str().unwrap();
    let (_, body) = schema.split_once("type Mutation").expect("the mutations");
    let body = body.split("\n}").next().unwrap();
    let fields = body.lines().filter_map(|line| line.trim().split_once('('));
    let mut names: Vec<&str> =
        fields.map(|(name, _)| name).filter(|name| name.chars().all(char::is_alphabetic)).collect();
    names.sort_unstable();
    let mut all = DOORS.to_vec();
    all.push("withdrawConsent");
    assert_eq!(names, all);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_looks_ten_times_for_whom_she_may_not_know_of_knows_her_no_better() {
    let scene = morning(String::new()).await;
    let coordinator = client(&scene, "care-coordinator", "CARE", &[]);
    let mut hidden = None;
    for person in strangers(&scene, 4) {
        let found = find(&coordinator, &sought(&person)).await;
        if found["outcome"] == "INTRODUCED" {
            hidden = Some((person, found["victim"]["id"].clone()));
            break;
        }
    }
    let (person, id) = hidden.expect("somebody has not agreed that the NHS sees her");
    for _ in 0..10 {
        assert_eq!(find(&coordinator, &sought(&person)).await["victim"]["id"], id, "one handle, and hers alone");
    }
    // Her word is written down on the handle; the police's records wait for a reviewer.
    let trust = "leicestershire-partnership-nhs-trust";
    let said = coordinator.data(CONSENT, consent(&id, "k", trust, &["IDENTITY", "LOCATION"])).await;
    assert_eq!(said["recordConsent"]["userErrors"], json!([]));
    let seen = "query($id: ID!) { victim(id: $id) { name { text } records { source { partner { id } } } } }";
    let seen = coordinator.data(seen, json!({"id": id})).await["victim"].clone();
    assert_eq!((&seen["name"], &seen["records"]), (&Value::Null, &json!([])), "{seen}");
    let own = related(&scene, "INTRODUCED");
    assert_eq!(own.len(), 1);
    assert!(related(&scene, "FOUND_PRESENT").is_subset(&own), "what was found is the handle that she made");

    // Who meets no victims finds nobody, and nothing is written.
    let before = policy(&scene);
    for (persona, purpose) in [
        ("media-contact", "STATISTICS"),
        ("integrator", "STATISTICS"),
        ("data-protection-officer", "COMPLAINT"),
        ("authorising-officer", "CRIME_INVESTIGATION"),
        ("victim", "SUBJECT_ACCESS"),
        ("support-worker", "CASE_CONFERENCE"),
        ("care-coordinator", "BREAK_GLASS"),
    ] {
        let refused = find(&client(&scene, persona, purpose, &[]), &sought(&person)).await;
        let code = refused["userErrors"][0]["code"].as_str();
        assert_eq!((code, &refused["victim"]), (Some("NOT_ALLOWED"), &Value::Null), "{persona}: {refused}");
    }
    assert_eq!(policy(&scene), before, "nothing granted, nothing lost");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_token_says_of_her_cases_is_not_heard() {
    let scene = morning(String::new()).await;
    let person = &strangers(&scene, 1)[0];
    let issuer = scene.world.sandbox.idp.url().to_owned();
    let attendee = format!("safe-haven-llr,{issuer},support-worker");
    let name = police(person);
    let words =
        ["conference", &name, "--attendee", &attendee, "--category", "IDENTITY", "--until", "2026-11-30T08:00:00Z"];
    scene.world.accord(&words);
    let attending = client(&scene, "support-worker", "CASE_CONFERENCE", &[]);
    let id = caseload(&attending).await[0].clone();
    for (claim, value) in [
        ("assigned", json!([id.clone(), name.clone()])),
        ("assignments", json!([{"person": name, "kind": "OWN"}])),
        ("referrals", json!([name])),
        ("conference", json!({"person": id, "until": "2027-11-30T08:00:00Z"})),
        ("relation", json!("OWN")),
        ("requester", json!("support-worker")),
    ] {
        let claimed = client(&scene, "support-worker", "SUPPORT", &[(claim, value)]);
        assert_eq!(open(&claimed, &id).await, (false, false), "{claim}");
        assert_eq!(caseload(&claimed).await.len(), 3, "{claim}: her three cases");
    }
    // Nor is somebody a victim, or a proxy, because her token says so.
    let victim = client(&scene, "victim", "SUBJECT_ACCESS", &[("sub", json!("support-worker"))]);
    assert_eq!(caseload(&victim).await, [Value::Null; 0]);
}

/// An operator's slip: a case to somebody whose role or organisation has no agreement opens nothing.
#[tokio::test(flavor = "multi_thread")]
async fn an_assignment_to_a_role_that_may_not_opens_nothing() {
    let scene = morning(String::new()).await;
    let person = police(&strangers(&scene, 1)[0]);
    let issuer = scene.world.sandbox.idp.url().to_owned();
    let until = "2026-11-30T08:00:00Z";
    let purposes = json!(["SUPPORT", "STATISTICS", "CASE_CONFERENCE", "COMPLAINT", "SUBJECT_ACCESS"]);
    for (persona, organisation) in [
        ("media-contact", "leicestershire-police"),
        ("integrator", "leicestershire-county-council"),
        ("data-protection-officer", "leicestershire-county-council"),
    ] {
        let who = ["assign", "--organisation", organisation, "--issuer", &issuer, "--subject", persona];
        scene.world.accord(&[who.as_slice(), &[&person]].concat());
        scene.world.accord(&[who.as_slice(), &["--own", &person]].concat());
        scene
            .world
            .accord(&[who.as_slice(), &["--proxy", "--category", "IDENTITY", "--until", until, &person]].concat());
        let attendee = format!("{organisation},{issuer},{persona}");
        let words = ["conference", &person, "--attendee", &attendee, "--category", "IDENTITY", "--until", until];
        scene.world.accord(&words);
        for purpose in ["SUPPORT", "STATISTICS", "CASE_CONFERENCE"] {
            let client = client(&scene, persona, purpose, &[("purposes", purposes.clone())]);
            assert_eq!(caseload(&client).await, [Value::Null; 0], "{persona} for {purpose}");
        }
        // Nor by a role that nobody at that organisation has.
        let role = [("role", json!("VICTIM")), ("purposes", purposes.clone())];
        let herself = client(&scene, persona, "SUBJECT_ACCESS", &role);
        let answer = herself.ask("{ victims { nodes { id } } }", Value::Null).await;
        assert_eq!(answer.code(), "ROLE_UNKNOWN", "{persona} as VICTIM");
    }
}
