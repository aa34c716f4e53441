//! Victim information requests: what the police ask of others' records about a victim.

use accord_harness::Client;
use serde_json::{Value, json};

use super::{client, morning};
use crate::scene::{Scene, police};

pub(crate) const ASK: &str = "mutation($input: RequestInformationInput!) { requestInformation(input: $input) { userErrors { code path } \
     request { id state until lineOfEnquiry } } }";

pub(crate) const ANSWER: &str = "mutation($input: AnswerRequestInput!) { answerInformationRequest(input: $input) { userErrors { code } \
     request { state } } }";

const WHY: &str = "Whether the attack of March was reported to the council as well";

pub(crate) fn input(victim: &Value, categories: &[&str], key: &str) -> Value {
    json!({
        "victim": victim, "organisation": "charnwood-borough-council", "categories": categories,
        "lineOfEnquiry": WHY, "necessity": WHY, "proportionality": WHY, "noticeGiven": true, "idempotencyKey": key,
    })
}

async fn asked(client: &Client, input: Value) -> Value {
    client.data(ASK, json!({"input": input})).await["requestInformation"].clone()
}

/// Somebody whom police and council know, linked.
pub(crate) async fn known_to_the_council(scene: &Scene, officer: &Client) -> Value {
    let truth = scene.world.sandbox.truth();
    let at = |person: &accord_sandbox::TruePerson, partner: &str| {
        let of: Vec<_> = person.records.iter().filter(|r| r.partner == partner).collect();
        (of.len() == 1).then(|| of[0].record.clone())
    };
    let whole = |person: &&accord_sandbox::TruePerson| {
        let police = person.records.iter().find(|r| r.partner == "police");
        at(person, "police").is_some()
            && at(person, "council").is_some()
            && !person.canary
            && police.is_some_and(|r| {
                r.values.get("dateOfBirth").is_some_and(|d| d.len() == 10) && r.values.contains_key("given")
            })
    };
    for person in truth.people.iter().filter(whole) {
        let council = format!("council/{}", at(person, "council").unwrap());
        let linked = scene.world.command(&["links", "confirm", &police(person), &council]).output().unwrap();
        let found = scene.find(officer, person).await;
        if linked.status.success() && found["outcome"] == "FOUND" {
            return found["victim"]["id"].clone();
        }
    }
    panic!("nobody whom police and council know");
}

async fn holders(client: &Client, id: &Value) -> Vec<String> {
    let query = "query($id: ID!) { victim(id: $id) { records { source { partner { id } } } } }";
    let seen = client.data(query, json!({"id": id})).await;
    let records = seen["victim"]["records"].as_array().cloned().unwrap_or_default();
    records.iter().filter_map(|r| r["source"]["partner"]["id"].as_str().map(str::to_owned)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_police_read_a_councils_record_by_a_request_that_says_why() {
    let scene = morning(String::new()).await;
    let officer = client(&scene, "hate-crime-officer", "CRIME_INVESTIGATION", &[]);
    let id = known_to_the_council(&scene, &officer).await;
    let council = "charnwood-borough-council".to_owned();
    assert!(!holders(&officer, &id).await.contains(&council));
    let basic = ["IDENTITY", "OFFENCE", "SUPPORT"];
    for (change, code) in [
        (json!({"necessity": "needed"}), "REASON_TOO_SHORT"),
        (json!({"noticeGiven": false}), "NOTICE_UNEXPLAINED"),
        (json!({"categories": ["COUNSELLING"]}), "PROBATIVE_VALUE_MISSING"),
        (json!({"categories": []}), "NO_CATEGORY"),
        (json!({"organisation": "nowhere"}), "UNKNOWN_ORGANISATION"),
        (json!({"until": "2026-11-01T00:00:00Z"}), "EMPTY_PERIOD"),
    ] {
        let mut wrong = input(&id, &basic, "wrong");
        wrong.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let refused = asked(&officer, wrong).await;
        assert_eq!((refused["userErrors"][0]["code"].as_str(), &refused["request"]), (Some(code), &Value::Null));
    }
    assert!(!holders(&officer, &id).await.contains(&council), "nothing of it opened anything");
    let made = asked(&officer, input(&id, &basic, "k")).await;
    assert_eq!(made["request"]["state"], "OPEN", "{made}");
    assert!(holders(&officer, &id).await.contains(&council));
    // Hers alone, and for four weeks.
    let colleague = client(&scene, "hate-crime-officer", "CRIME_INVESTIGATION", &[("sub", json!("colleague"))]);
    assert!(!holders(&colleague, &id).await.contains(&council));
    scene.world.set_clock("2026-12-21T08:00:00Z");
    assert!(!holders(&officer, &id).await.contains(&council));
    // No other agency makes such a request.
    let worker = client(&scene, "support-worker", "SUPPORT", &[]);
    let own = worker.data("{ victims { nodes { id } } }", Value::Null).await["victims"]["nodes"][0]["id"].clone();
    assert_eq!(asked(&worker, input(&own, &basic, "k")).await["userErrors"][0]["code"], "NOT_ALLOWED");
}

#[tokio::test(flavor = "multi_thread")]
async fn counselling_waits_for_a_second_person() {
    let scene = morning(String::new()).await;
    let officer = client(&scene, "hate-crime-officer", "CRIME_INVESTIGATION", &[]);
    let id = known_to_the_council(&scene, &officer).await;
    let council = "charnwood-borough-council".to_owned();
    let mut with = input(&id, &["IDENTITY", "OFFENCE", "SUPPORT", "COUNSELLING"], "k");
    with["substantialProbativeValue"] = json!("The notes name the time at which she came home");
    let made = asked(&officer, with).await;
    assert_eq!(made["request"]["state"], "WAITING", "{made}");
    assert!(!holders(&officer, &id).await.contains(&council));
    let senior = client(&scene, "authorising-officer", "CRIME_INVESTIGATION", &[]);
    let list = "{ informationRequests { nodes { id necessity substantialProbativeValue state organisation { id } } } }";
    let listed = senior.data(list, Value::Null).await["informationRequests"]["nodes"].clone();
    assert_eq!(listed[0]["necessity"], WHY, "{listed}");
    let answer = json!({"input": {"request": listed[0]["id"], "approve": true, "idempotencyKey": "a"}});
    assert_eq!(
        officer.data(ANSWER, answer.clone()).await["answerInformationRequest"]["userErrors"][0]["code"],
        "NOT_ALLOWED"
    );
    // Who asked does not answer, in whatever role she signs in.
    let herself = client(&scene, "authorising-officer", "CRIME_INVESTIGATION", &[("sub", json!("hate-crime-officer"))]);
    assert_eq!(
        herself.data(ANSWER, answer.clone()).await["answerInformationRequest"]["userErrors"][0]["code"],
        "NOT_ALLOWED"
    );
    let approved = senior.data(ANSWER, answer).await["answerInformationRequest"].clone();
    assert_eq!(approved["request"]["state"], "APPROVED", "{approved}");
    assert!(holders(&officer, &id).await.contains(&council));
}
