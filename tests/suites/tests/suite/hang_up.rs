//! A caller who hangs up: what was asked of the partners for her ends with her, and what she began to write does not.

use std::time::{Duration, Instant};

use accord_harness::Client;
use accord_sandbox::{Entry, FaultKind};
use serde_json::{Value, json};

use crate::scene::{Scene, consent};

/// How long she waits before she hangs up, once the police are asked for her.
const WAITS: Duration = Duration::from_millis(200);
/// What "soon after" means: well below what a silent partner is given.
const SOON: Duration = Duration::from_millis(500);

/// Two levels: what was reported, and about whom.
const LEVELS: &str = "{ incidents(first: 20) { nodes { id narrative victims { id name { text } } } } }";

/// A change whose answer needs a partner.
const CHANGE: &str = "mutation($input: RecordConsentInput!) { recordConsent(input: $input) { userErrors { code } \
     directive { id } victim { id name { text } dateOfBirth } } }";

/// Asks, waits a moment once the police are asked for her, and closes the connection.
async fn hang_up(scene: &Scene, client: &Client, query: &str, variables: Value) {
    let police = &scene.world.sandbox.police;
    let open = police.open_calls();
    let patient = async {
        until("the police are asked", Duration::from_secs(5), || police.open_calls() > open).await;
        tokio::time::sleep(WAITS).await;
    };
    tokio::select! {
        _ = client.ask(query, variables) => panic!("it was answered before she hung up"),
        () = patient => {}
    }
}

async fn until(what: &str, within: Duration, mut holds: impl FnMut() -> bool) {
    let end = Instant::now() + within;
    while !holds() {
        assert!(Instant::now() < end, "not within {within:?}: {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

fn records(scene: &Scene) -> Vec<Entry> {
    scene.world.sandbox.police.requests().into_iter().filter(|entry| entry.path.starts_with("/v1/")).collect()
}

/// Rows of a table of the gateway's own.
fn rows(scene: &Scene, table: &str) -> usize {
    scene.world.tables().remove(table).unwrap_or_else(|| panic!("no {table}")).len()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_asked_for_a_caller_who_hung_up_ends_with_her() {
    let scene = Scene::uncached().await;
    let officer = scene.officer();
    // A token is there, and the levels of the question are known to be two calls.
    scene.world.sandbox.police.clear_requests();
    let whole = officer.data(LEVELS, Value::Null).await;
    assert!(records(&scene).len() >= 2, "{:?}", records(&scene));
    tokio::time::sleep(Duration::from_millis(50)).await;
    let disclosed = rows(&scene, "ledger_row");
    for kind in [FaultKind::Hang, FaultKind::Slow] {
        let police = &scene.world.sandbox.police;
        police.clear_requests();
        police.fault(kind, "/v1/", None);
        hang_up(&scene, &officer, LEVELS, Value::Null).await;
        until(&format!("{kind:?}: the call is closed"), SOON, || police.open_calls() == 0).await;
        // As long as the partner would have been waited for: nothing more is asked, and nothing again.
        tokio::time::sleep(Duration::from_millis(2_000)).await;
        assert_eq!(records(&scene).len(), 1, "{kind:?}: {:?}", records(&scene));
        police.fault(FaultKind::None, "", None);
    }
    assert_eq!(rows(&scene, "ledger_row"), disclosed, "nobody was shown anything");
    assert_eq!(officer.data(LEVELS, Value::Null).await, whole, "the partner is as it was");
    assert!(rows(&scene, "ledger_row") > disclosed);
    let log = std::fs::read_to_string(scene.world.log()).unwrap();
    assert_eq!(log.matches("CALLER_GONE").count(), 2, "one request, one line: {log}");
    assert!(scene.world.accord(&["audit", "verify"]).contains("The log holds"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_who_hangs_up_harms_no_neighbour() {
    let scene = Scene::uncached().await;
    let officer = scene.officer();
    let whole = officer.data(LEVELS, Value::Null).await;
    let police = &scene.world.sandbox.police;
    // Slow, and still within what a partner is given.
    police.slow(Duration::from_millis(400), "/v1/", None);
    let staying: Vec<_> = (0..4)
        .map(|_| {
            let client = scene.officer();
            tokio::spawn(async move { client.data(LEVELS, Value::Null).await })
        })
        .collect();
    let leaving: Vec<_> = (0..4).map(|_| scene.officer()).collect();
    for client in leaving {
        let asked = tokio::time::timeout(WAITS, client.ask(LEVELS, Value::Null)).await;
        assert!(asked.is_err(), "it was answered before she hung up");
    }
    for neighbour in staying {
        assert_eq!(neighbour.await.unwrap(), whole);
    }
    until("every call is over", SOON, || police.open_calls() == 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_has_begun_runs_to_its_end_whoever_hangs_up() {
    let scene = Scene::uncached().await;
    let worker = scene.support_worker();
    let person = scene.people()[0].clone();
    let id = scene.find(&worker, &person).await["victim"]["id"].clone();
    let (before, directives) = (rows(&scene, "ledger_row"), rows(&scene, "directive"));
    let police = &scene.world.sandbox.police;
    police.clear_requests();
    police.slow(Duration::from_millis(700), "/v1/", None);
    hang_up(&scene, &worker, CHANGE, consent(&id, "hung-up", "safe-haven-llr", &["IDENTITY"])).await;
    // Its own answer is made to the end, and written down before anybody would have seen it.
    until("the log has it", Duration::from_secs(5), || rows(&scene, "ledger_row") > before).await;
    assert!(!records(&scene).is_empty() && records(&scene).iter().all(|entry| entry.status == 200));
    police.fault(FaultKind::None, "", None);
    // The same key again: what was written is what is read, once.
    let again = worker.data(CHANGE, consent(&id, "hung-up", "safe-haven-llr", &["IDENTITY"])).await;
    assert_eq!(again["recordConsent"]["userErrors"], json!([]));
    assert_eq!(rows(&scene, "directive"), directives + 1);
    // A gateway that is told to stop waits for a change that nobody listens to any more.
    police.slow(Duration::from_millis(700), "/v1/", None);
    let before = rows(&scene, "ledger_row");
    hang_up(&scene, &worker, CHANGE, consent(&id, "hung-up-again", "safe-haven-llr", &["HEALTH"])).await;
    let Scene { world, gateway } = scene;
    assert!(gateway.stop());
    let tables = world.tables();
    assert_eq!(tables["directive"].len(), directives + 2);
    assert!(tables["ledger_row"].len() > before, "its answer was made to the end");
}
