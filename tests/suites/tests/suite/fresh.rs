//! A gateway that serves reads its partners by itself.

use std::time::{Duration, Instant};

use accord_harness::{World, WorldOptions};
use accord_sandbox::{Delivery, FaultKind};
use serde_json::Value;

use crate::state::partner;

#[tokio::test(flavor = "multi_thread")]
async fn serve_reads_its_partners_and_none_holds_up_another() {
    let options = WorldOptions { people: Some(60), incidents: Some(90), sync_seconds: 1, ..WorldOptions::default() };
    let world = World::start(options).await;
    let mut gateway = world.serve();
    for name in ["police", "county"] {
        soon(&world, name, || partner(&world, name).incidents > 0).await;
    }
    soon(&world, "both", || rounds(&world, "police").contains(&"OK".to_owned())).await;

    world.sandbox.police.fault(FaultKind::ServerError, "", None);
    soon(&world, "a failure", || rounds(&world, "police").last().is_some_and(|code| code != "OK")).await;
    let manifest = world.sandbox.county.deliver(Delivery::NextNight).unwrap();
    let added = manifest.added.first().unwrap();
    let indexed = || {
        let rows = world.tables().remove("indexed_record").unwrap();
        rows.iter().any(|row| row["local"] == added.as_str())
    };
    soon(&world, "the next night", indexed).await;
    assert!(gateway.is_alive());
    let live = reqwest::get(format!("{}/health/live", gateway.base())).await.unwrap();
    assert_eq!(live.status(), 200);
    let failed = rounds(&world, "police").len();
    world.sandbox.police.fault(FaultKind::None, "", None);
    soon(&world, "the police again", || rounds(&world, "police").iter().skip(failed).any(|code| code == "OK")).await;

    // Told to stop in the middle of a round that would take half a minute.
    world.sandbox.police.clear_requests();
    world.sandbox.police.fault(FaultKind::Hang, "", None);
    soon(&world, "a question", || !world.sandbox.police.requests().is_empty()).await;
    let began = Instant::now();
    assert!(gateway.stop());
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    assert!(world.accord(&["audit", "verify"]).contains("The log holds"));
}

#[tokio::test(flavor = "multi_thread")]
async fn with_every_seconds_0_no_partner_is_read() {
    let options = WorldOptions { people: Some(60), incidents: Some(90), ..WorldOptions::default() };
    let world = World::start(options).await;
    let gateway = world.serve();
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert!(world.sandbox.police.requests().is_empty());
    assert!(gateway.stop());
    assert!(world.dropped().len() == 2 && lines(&world).iter().all(|line| line["message"] != "sync"));
}

/// The codes of a partner's rounds, in order. A line of a round has counts and codes alone.
fn rounds(world: &World, name: &str) -> Vec<String> {
    let rounds = lines(world).into_iter().filter(|line| line["message"] == "sync" && line["partner"] == name);
    let codes = rounds.map(|line| {
        for (key, value) in line.as_object().unwrap() {
            let known = ["timestamp", "level", "target", "message", "partner", "code"].contains(&key.as_str());
            assert!(known || value.is_u64(), "{line}");
        }
        line["code"].as_str().unwrap().to_owned()
    });
    codes.collect()
}

fn lines(world: &World) -> Vec<Value> {
    let text = std::fs::read_to_string(world.log()).unwrap_or_default();
    // The last line may be half written.
    text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}

/// Waits for what a slow machine does in a moment.
async fn soon(world: &World, what: &str, is_so: impl Fn() -> bool) {
    let end = Instant::now() + Duration::from_secs(120);
    while !is_so() {
        let log = || std::fs::read_to_string(world.log()).unwrap_or_default();
        assert!(Instant::now() < end, "{what} did not come: {}", log());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
