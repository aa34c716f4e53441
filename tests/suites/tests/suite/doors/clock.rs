//! A clock that is turned back opens nothing that was shut.

use accord_harness::Client;
use accord_sandbox::TruePerson;
use serde_json::{Value, json};

use super::{WITHDRAW, caseload, open, says, strangers};
use crate::scenarios::{client, morning};
use crate::scene::{Scene, known, police};

const BREAK: &str =
    "mutation($input: BreakGlassInput!) { breakGlass(input: $input) { userErrors { code } victim { id } } }";

/// Something that a client may see until it ends.
struct Grant {
    what: &'static str,
    client: Client,
    id: Value,
    /// Her address is what was granted; else, that she is there at all.
    address: bool,
}

impl Grant {
    async fn is_open(&self) -> bool {
        let (name, address) = open(&self.client, &self.id).await;
        if self.address { address } else { name }
    }
}

/// Whom the client sees now and did not see before.
async fn more(client: &Client, before: &[Value]) -> Value {
    let now = caseload(client).await;
    now.into_iter().find(|id| !before.contains(id)).expect("one person more")
}

/// Everything that can be granted until half past eight, and three words of people whose case is the charity's.
async fn grants(scene: &Scene, people: &[TruePerson]) -> Vec<Grant> {
    let issuer = scene.world.sandbox.idp.url().to_owned();
    let until = "2026-11-23T08:30:00Z";
    let worker = client(scene, "support-worker", "SUPPORT", &[]);
    let mut all = Vec::new();
    let mut add = |what, client: &Client, id, address| all.push(Grant { what, client: client.clone(), id, address });
    let cases = caseload(&worker).await;
    assert_eq!(cases.len(), 3);
    says(&worker, &cases[0], "PERMIT", "until", Some(until)).await;
    add("a permit with an end", &worker, cases[0].clone(), true);
    says(&worker, &cases[1], "PERMIT", "refused later", None).await;
    add("a permit that is refused later", &worker, cases[1].clone(), true);
    says(&worker, &cases[2], "PERMIT", "withdrawn later", None).await;
    add("a permit that is withdrawn later", &worker, cases[2].clone(), true);

    let to = ["--organisation", "safe-haven-llr", "--issuer", &issuer, "--subject", "support-worker"];
    let name = police(&people[0]);
    scene.world.accord(&[["assign"].as_slice(), &to, &["--until", until, &name]].concat());
    add("an assignment", &worker, more(&worker, &cases).await, false);

    let attendee = format!("charnwood-borough-council,{issuer},community-safety-officer");
    let name = police(&people[1]);
    let words = ["conference", &name, "--attendee", &attendee, "--category", "IDENTITY", "--until", until];
    scene.world.accord(&words);
    let officer = client(scene, "community-safety-officer", "CASE_CONFERENCE", &[]);
    add("a conference", &officer, more(&officer, &[]).await, false);

    let coordinator = client(scene, "care-coordinator", "BREAK_GLASS", &[]);
    let opened = coordinator.data(BREAK, emergency(&people[2], "k")).await["breakGlass"].clone();
    add("an emergency", &coordinator, opened["victim"]["id"].clone(), false);

    let name = police(&people[3]);
    let proxy = ["--organisation", "public", "--issuer", &issuer, "--subject", "parent", "--proxy"];
    let words = ["--category", "IDENTITY", "--until", until, &name];
    scene.world.accord(&[["assign"].as_slice(), &proxy, &words].concat());
    let parent = client(scene, "victim", "SUBJECT_ACCESS", &[("sub", json!("parent"))]);
    add("a proxy", &parent, more(&parent, &[]).await, false);
    all
}

fn emergency(person: &TruePerson, key: &str) -> Value {
    let values = &known(person, "police").values;
    json!({"input": {
        "person": {"family": values["family"], "given": values["given"], "dateOfBirth": values["dateOfBirth"]},
        "reason": "Found unconscious outside the clinic, no next of kin known", "idempotencyKey": key,
    }})
}

async fn which_are_open(grants: &[Grant]) -> Vec<&'static str> {
    let mut open = Vec::new();
    for grant in grants {
        if grant.is_open().await {
            open.push(grant.what);
        }
    }
    open
}

async fn stays_shut_after(ahead: &str) {
    let scene = morning(String::new()).await;
    let people = strangers(&scene, 4);
    let grants = grants(&scene, &people).await;
    let all: Vec<_> = grants.iter().map(|grant| grant.what).collect();
    assert_eq!(which_are_open(&grants).await, all);
    let worker = grants[0].client.clone();
    let withdrawn = says(&worker, &grants[2].id, "PERMIT", "withdrawn later", None).await;

    scene.world.set_clock(ahead);
    says(&worker, &grants[1].id, "DENY", "no", None).await;
    worker.data(WITHDRAW, json!({"input": {"directive": withdrawn, "idempotencyKey": "w"}})).await;
    assert_eq!(which_are_open(&grants).await, [""; 0], "all of it is over at {ahead}");

    scene.world.set_clock("2026-11-23T08:10:00Z");
    assert_eq!(which_are_open(&grants).await, [""; 0], "turned back from {ahead}");
    // The same words under the same key are the same word, and open nothing.
    says(&worker, &grants[0].id, "PERMIT", "until", Some("2026-11-23T08:30:00Z")).await;
    let again = grants[5].client.data(BREAK, emergency(&people[2], "k")).await["breakGlass"].clone();
    assert_eq!((&again["userErrors"][0]["code"], &again["victim"]), (&json!("NOT_FOUND"), &Value::Null), "{again}");
    assert_eq!(which_are_open(&grants).await, [""; 0]);

    // What is granted from now on goes by the clock as it is.
    says(&worker, &grants[0].id, "PERMIT", "anew", Some("2026-11-23T08:40:00Z")).await;
    let again = grants[5].client.data(BREAK, emergency(&people[2], "k2")).await["breakGlass"].clone();
    assert!(again["victim"]["id"].is_string(), "{again}");
    let anew = ["a permit with an end", "an emergency"];
    assert_eq!(which_are_open(&grants).await, anew);
    let Scene { world, gateway } = scene;
    assert!(gateway.stop());
    let gateway = world.serve();
    let scene = Scene { world, gateway };
    let grants: Vec<Grant> =
        grants.into_iter().map(|one| Grant { client: one.client.at(&scene.gateway), ..one }).collect();
    assert_eq!(which_are_open(&grants).await, anew, "after a restart");
    scene.world.set_clock("2026-11-23T08:40:00Z");
    assert_eq!(which_are_open(&grants).await, ["an emergency"]);
    scene.world.set_clock("2026-11-23T09:10:00Z");
    assert_eq!(which_are_open(&grants).await, [""; 0]);
    let log = std::fs::read_to_string(scene.world.log()).unwrap();
    assert_eq!(log.matches("CLOCK_TURNED_BACK").count(), 1, "once, and somebody can read of it");
    assert!(scene.world.accord(&["audit", "verify"]).contains("The log holds"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_ended_in_the_hour_that_a_clock_was_ahead_stays_shut() {
    stays_shut_after("2026-11-23T09:05:00Z").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_ended_in_the_year_that_a_clock_was_ahead_stays_shut() {
    stays_shut_after("2027-11-23T08:00:00Z").await;
}
