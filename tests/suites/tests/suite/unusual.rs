//! The privacy officer's search of the log, after questions over HTTP, on a Monday of the test's clock.

use std::time::{Duration, Instant};

use accord_harness::Client;
use serde_json::{Value, json};

use crate::scenarios::{client, morning};
use crate::scene::{FIND, Scene, known, police};

const CASELOAD: &str = "{ victims(first: 3) { nodes { name { text } } } }";

/// The support worker, whose token says this of herself too.
fn worker(scene: &Scene, herself: &[(&str, Value)]) -> Client {
    client(scene, "support-worker", "SUPPORT", herself)
}

/// What the search says of everything before this instant, which the clock then has.
fn unusual(scene: &Scene, clock: &str) -> String {
    scene.world.set_clock(clock);
    scene.world.accord(&["audit", "unusual"])
}

fn lines<'a>(said: &'a str, rule: &str) -> Vec<&'a str> {
    said.lines().filter(|line| line.split('\t').next() == Some(rule)).collect()
}

async fn until(what: &str, so: impl Fn() -> bool) {
    let end = Instant::now() + Duration::from_secs(20);
    while !so() {
        assert!(Instant::now() < end, "{what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_reads_about_somebody_of_her_own_name_is_found_and_the_name_is_nowhere() {
    let scene = morning(String::new()).await;
    let family = known(scene.people()[0], "police").values["family"].clone();
    worker(&scene, &[]).data(CASELOAD, Value::Null).await;
    let said = unusual(&scene, "2026-11-23T08:01:00Z");
    assert!(lines(&said, "OWN_NAME").is_empty() && said.contains("OWN_NAME: not checked for 1 users"), "{said}");

    // As she spells it, and a postcode that nobody has.
    let herself = [
        ("family_name", json!(format!(" {}", family.to_uppercase()))),
        ("address", json!({"postal_code": "ZZ99 9ZZ"})),
    ];
    worker(&scene, &herself).data(CASELOAD, Value::Null).await;
    until("what the token says is kept", || scene.world.tables()["staff_fact"].len() == 2).await;
    let said = unusual(&scene, "2026-11-23T08:02:00Z");
    let found = lines(&said, "OWN_NAME");
    assert!(!found.is_empty() && lines(&said, "OWN_POSTCODE").is_empty() && !said.contains("not checked"), "{said}");
    assert!(found[0].contains("\t2026-11-23\tsafe-haven-llr\tSUPPORT_WORKER\tuser "), "{said}");
    assert!(found[0].contains("read 2 times about "), "{said}");
    for place in [
        said.clone(),
        serde_json::to_string(&scene.world.tables()).unwrap(),
        std::fs::read_to_string(scene.world.log()).unwrap(),
    ] {
        let place = place.to_lowercase();
        assert!(!place.contains(&family.to_lowercase()) && !place.contains("zz99"), "it is written in the clear");
    }
    // Another name in the next token takes the place of the first.
    let nobody = [("family_name", json!("Nobody-Of-This-Name"))];
    worker(&scene, &nobody).data(CASELOAD, Value::Null).await;
    until("the new name is found by nobody", || {
        lines(&scene.world.accord(&["audit", "unusual"]), "OWN_NAME").is_empty()
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_reads_about_a_neighbour_is_found() {
    let scene = morning(String::new()).await;
    let of = |person: &accord_sandbox::TruePerson| known(person, "police").values.get("postcode").cloned();
    let postcode = scene.people().into_iter().take(3).find_map(of).expect("one whose postcode the police have");
    let herself = [("address", json!({"postal_code": postcode.to_lowercase()})), ("family_name", json!("Nobodysname"))];
    worker(&scene, &herself).data(CASELOAD, Value::Null).await;
    until("what the token says is kept", || scene.world.tables()["staff_fact"].len() == 2).await;
    let said = unusual(&scene, "2026-11-23T08:01:00Z");
    assert!(!lines(&said, "OWN_POSTCODE").is_empty() && lines(&said, "OWN_NAME").is_empty(), "{said}");
    assert!(!said.to_lowercase().contains(&postcode.to_lowercase()), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_tries_names_is_found_and_who_finds_people_is_not() {
    let scene = morning("[audit]\nfinds_a_day = 4\nfinds_empty_percent = 75\n".to_owned()).await;
    let trying = worker(&scene, &[("sub", json!("trying"))]);
    for n in 0..4 {
        let input = json!({"input": {
            "family": format!("Nobodysname{n}"), "given": "None", "dateOfBirth": "1901-01-01",
            "presence": "ON_PHONE", "reason": "She called the helpline herself",
        }});
        assert_eq!(trying.data(FIND, input).await["findVictim"]["outcome"], "INTRODUCED");
    }
    let working = worker(&scene, &[]);
    let mut found = 0;
    for person in scene.people().into_iter().take(8) {
        found += usize::from(scene.find(&working, person).await["outcome"] == "FOUND");
    }
    assert!(found >= 4, "{found} of 8");
    let said = unusual(&scene, "2026-11-23T08:01:00Z");
    let found = lines(&said, "MANY_FINDS");
    assert_eq!(found.len(), 1, "{said}");
    assert!(found[0].ends_with("4 finds, of which 4 opened no record"), "{said}");
    let key = scene.world.accord(&["audit", "user", "--issuer", &scene.world.sandbox.idp.url(), "--subject", "trying"]);
    assert!(found[0].contains(key.trim()), "the line is about her: {key} {said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_reads_at_night_is_found_and_who_reviews_at_the_command_line_is_not() {
    let scene = morning(String::new()).await;
    let worker = worker(&scene, &[]);
    worker.data(CASELOAD, Value::Null).await;
    assert!(lines(&unusual(&scene, "2026-11-23T08:01:00Z"), "OUT_OF_HOURS").is_empty(), "at work");
    scene.world.set_clock("2026-11-23T22:15:00Z");
    worker.data(CASELOAD, Value::Null).await;
    let said = unusual(&scene, "2026-11-24T08:00:00Z");
    let found = lines(&said, "OUT_OF_HOURS");
    assert_eq!(found.len(), 1, "{said}");
    assert!(found[0].contains("\t2026-11-23\tsafe-haven-llr\tSUPPORT_WORKER\tuser "), "{said}");
    assert!(found[0].ends_with(" people in 1 requests between 22:15 and 22:15"), "{said}");

    // A Sunday of reviewing, in the log and nobody's unusual day.
    scene.world.set_clock("2026-11-29T03:00:00Z");
    scene.world.accord(&["links", "list", "--first", "20"]);
    for person in scene.people().into_iter().take(3) {
        scene.world.accord(&["consent", "export", "--person", &police(person)]);
    }
    let said = unusual(&scene, "2026-11-30T08:00:00Z");
    assert_eq!(lines(&said, "OUT_OF_HOURS"), found, "{said}");
    let none = ["audit", "unusual", "--from", "2026-11-29", "--until", "2026-11-30"];
    let sunday = scene.world.accord(&none);
    assert!(sunday.starts_with("0 to ask about, of 0 requests of 0 users"), "{sunday}");
    let rows = scene.world.tables().remove("ledger_row").unwrap();
    assert_eq!(rows.iter().filter(|row| row["activity"] == "CONSENT_EXPORTED").count(), 3, "what was done is there");
}
