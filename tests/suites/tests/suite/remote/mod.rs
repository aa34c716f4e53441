//! A partner's own program, in another language, through a running gateway: called, and dialling in.

mod program;

use std::time::{Duration, Instant};

use accord_harness::{Client, Gateway, World, WorldOptions};
use serde_json::{Value, json};

use crate::scene::assign;
use program::Program;

const SECRET: &str = "5f0c9b1d7a3e4c2f8b6d0a9e1c7f3b5d";
const OWNER: &str = "county-hate-incident-monitoring-project";

/// A gateway with one more partner, `desk`, whose program reads `records.jsonl` beside the configuration.
async fn world(settings: &str) -> World {
    let more = format!(
        "[[partners]]\nid = \"desk\"\nowner = \"{OWNER}\"\nconnector = \"remote\"\npopulation = \"AS_EXPORTED\"\n\n\
         [partners.settings]\ntoken = \"{SECRET}\"\nlimits = {{ cache_ttl_ms = 0, breaker = {{ open_ms = 500 }} }}\n{settings}\n"
    );
    let options =
        WorldOptions { people: Some(60), incidents: Some(90), sync_seconds: 1, more, ..WorldOptions::default() };
    World::start(options).await
}

/// What the support worker sees of the people whom the desk knows.
async fn seen(worker: &Client) -> Vec<Value> {
    let query = "{ victims(first: 10) { nodes { name { text } contact { phones } safeContact { leaveNoMessage } \
         incidents(first: 10) { nodes { offence { code } } } \
         disclosure { withheld { field } gaps { partner { id } cause } } } } }";
    worker.data(query, Value::Null).await["victims"]["nodes"].as_array().unwrap().clone()
}

fn gaps(people: &[Value]) -> Vec<&Value> {
    people.iter().flat_map(|person| person["disclosure"]["gaps"].as_array().unwrap()).collect()
}

async fn soon(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(60);
    while !is_so().await {
        assert!(Instant::now() < end, "{what} did not come");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

fn indexed(world: &World, local: &str) -> bool {
    let rows = world.tables().remove("indexed_record").unwrap();
    rows.iter().any(|row| row["partner"] == "desk" && row["local"] == local)
}

/// The walk that both ways must take.
async fn walk(world: &World, gateway: &Gateway, mut program: Program) {
    soon("the desk's records", async || indexed(world, "g-1") && indexed(world, "h-2")).await;
    assert!(!indexed(world, "g-3"), "gone");
    assign(world, "safe-haven-llr", "support-worker", &["desk/g-1".to_owned()]);
    let worker = world.client(gateway, "support-worker", "SUPPORT");
    soon("the person", async || seen(&worker).await.len() == 1).await;

    // What the agreement gives is shown, what needs her consent is withheld, and how to reach her without harm is always there.
    let people = seen(&worker).await;
    assert_eq!(people[0]["name"]["text"], "Marisol Quandt");
    assert_eq!(people[0]["safeContact"]["leaveNoMessage"], true);
    assert!(people[0]["contact"].is_null() && gaps(&people).is_empty(), "{people:?}");
    let withheld = people[0]["disclosure"]["withheld"].as_array().unwrap();
    assert!(withheld.iter().any(|one| one["field"] == "VICTIM_CONTACT" || one["field"] == "contact"), "{withheld:?}");
    assert_eq!(people[0]["incidents"]["nodes"], json!([{"offence": {"code": "VERBAL_ABUSE"}}]));

    // A change in the file arrives by sync.
    program.append(&json!({"incident": {
        "id": "h-3", "asOf": "2026-11-21T09:00:00Z", "victims": ["g-1"], "recordKind": "NON_CRIME",
        "recognition": "VICTIM_PERCEIVED", "occurred": "2026-11-21T08:00:00Z", "offence": "THREAT",
    }}));
    soon("the change", async || seen(&worker).await[0]["incidents"]["nodes"].as_array().unwrap().len() == 2).await;

    // Silence is a gap, and nothing else is lost.
    program.kill();
    soon("a gap", async || {
        let people = seen(&worker).await;
        assert_eq!(people.len(), 1);
        gaps(&people).iter().any(|gap| gap["cause"] == "SILENT" && gap["partner"]["id"] == OWNER)
    })
    .await;
    program.start();
    soon("the desk again", async || {
        let people = seen(&worker).await;
        people[0]["name"]["text"] == "Marisol Quandt" && gaps(&people).is_empty()
    })
    .await;

    let log = std::fs::read_to_string(world.log()).unwrap();
    for word in ["Quandt", "07700", "batchGet", "g-1", SECRET] {
        assert!(!log.contains(word), "{word} is in the log");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_is_called() {
    let program = Program::called(SECRET);
    let world = world(&format!("base_url = \"{}\"", program.url())).await;
    let gateway = world.serve();
    walk(&world, &gateway, program).await;
}

/// As an integrator would on his own desk: the protocol's own description is the schema that the program must keep.
#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_is_checked_keeps_the_rules_and_the_published_protocol() {
    let program = Program::called(SECRET);
    for number in 0..150 {
        program.append(&json!({"victim": {"id": format!("p-{number}"), "asOf": "2026-11-20T09:00:00Z",
            "name": {"family": format!("Quandt{number}"), "given": ["Marisol"]},
            "ethnicity": (if number % 2 == 0 { "WHITE_BRITISH" } else { "OTHER" })}}));
        program.append(&json!({"incident": {"id": format!("i-{number}"), "asOf": "2026-11-20T10:00:00Z",
            "victims": [format!("p-{number}")], "recordKind": "NON_CRIME", "recognition": "VICTIM_PERCEIVED",
            "occurred": "2026-11-19T08:00:00Z", "offence": (if number % 2 == 0 { "THREAT" } else { "VERBAL_ABUSE" })}}));
    }
    let world = world(&format!("base_url = \"{}\"", program.url())).await;
    let protocol = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/connector-protocol.yaml");
    let done = world.command(&["connector", "check", "desk", "--schema", protocol]).output().unwrap();
    let report = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success(), "{report}");
    for check in ["DRIFT-01\tpassed", "DRIFT-02\tpassed", "BATCH-04\tpassed", "FEED-04\tpassed"] {
        assert!(report.contains(check), "{check}: {report}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_dials_in_is_not_called_for_a_check() {
    let world = world("dials_in = true").await;
    let done = world.command(&["connector", "check", "desk"]).output().unwrap();
    assert_eq!(done.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&done.stderr).contains("dials in"), "{done:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_dials_in() {
    let world = world("dials_in = true").await;
    let gateway = world.serve();
    strangers(&gateway).await;
    let program = Program::dialling(SECRET, &format!("{}/connectors/desk", gateway.base()));
    walk(&world, &gateway, program).await;
    let began = Instant::now();
    assert!(gateway.stop());
    assert!(began.elapsed() < Duration::from_secs(10), "a call that waits does not hold up the end");
}

/// Nobody but the partner gets a question, and an answer that nobody waits for is refused.
async fn strangers(gateway: &Gateway) {
    let http = reqwest::Client::new();
    for (method, path, token, body, expected) in [
        ("POST", "/connectors/desk/next", "wrong", "", (401, "UNAUTHENTICATED")),
        ("POST", "/connectors/desk/next", "", "", (401, "UNAUTHENTICATED")),
        // Another partner and no partner are alike: its secret opens nothing here.
        ("POST", "/connectors/police/next", SECRET, "", (401, "UNAUTHENTICATED")),
        ("POST", "/connectors/nobody/next", SECRET, "", (401, "UNAUTHENTICATED")),
        ("GET", "/connectors/desk/next", SECRET, "", (405, "METHOD_NOT_ALLOWED")),
        ("POST", "/connectors/desk", SECRET, "", (404, "PATH_UNKNOWN")),
        ("POST", "/connectors/desk/next/more", SECRET, "", (404, "PATH_UNKNOWN")),
        ("POST", "/connectors/desk/answers/x", SECRET, "{}", (404, "ANSWER_UNKNOWN")),
        (
            "POST",
            "/connectors/desk/answers/6f2d8a0e-55b1-4e4c-9d0e-0a6a3c1f7b11",
            SECRET,
            "{}",
            (404, "ANSWER_UNKNOWN"),
        ),
    ] {
        let request = http.request(method.parse().unwrap(), format!("{}{path}", gateway.base()));
        let answer = request.bearer_auth(token).body(body).send().await.unwrap();
        let status = answer.status().as_u16();
        let said: Value = answer.json().await.unwrap();
        assert_eq!((status, said["errors"][0]["extensions"]["code"].as_str().unwrap()), expected, "{method} {path}");
    }
}
