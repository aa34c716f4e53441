//! Each fault of each partner, alone and with others: everything else arrives, the gap is named, and nobody waits longer than
//! the patience that one partner is given.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use accord_harness::{Client, World, WorldOptions};
use accord_sandbox::FaultKind;
use serde_json::{Value, json};

use crate::scene::{CONSENT, Scene, assign, consent, county, known, linkable, police};

/// What a gateway allows one partner, and the whole request, where its configuration says nothing.
const PATIENCE: Duration = Duration::from_millis(2_000);
const DEADLINE: Duration = Duration::from_secs(5);
/// What the gateway itself may add to the slowest partner.
const OVERHEAD: Duration = Duration::from_millis(50);

const FAULTS: [FaultKind; 6] = [
    FaultKind::ServerError,
    FaultKind::Throttled,
    FaultKind::Truncated,
    FaultKind::Garbage,
    FaultKind::Slow,
    FaultKind::Hang,
];

/// The partners that are asked over HTTP: their ids and organisations.
const PARTNERS: [(&str, &str); 4] = [
    ("police", "leicestershire-police"),
    ("nhs", "leicestershire-partnership-nhs-trust"),
    ("council-reports", "leicester-city-council"),
    ("directory", "leicestershire-county-council"),
];

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
    // No breaker and no cache: each question reaches each partner.
    let limits = "limits = { cache_ttl_ms = 0, breaker = { failures = 100000, open_ms = 1 } }\n";
    let text = std::fs::read_to_string(world.config()).unwrap();
    let text = ["client_id = \"accord\"\n", "area = \"leicester\"\n"]
        .iter()
        .fold(text, |text, line| text.replace(line, &format!("{line}{limits}")));
    let directory = format!("base_url = \"{}\"\n", world.sandbox.directory.url());
    let text = text.replace(&directory, &format!("{directory}{limits}"));
    assert_eq!(text.matches(limits).count(), PARTNERS.len());
    std::fs::write(world.config(), text).unwrap();
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

fn strike(scene: &Scene, partner: &str, kind: FaultKind) {
    let sandbox = &scene.world.sandbox;
    match partner {
        "police" => sandbox.police.fault(kind, "/v1/", None),
        "nhs" => sandbox.nhs.as_ref().unwrap().fault(kind, "/fhir/", None),
        "council-reports" => sandbox.reports.fault(kind, "", None),
        _ => sandbox.directory.fault(kind, "", None),
    }
}

/// The organisations whose records make up a list.
fn sources(data: &Value, list: &str) -> BTreeSet<String> {
    if list == "supportServices" {
        return BTreeSet::from(["leicestershire-county-council".to_owned()]);
    }
    let records = nodes(data, list).iter().flat_map(|node| node["records"].as_array().unwrap());
    records.map(|record| text(&record["source"]["partner"]["id"])).collect()
}

/// Who is named as silent in a list.
fn silent(data: &Value, list: &str) -> BTreeSet<String> {
    let objects: Vec<&Value> = match list {
        "supportServices" => vec![&data[list]],
        _ => nodes(data, list).iter().map(|node| &node["disclosure"]).collect(),
    };
    let gaps = objects.iter().flat_map(|object| object["gaps"].as_array().unwrap());
    gaps.filter(|gap| gap["cause"] == "SILENT").map(|gap| text(&gap["partner"]["id"])).collect()
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

/// Strikes, asks and heals. On a busy machine one question may be slow by itself: the best of three counts.
async fn under(scene: &Scene, worker: &Client, struck: &[(&str, &str)], kind: FaultKind) {
    let name = format!("{kind:?} of {struck:?}");
    let names = struck.iter().map(|(_, organisation)| (*organisation).to_owned()).collect();
    let mut late = Vec::new();
    for _ in 0..3 {
        let (whole, healthy) = timed(worker).await;
        check(&name, &BTreeSet::new(), &whole, &whole);
        struck.iter().for_each(|(partner, _)| strike(scene, partner, kind));
        let (data, took) = timed(worker).await;
        struck.iter().for_each(|(partner, _)| strike(scene, partner, FaultKind::None));
        check(&name, &names, &whole, &data);
        assert!(took < DEADLINE, "{name}: {took:?}");
        if kind == FaultKind::Throttled {
            // Until then they are not asked.
            tokio::time::sleep(Duration::from_millis(1_100)).await;
        }
        if took <= PATIENCE + healthy + OVERHEAD {
            return;
        }
        late.push((took, healthy));
    }
    panic!("{name}: later than one partner's patience: {late:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_a_partner_does_the_others_answer_in_time_and_the_gap_is_named() {
    let (scene, worker) = scene().await;
    let (whole, _) = timed(&worker).await;
    for (_, organisation) in PARTNERS {
        assert!(LISTS.iter().any(|list| sources(&whole, list).contains(organisation)), "{organisation} is not asked");
    }
    for kind in FAULTS {
        for partner in &PARTNERS {
            under(&scene, &worker, std::slice::from_ref(partner), kind).await;
        }
    }
    for kind in [FaultKind::Hang, FaultKind::Truncated] {
        under(&scene, &worker, &PARTNERS[..2], kind).await;
        under(&scene, &worker, &PARTNERS[..3], kind).await;
    }
    let log = std::fs::read_to_string(scene.world.log()).unwrap();
    assert!(!log.contains("/v1/persons") && !log.contains("_search"), "an address of a partner is never logged");
}

/// A database that cannot be read is a gap too, and its records come back with it.
#[tokio::test(flavor = "multi_thread")]
async fn a_case_system_that_cannot_be_read_is_a_gap() {
    let (scene, _) = scene().await;
    let council = scene.client("community-safety-officer", "SUPPORT");
    let query = format!(
        "{{ incidents(first: 100) {{ nodes {{ id outcome {{ code }} records {{ source {{ partner {{ id }} }} }} \
         disclosure {{ {GAPS} }} }} }} }}"
    );
    let whole = council.data(&query, Value::Null).await;
    let charnwood = BTreeSet::from(["charnwood-borough-council".to_owned()]);
    assert!(sources(&whole, "incidents").is_superset(&charnwood) && silent(&whole, "incidents").is_empty(), "{whole}");
    let database = scene.world.folder().join("cases.sqlite");
    let kept = std::fs::read(&database).unwrap();
    // In its place, because a connection that is open keeps to the file that it opened.
    std::fs::write(&database, vec![b'x'; kept.len()]).unwrap();
    let data = council.data(&query, Value::Null).await;
    assert_eq!(silent(&data, "incidents"), charnwood);
    assert_eq!(ids(&data, "incidents"), ids(&whole, "incidents"));
    std::fs::write(&database, kept).unwrap();
    assert_eq!(council.data(&query, Value::Null).await, whole, "what was there is there again");
}
