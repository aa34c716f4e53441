//! The partners that are asked over HTTP.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::time::Duration;

use accord_harness::Client;
use accord_sandbox::{Entry, FaultKind};
use serde_json::{Value, json};
use tokio::net::TcpStream;

use super::{LISTS, check, gaps, scene, sources, timed};
use crate::scene::{CALLED, Scene};

/// What a gateway allows one partner, and the whole request, where its configuration says nothing.
const PATIENCE: Duration = Duration::from_millis(2_000);
const DEADLINE: Duration = Duration::from_secs(5);
/// What the gateway itself may add to the slowest partner.
const OVERHEAD: Duration = Duration::from_millis(50);

/// Those that are told at once.
const SAID: [FaultKind; 10] = [
    FaultKind::ServerError,
    FaultKind::Throttled,
    FaultKind::Truncated,
    FaultKind::Garbage,
    FaultKind::WrongTypes,
    FaultKind::EmptyBody,
    FaultKind::Oversized,
    FaultKind::Redirect,
    FaultKind::Reset,
    FaultKind::Down,
];

/// Those that are over when the patience is.
const WAITED_FOR: [FaultKind; 3] = [FaultKind::Slow, FaultKind::Hang, FaultKind::Drip];

/// What is struck of a partner.
#[derive(Clone, Copy, Debug)]
enum Blow {
    /// Its records.
    Records(FaultKind),
    /// Its login: the token that we hold is not known any more, and asking for another ends so.
    Login(FaultKind),
}

fn fault(scene: &Scene, partner: &str, kind: FaultKind, prefix: &str) {
    let sandbox = &scene.world.sandbox;
    match partner {
        "police" => sandbox.police.fault(kind, prefix, None),
        "nhs" => sandbox.nhs.as_ref().unwrap().fault(kind, prefix, None),
        "council-reports" => sandbox.reports.fault(kind, prefix, None),
        _ => sandbox.directory.fault(kind, prefix, None),
    }
}

fn requests(scene: &Scene, partner: &str) -> Vec<Entry> {
    let sandbox = &scene.world.sandbox;
    match partner {
        "police" => sandbox.police.requests(),
        "nhs" => sandbox.nhs.as_ref().unwrap().requests(),
        "council-reports" => sandbox.reports.requests(),
        _ => sandbox.directory.requests(),
    }
}

fn url(scene: &Scene, partner: &str) -> String {
    let sandbox = &scene.world.sandbox;
    match partner {
        "police" => sandbox.police.url(),
        "nhs" => sandbox.nhs.as_ref().unwrap().url(),
        "council-reports" => sandbox.reports.url(),
        _ => sandbox.directory.url(),
    }
}

async fn strike(scene: &Scene, partner: &str, blow: Blow) {
    let records = match partner {
        "police" => "/v1/",
        "nhs" => "/fhir/",
        _ => "",
    };
    match blow {
        Blow::Records(kind) => fault(scene, partner, kind, records),
        Blow::Login(kind) => {
            fault(scene, partner, FaultKind::Unauthorized, records);
            fault(scene, partner, kind, "/oauth2/token");
        }
    }
    if matches!(blow, Blow::Records(FaultKind::Down)) {
        listens(scene, partner, false).await;
    }
}

async fn heal(scene: &Scene, partner: &str) {
    fault(scene, partner, FaultKind::None, "");
    listens(scene, partner, true).await;
}

/// Waits until the partner's server is up, or down.
async fn listens(scene: &Scene, partner: &str, up: bool) {
    let address: SocketAddr = url(scene, partner).trim_start_matches("http://").parse().unwrap();
    for _ in 0..200 {
        if TcpStream::connect(address).await.is_ok() == up {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("{partner} does not become {up}");
}

/// Strikes, asks and heals. On a busy machine one question may be slow by itself: the best of three counts.
async fn under(scene: &Scene, worker: &Client, struck: &[(&str, &str)], blow: Blow) {
    let name = format!("{blow:?} of {struck:?}");
    let names = struck.iter().map(|(_, organisation)| (*organisation).to_owned()).collect();
    let mut late = Vec::new();
    for _ in 0..3 {
        let (whole, healthy) = timed(worker).await;
        check(&name, &BTreeSet::new(), &whole, &whole);
        for (partner, _) in struck {
            strike(scene, partner, blow).await;
        }
        let (data, took) = timed(worker).await;
        for (partner, _) in struck {
            heal(scene, partner).await;
        }
        check(&name, &names, &whole, &data);
        assert!(took < DEADLINE, "{name}: {took:?}");
        if matches!(blow, Blow::Records(FaultKind::Throttled)) {
            left_alone(scene, worker, struck, &data).await;
        }
        if took <= PATIENCE + healthy + OVERHEAD {
            return;
        }
        late.push((took, healthy));
    }
    panic!("{name}: later than one partner's patience: {late:?}");
}

/// Who asked for a second of silence is named with it, and is not asked before it is over, though it would answer.
async fn left_alone(scene: &Scene, worker: &Client, struck: &[(&str, &str)], said: &Value) {
    let asked = |scene: &Scene| struck.iter().map(|(name, _)| requests(scene, name).len()).collect::<Vec<_>>();
    let before = asked(scene);
    let again = worker.data(&super::query(), Value::Null).await;
    assert_eq!(asked(scene), before, "{struck:?} were asked before the time was over");
    for data in [said, &again] {
        let silent: Vec<Value> = LISTS.iter().flat_map(|list| gaps(data, list)).collect();
        assert!(!silent.is_empty());
        for gap in silent.iter().filter(|gap| gap["cause"] == "SILENT") {
            assert_eq!(gap["retryAfterSeconds"], json!(1), "{struck:?}");
        }
    }
    tokio::time::sleep(Duration::from_millis(1_100)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_a_partner_says_the_others_answer_in_time_and_the_gap_is_named() {
    let (scene, worker) = scene().await;
    let (whole, _) = timed(&worker).await;
    for (_, organisation) in CALLED {
        assert!(LISTS.iter().any(|list| sources(&whole, list).contains(organisation)), "{organisation} is not asked");
    }
    for kind in SAID {
        for partner in &CALLED {
            under(&scene, &worker, std::slice::from_ref(partner), Blow::Records(kind)).await;
        }
    }
    for kind in [FaultKind::Truncated, FaultKind::Down] {
        under(&scene, &worker, &CALLED[..2], Blow::Records(kind)).await;
        under(&scene, &worker, &CALLED[..3], Blow::Records(kind)).await;
    }
    let log = std::fs::read_to_string(scene.world.log()).unwrap();
    assert!(!log.contains("/v1/persons") && !log.contains("_search"), "an address of a partner is never logged");
}

#[tokio::test(flavor = "multi_thread")]
async fn however_long_a_partner_takes_the_others_answer_in_time_and_the_gap_is_named() {
    let (scene, worker) = scene().await;
    for kind in WAITED_FOR {
        for partner in &CALLED {
            under(&scene, &worker, std::slice::from_ref(partner), Blow::Records(kind)).await;
        }
    }
    under(&scene, &worker, &CALLED[..2], Blow::Records(FaultKind::Hang)).await;
    under(&scene, &worker, &CALLED[..3], Blow::Records(FaultKind::Hang)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_partner_that_lets_us_in_no_more_is_a_gap_and_nobody_elses_trouble() {
    let (scene, worker) = scene().await;
    // Those with a login.
    for partner in &CALLED[..2] {
        for kind in [FaultKind::Unauthorized, FaultKind::ServerError, FaultKind::Garbage, FaultKind::Hang] {
            under(&scene, &worker, std::slice::from_ref(partner), Blow::Login(kind)).await;
        }
    }
    under(&scene, &worker, &CALLED[..2], Blow::Login(FaultKind::Hang)).await;
}
