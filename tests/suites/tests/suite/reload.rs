//! Partners and terms change while the gateway serves.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use accord_harness::WorldOptions;
use serde_json::Value;

use crate::scene::Scene;

const QUERY: &str = "{ victims(first: 3) { nodes { id name { text } incidents { nodes { id offence { text } } } } } }";

/// How many requests are answered while the configuration changes again and again.
const REQUESTS: usize = 10_000;
/// How many of them are in flight at once.
const AT_ONCE: usize = 16;

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_requests_in_flight_see_partners_and_terms_change_and_none_fails() {
    // What is proved is that a reload fails nobody, not that this machine answers within five seconds while it does nothing else.
    let more = "[patience]\ndeadline_ms = 120000\n".to_owned();
    let scene = Scene::start(WorldOptions { more, ..WorldOptions::default() }).await;
    let worker = scene.support_worker();
    let before = worker.data(QUERY, Value::Null).await;
    assert!(before["victims"]["nodes"].as_array().is_some_and(|nodes| nodes.len() == 3), "{before}");
    let (asked, failed) = (Arc::new(AtomicUsize::new(0)), Arc::new(Mutex::new(Vec::new())));
    let askers: Vec<_> = (0..AT_ONCE)
        .map(|_| {
            let (worker, asked, failed) = (worker.clone(), Arc::clone(&asked), Arc::clone(&failed));
            tokio::spawn(async move {
                while asked.fetch_add(1, Ordering::Relaxed) < REQUESTS {
                    let body = worker.try_ask(QUERY, Value::Null).await.map(|answer| answer.body()).unwrap_or_default();
                    let people = body["data"]["victims"]["nodes"].as_array().map(Vec::len);
                    if people != Some(3) || body.get("errors").is_some() {
                        failed.lock().unwrap().push(body);
                    }
                }
            })
        })
        .collect();
    let mut reloads = 0;
    while asked.load(Ordering::Relaxed) < REQUESTS {
        reloads += 1;
        if reloads % 2 == 1 {
            word(&scene, "HARASSMENT", "Harassment");
        } else {
            word(&scene, "VERBAL_ABUSE", "Verbal abuse");
        }
        patience(&scene, if reloads % 3 == 1 { 900 } else { 1_700 });
        scene.gateway.reload();
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    for asker in askers {
        asker.await.unwrap();
    }
    println!("{REQUESTS} requests, {reloads} reloads");
    let failed = failed.lock().unwrap();
    assert!(
        failed.is_empty(),
        "{} of {REQUESTS} over {reloads} reloads, the first: {:?}",
        failed.len(),
        failed.first()
    );
    assert!(reloads > 5, "only {reloads} reloads: nothing was proved");
    let log = std::fs::read_to_string(scene.world.log()).unwrap();
    assert!(log.matches("\"reload\"").count() >= 5, "the log does not tell of reloads");
    let refused: Vec<&str> = log.lines().filter(|line| line.contains("CONFIGURATION_REFUSED")).collect();
    assert!(refused.is_empty(), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_word_and_a_partner_that_leaves_are_seen_and_a_wrong_configuration_is_not_taken() {
    let scene = Scene::plain().await;
    let worker = scene.support_worker();
    assert!(abused(&worker.data(QUERY, Value::Null).await));
    word(&scene, "HARASSMENT", "Harassment");
    scene.gateway.reload();
    until(&scene, || async { !abused(&worker.data(QUERY, Value::Null).await) }).await;

    let whole = std::fs::read_to_string(scene.world.config()).unwrap();
    std::fs::write(scene.world.config(), whole.replace("connector = \"police\"", "connector = \"polize\"")).unwrap();
    scene.gateway.reload();
    let log = scene.world.log();
    until(&scene, || async { std::fs::read_to_string(&log).unwrap().contains("CONFIGURATION_REFUSED") }).await;
    let still = worker.data(QUERY, Value::Null).await;
    assert!(!abused(&still), "it went on as it was");

    // The police leave: what is theirs is a gap, and the county's is there.
    let police = whole.split("[[partners]]").find(|part| part.contains("connector = \"police\"")).unwrap();
    std::fs::write(scene.world.config(), whole.replace(&format!("[[partners]]{police}"), "")).unwrap();
    scene.gateway.reload();
    let partners = || async { worker.data("{ partners { connector } }", Value::Null).await["partners"].clone() };
    until(&scene, || async {
        partners().await.as_array().is_some_and(|all| all.iter().all(|p| p["connector"] != "police"))
    })
    .await;
    assert_eq!(worker.data(QUERY, Value::Null).await["victims"]["nodes"].as_array().map(Vec::len), Some(3));
}

/// Another meaning for one of the county's words.
fn word(scene: &Scene, code: &str, text: &str) {
    let file = scene.world.folder().join("terms.toml");
    let all = std::fs::read_to_string(&file).unwrap();
    let line = all.lines().find(|line| line.starts_with("\"Verbal abuse\"")).unwrap();
    replace(&file, &all.replace(line, &format!("\"Verbal abuse\" = {{ code = \"{code}\", text = \"{text}\" }}")));
}

/// Another patience with the police.
fn patience(scene: &Scene, milliseconds: u32) {
    let all = std::fs::read_to_string(scene.world.config()).unwrap();
    let lines = all.lines().filter(|line| !line.starts_with("limits = { patience_ms"));
    let with = lines.flat_map(|line| {
        let more = (line == "client_id = \"accord\"").then(|| format!("limits = {{ patience_ms = {milliseconds} }}"));
        std::iter::once(line.to_owned()).chain(more)
    });
    replace(&scene.world.config(), &with.map(|line| line + "\n").collect::<String>());
}

/// A file is there whole, or as it was.
fn replace(file: &std::path::Path, text: &str) {
    let beside = file.with_extension("new");
    std::fs::write(&beside, text).unwrap();
    std::fs::rename(beside, file).unwrap();
}

/// Whether an incident is called verbal abuse.
fn abused(data: &Value) -> bool {
    let people = data["victims"]["nodes"].as_array().unwrap();
    let mut incidents = people.iter().flat_map(|person| person["incidents"]["nodes"].as_array().unwrap());
    incidents.any(|incident| incident["offence"]["text"] == "Verbal abuse")
}

async fn until<F: Future<Output = bool>>(scene: &Scene, so: impl Fn() -> F) {
    let end = Instant::now() + Duration::from_secs(20);
    while !so().await {
        assert!(Instant::now() < end, "not in twenty seconds: {}", std::fs::read_to_string(scene.world.log()).unwrap());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
