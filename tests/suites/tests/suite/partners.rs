//! A partner's failure becomes part of the answer.

use std::time::Duration;

use accord_sandbox::FaultKind;
use serde_json::Value;

use crate::scene::Scene;

const QUERY: &str = "{ victims(first: 3) { nodes { id name { text } records { source { partner { id } } } \
     disclosure { gaps { partner { id } cause fields retryAfterSeconds } } } } }";

#[tokio::test(flavor = "multi_thread")]
async fn each_fault_of_the_police_is_a_gap_and_nothing_else_is_lost() {
    let scene = Scene::plain().await;
    let worker = scene.support_worker();
    let whole = worker.data(QUERY, Value::Null).await["victims"]["nodes"].clone();
    for kind in [
        FaultKind::ServerError,
        FaultKind::Truncated,
        FaultKind::WrongTypes,
        FaultKind::Garbage,
        FaultKind::Throttled,
        FaultKind::Hang,
    ] {
        scene.world.sandbox.police.fault(kind, "/v1/persons", None);
        // Another projection each time: what was cached before the fault must not hide it.
        let answer = worker.ask(&QUERY.replace("name { text }", fresh(kind)), Value::Null).await;
        let body = answer.body();
        assert!(answer.status == 200 && body.get("errors").is_none(), "{kind:?}: {body}");
        let people = body["data"]["victims"]["nodes"].as_array().unwrap();
        assert_eq!(people.len(), whole.as_array().unwrap().len(), "{kind:?}");
        for person in people {
            let gaps = person["disclosure"]["gaps"].as_array().unwrap();
            let silent = gaps.iter().filter(|g| g["cause"] == "SILENT").collect::<Vec<_>>();
            assert_eq!(silent.len(), 1, "{kind:?}: {person}");
            assert_eq!(silent[0]["partner"]["id"], "leicestershire-police");
        }
        scene.world.sandbox.police.fault(FaultKind::None, "", None);
        // The breaker closes again.
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let line = std::fs::read_to_string(scene.world.log()).unwrap();
    assert!(!line.contains("/v1/persons"), "an address of a partner is never logged");
}

fn fresh(kind: FaultKind) -> &'static str {
    match kind {
        FaultKind::ServerError => "dateOfBirth",
        FaultKind::Truncated => "nhsNumber { value }",
        FaultKind::WrongTypes => "dateOfBirth nhsNumber { value }",
        FaultKind::Garbage => "name { text } dateOfBirth",
        FaultKind::Throttled => "name { text } nhsNumber { value }",
        _ => "name { text } dateOfBirth nhsNumber { value }",
    }
}
