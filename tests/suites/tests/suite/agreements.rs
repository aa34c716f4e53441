//! Agreements change while the gateway serves.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::scene::Scene;

/// Two levels, at the police and the county.
const QUERY: &str = "{ victims(first: 3) { nodes { id name { text } incidents { nodes { id offence { text } } } } } }";

/// How many requests are answered while the agreement is narrowed.
const REQUESTS: usize = 2_000;
/// How many of them are in flight at once.
const AT_ONCE: usize = 16;

const ID: &str = "llr-isa-2026-03";
const WIDE: &str = "categories = [\"IDENTITY\", \"OFFENCE\"]\nbasis = \"PUBLIC_TASK\"";

fn agreements(scene: &Scene) -> String {
    std::fs::read_to_string(scene.world.folder().join("agreements.toml")).unwrap()
}

/// Puts the file there whole.
fn replace(scene: &Scene, text: &str) {
    let file = scene.world.folder().join("agreements.toml");
    std::fs::write(file.with_extension("new"), text).unwrap();
    std::fs::rename(file.with_extension("new"), file).unwrap();
}

/// The support workers' agreement without OFFENCE, under that version.
fn narrowed(text: &str, version: u32) -> String {
    let id = format!("id = \"{ID}\"\nversion = 1\n");
    assert!(text.contains(&id) && text.matches(WIDE).count() == 1);
    let id_now = format!("id = \"{ID}\"\nversion = {version}\n");
    text.replace(&id, &id_now).replace(WIDE, &WIDE.replace(", \"OFFENCE\"", ""))
}

fn log(scene: &Scene) -> String {
    std::fs::read_to_string(scene.world.log()).unwrap()
}

/// Reloads, and gives the line of the log that says what came of it.
async fn reload(scene: &Scene) -> Value {
    let before = lines(scene).len();
    scene.gateway.reload();
    let end = Instant::now() + Duration::from_secs(20);
    loop {
        if let Some(line) = lines(scene).get(before) {
            return line.clone();
        }
        assert!(Instant::now() < end, "not in twenty seconds: {}", log(scene));
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// The lines that say what came of a reload.
fn lines(scene: &Scene) -> Vec<Value> {
    let log = log(scene);
    let whole = log.lines().filter(|line| line.contains("\"message\":\"reload\""));
    whole.filter_map(|line| serde_json::from_str(line).ok()).collect()
}

/// How many incidents say what happened.
fn told(data: &Value) -> usize {
    let people = data["victims"]["nodes"].as_array().unwrap();
    assert_eq!(people.len(), 3, "{data}");
    let incidents = people.iter().flat_map(|person| person["incidents"]["nodes"].as_array().unwrap());
    incidents.filter(|incident| !incident["offence"].is_null()).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agreement_is_narrowed_under_two_thousand_requests_and_nothing_old_leaves_afterwards() {
    let scene = Scene::with_agreements().await;
    let worker = scene.support_worker();
    let wide = worker.data(QUERY, Value::Null).await;
    assert!(told(&wide) > 0);
    let (asked, in_force) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
    let answers: Arc<Mutex<Vec<(bool, Value)>>> = Arc::default();
    let askers: Vec<_> = (0..AT_ONCE)
        .map(|_| {
            let (worker, asked, in_force) = (worker.clone(), Arc::clone(&asked), Arc::clone(&in_force));
            let answers = Arc::clone(&answers);
            tokio::spawn(async move {
                while asked.fetch_add(1, Ordering::SeqCst) < REQUESTS {
                    let afterwards = in_force.load(Ordering::SeqCst);
                    let body = worker.ask(QUERY, Value::Null).await.body();
                    answers.lock().unwrap().push((afterwards, body));
                }
            })
        })
        .collect();
    while asked.load(Ordering::SeqCst) < REQUESTS / 3 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    replace(&scene, &narrowed(&agreements(&scene), 2));
    assert_eq!(reload(&scene).await["code"], "OK");
    in_force.store(true, Ordering::SeqCst);
    let when = asked.load(Ordering::SeqCst);
    for asker in askers {
        asker.await.unwrap();
    }
    let narrow = worker.data(QUERY, Value::Null).await;
    assert!(told(&narrow) < told(&wide));
    let answers = answers.lock().unwrap();
    for (afterwards, body) in answers.iter() {
        // Wholly under the one or wholly under the other, and no error.
        let allowed = body["data"] == narrow || (!afterwards && body["data"] == wide);
        assert!(allowed && body.get("errors").is_none(), "afterwards: {afterwards}: {body}");
    }
    let (before, after) = (answers.iter().filter(|(_, body)| body["data"] == wide).count(), REQUESTS - when);
    assert!(before > 100 && after > 100, "{before} before, {after} after: nothing was proved");
    println!("{REQUESTS} requests: {before} under version 1, {after} asked after the line of the reload");
    logged_in_order(&scene);
}

/// Once the log has a row under version 2, it has none under version 1 any more.
fn logged_in_order(scene: &Scene) {
    let tables = scene.world.tables();
    let mut rows: Vec<(u64, u64)> = tables["ledger_row"]
        .iter()
        .filter(|row| row["agreement"] == ID)
        .map(|row| (row["number"].as_u64().unwrap(), row["version"].as_u64().unwrap()))
        .collect();
    rows.sort_unstable();
    let versions: Vec<u64> = rows.into_iter().map(|(_, version)| version).collect();
    assert!(versions.contains(&1) && versions.contains(&2));
    assert!(versions.is_sorted(), "an answer was let go under the old version after one under the new");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_that_is_waiting_for_a_partner_is_asked_again_under_the_new_agreement() {
    let scene = Scene::with_agreements().await;
    let worker = scene.support_worker();
    let wide = worker.data(QUERY, Value::Null).await;
    let police = &scene.world.sandbox.police;
    police.slow(Duration::from_millis(700), "/v1/", None);
    let waiting = {
        let worker = worker.clone();
        tokio::spawn(async move { worker.data(QUERY, Value::Null).await })
    };
    tokio::time::sleep(Duration::from_millis(350)).await;
    replace(&scene, &narrowed(&agreements(&scene), 2));
    assert_eq!(reload(&scene).await["code"], "OK");
    assert!(!waiting.is_finished(), "it was answered before the agreement was narrowed: nothing was proved");
    let answer = waiting.await.unwrap();
    assert!(told(&answer) < told(&wide), "{answer}");
    let tables = scene.world.tables();
    let rows = tables["ledger_row"].iter().filter(|row| row["agreement"] == ID && row["activity"] == "QUERY");
    let versions: Vec<u64> = rows.map(|row| row["version"].as_u64().unwrap()).collect();
    assert!(versions.contains(&1) && versions.contains(&2) && versions.is_sorted(), "{versions:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn agreements_with_a_slip_or_without_a_higher_version_are_refused_with_their_line_and_serving_goes_on() {
    let scene = Scene::with_agreements().await;
    let worker = scene.support_worker();
    let wide = worker.data(QUERY, Value::Null).await;
    let shipped = agreements(&scene);
    let line = |text: &str, marker: &str| 1 + text.lines().position(|line| line.contains(marker)).unwrap();
    let typo = narrowed(&shipped, 2).replacen("\"SUPPORT_WORKER\"", "\"SUPORT_WORKER\"", 1);
    let head = format!("id = \"{ID}\"");
    for (text, code, marker, says) in [
        (typo, "CONFIGURATION_REFUSED", "SUPORT_WORKER", "allowed: SUPPORT_WORKER"),
        (narrowed(&shipped, 1), "AGREEMENTS_REFUSED", head.as_str(), "give the changed one a higher version"),
        (narrowed(&shipped, 0), "AGREEMENTS_REFUSED", &head, "version 0 of llr-isa-2026-03 is lower than version 1"),
    ] {
        replace(&scene, &text);
        let said = reload(&scene).await;
        assert_eq!(said["code"], code, "{said}");
        let place = format!("agreements.toml:{}: ", line(&text, marker));
        let what = said["what"].as_str().unwrap();
        assert!(what.contains(&place) && what.contains(says), "{said}");
        assert_eq!(worker.data(QUERY, Value::Null).await, wide, "it went on as it was");
    }
    replace(&scene, &shipped);
    assert_eq!(reload(&scene).await["code"], "OK");
    assert_eq!(worker.data(QUERY, Value::Null).await, wide);

    // One that disappears opens nothing any more, and the log says so.
    let others: Vec<&str> = shipped.split("[[agreement]]").filter(|block| !block.contains(ID)).collect();
    replace(&scene, &others.join("[[agreement]]"));
    assert_eq!(reload(&scene).await["code"], "OK");
    let gone = log(&scene);
    let gone = gone.lines().find(|line| line.contains("\"GONE\"")).expect("a line that says so");
    assert!(gone.contains(ID), "{gone}");
    let nobody = worker.data(QUERY, Value::Null).await;
    assert_eq!(nobody["victims"]["nodes"].as_array().map(Vec::len), Some(0), "{nobody}");
}
