//! Each fault of each partner, alone and with others: everything else arrives, the gap is named, and nobody waits longer than
//! the patience that one partner is given.

mod called;
mod database;
mod files;

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use accord_harness::{Client, World, WorldOptions};
use serde_json::{Value, json};

use crate::scene::{CONSENT, Scene, assign, consent, county, known, linkable, police, uncached};

const LISTS: [&str; 3] = ["victims", "incidents", "supportServices"];

const GAPS: &str = "gaps { partner { id } cause retryAfterSeconds }";

/// Asks every partner something: who she is of three, what was reported about nobody, and which services there are.
fn query() -> String {
    format!(
        "{{ victims(first: 20) {{ nodes {{ id name {{ text }} dateOfBirth records {{ source {{ partner {{ id }} }} }} \
         disclosure {{ {GAPS} }} }} }} \
         incidents(first: 100, filter: {{areas: [\"leicester\"]}}) {{ nodes {{ id area {{ code }} \
         records {{ source {{ partner {{ id }} }} }} disclosure {{ {GAPS} }} }} }} \
         supportServices(first: 5) {{ nodes {{ id name }} {GAPS} }} }}"
    )
}

/// The scene with a person of whom the trust holds a record too, linked, assigned, and who agrees that it is seen.
async fn scene() -> (Scene, Client) {
    let world = World::start(WorldOptions::default()).await;
    uncached(&world);
    world.accord(&["sync"]);
    let there = world.tables().remove("indexed_record").unwrap();
    let at_trust = |id: &str| there.iter().any(|row| row["partner"] == "nhs" && row["local"] == id);
    let person = linkable(world.sandbox.truth())
        .find(|p| p.records.iter().any(|r| r.partner == "nhs" && at_trust(&r.record)))
        .expect("somebody whom all three know")
        .clone();
    let trust = format!("nhs/{}", known(&person, "nhs").record);
    world.accord(&["links", "confirm", &police(&person), &county(&person)]);
    world.accord(&["links", "confirm", &police(&person), &trust]);
    assign(&world, "safe-haven-llr", "support-worker", &[police(&person)]);
    let gateway = world.serve();
    let scene = Scene { world, gateway };
    let worker = scene.support_worker();
    let id = scene.find(&worker, &person).await["victim"]["id"].clone();
    let all = ["IDENTITY", "HEALTH"];
    let agreed = worker.data(CONSENT, consent(&id, "faults", "safe-haven-llr", &all)).await;
    assert_eq!(agreed["recordConsent"]["userErrors"], json!([]));
    (scene, worker)
}

/// The organisations whose records make up a list.
fn sources(data: &Value, list: &str) -> BTreeSet<String> {
    if list == "supportServices" {
        return BTreeSet::from(["leicestershire-county-council".to_owned()]);
    }
    let records = nodes(data, list).iter().flat_map(|node| node["records"].as_array().unwrap());
    records.map(|record| text(&record["source"]["partner"]["id"])).collect()
}

/// The gaps that a list tells of.
fn gaps(data: &Value, list: &str) -> Vec<Value> {
    let objects: Vec<&Value> = match list {
        "supportServices" => vec![&data[list]],
        _ => nodes(data, list).iter().map(|node| &node["disclosure"]).collect(),
    };
    objects.iter().flat_map(|object| object["gaps"].as_array().unwrap()).cloned().collect()
}

/// Who is named as silent in a list.
fn silent(data: &Value, list: &str) -> BTreeSet<String> {
    let gaps = gaps(data, list).into_iter().filter(|gap| gap["cause"] == "SILENT");
    gaps.map(|gap| text(&gap["partner"]["id"])).collect()
}

fn nodes<'a>(data: &'a Value, list: &str) -> &'a Vec<Value> {
    data[list]["nodes"].as_array().unwrap()
}

fn ids(data: &Value, list: &str) -> Vec<String> {
    nodes(data, list).iter().map(|node| text(&node["id"])).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

async fn timed(worker: &Client) -> (Value, Duration) {
    let began = Instant::now();
    let data = worker.data(&query(), Value::Null).await;
    (data, began.elapsed())
}

/// What must be so of an answer while these partners fail.
fn check(name: &str, struck: &BTreeSet<String>, whole: &Value, data: &Value) {
    for list in LISTS {
        let sources = sources(whole, list);
        let expected: BTreeSet<String> = struck.intersection(&sources).cloned().collect();
        assert_eq!(silent(data, list), expected, "{name}: {list}");
        assert!(expected.is_empty() || list != "supportServices" || nodes(data, list).is_empty(), "{name}");
        if list != "supportServices" {
            assert_eq!(ids(data, list), ids(whole, list), "{name}: {list} has lost or won somebody");
        }
        for (before, after) in nodes(whole, list).iter().zip(nodes(data, list)) {
            let of = before["records"].as_array().into_iter().flatten();
            let touched = of.clone().any(|record| struck.contains(&text(&record["source"]["partner"]["id"])));
            assert!(touched || before == after, "{name}: {list}: {before} {after}");
        }
    }
}
