//! A gateway that is killed while it records consents.

use std::collections::BTreeMap;

use accord_harness::World;
use serde_json::{Value, json};

use crate::scene::{CONSENT, Scene, consent};

/// How many workers record consents at once.
const AT_ONCE: usize = 8;
const MUTATIONS: usize = 200;

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_is_there_after_a_crash() {
    let Scene { world, gateway } = Scene::plain().await;
    let worker = world.client(&gateway, "support-worker", "SUPPORT");
    let seen = worker.data("{ victims { nodes { id } } }", Value::Null).await;
    let victim = seen["victims"]["nodes"][0]["id"].clone();
    let (done, mut acknowledges) = tokio::sync::mpsc::unbounded_channel();
    let mut tasks = tokio::task::JoinSet::new();
    for first in 0..AT_ONCE {
        let (worker, victim, done) = (worker.clone(), victim.clone(), done.clone());
        tasks.spawn(async move {
            for number in (first..MUTATIONS).step_by(AT_ONCE) {
                let answer = worker.try_ask(CONSENT, numbered(&victim, number)).await;
                if answer.is_some_and(|answer| is_recorded(&answer)) {
                    done.send(number).expect("somebody counts");
                }
            }
        });
    }
    drop(done);
    // In the middle of it.
    let mut acknowledged = Vec::new();
    while acknowledged.len() < MUTATIONS / 3 {
        acknowledged.push(acknowledges.recv().await.expect("they are acknowledged"));
    }
    gateway.kill();
    while let Some(number) = acknowledges.recv().await {
        acknowledged.push(number);
    }
    assert!(acknowledged.len() < MUTATIONS, "it was killed too late");
    let kept = wordings(&world);
    for number in &acknowledged {
        assert_eq!(kept.get(&wording(*number)), Some(&1), "{number} was acknowledged");
    }
    assert!(world.accord(&["audit", "verify"]).contains("The log holds"));

    let gateway = world.serve();
    let worker = world.client(&gateway, "support-worker", "SUPPORT");
    for number in 0..MUTATIONS {
        assert!(is_recorded(&worker.ask(CONSENT, numbered(&victim, number)).await), "{number}");
    }
    let kept = wordings(&world);
    for number in 0..MUTATIONS {
        assert_eq!(kept.get(&wording(number)), Some(&1), "{number} was repeated under its own key");
    }
    drop(gateway);
    assert!(world.accord(&["audit", "verify"]).contains("The log holds"));
}

fn numbered(victim: &Value, number: usize) -> Value {
    let mut input = consent(victim, &format!("key-{number}"), "safe-haven-llr", &["CONTACT"]);
    input["input"]["given"]["wordingVersion"] = json!(wording(number));
    input
}

fn wording(number: usize) -> String {
    format!("crash-{number}")
}

fn is_recorded(answer: &accord_harness::Answer) -> bool {
    let body = answer.body();
    answer.status == 200 && body.get("errors").is_none() && body["data"]["recordConsent"]["directive"]["id"].is_string()
}

/// How often each wording stands in the database.
fn wordings(world: &World) -> BTreeMap<String, usize> {
    let mut all = BTreeMap::new();
    for row in world.tables().remove("directive").unwrap_or_default() {
        *all.entry(row["wording_version"].as_str().unwrap_or_default().to_owned()).or_default() += 1;
    }
    all
}
