//! The privacy officer's search of the log, after questions over HTTP.

use std::time::{Duration, Instant};

use accord_harness::Client;
use accord_sandbox::Mint;
use serde_json::{Map, Value, json};

use crate::scene::{Scene, known};

const CASELOAD: &str = "{ victims(first: 3) { nodes { name { text } } } }";

/// The support worker, whose token says this of herself too.
fn client(scene: &Scene, subject: &str, herself: &[(&str, Value)]) -> Client {
    let mut claims: Map<String, Value> =
        herself.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    claims.insert("sub".to_owned(), json!(subject));
    let token = scene.world.sandbox.idp.mint(&Mint { claims, ..Mint::default() }).unwrap();
    Client::new(&scene.gateway.url, &token, "SUPPORT")
}

async fn until(what: &str, so: impl Fn() -> bool) {
    let end = Instant::now() + Duration::from_secs(10);
    while !so() {
        assert!(Instant::now() < end, "{what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_reads_about_somebody_of_her_own_name_is_found_and_the_name_is_nowhere() {
    let scene = Scene::plain().await;
    let family = known(scene.people()[0], "police").values["family"].clone();
    // A caseload is a user's own: the one whose token says nothing, under the same subject, reads it first.
    client(&scene, "support-worker", &[]).data(CASELOAD, Value::Null).await;
    let said = scene.world.accord(&["audit", "unusual"]);
    assert!(!said.contains("OWN_NAME\t") && said.contains("OWN_NAME: not checked for 1 users"), "{said}");

    // As she spells it, and a postcode that nobody has.
    let herself = [
        ("family_name", json!(format!(" {}", family.to_uppercase()))),
        ("address", json!({"postal_code": "ZZ99 9ZZ"})),
    ];
    client(&scene, "support-worker", &herself).data(CASELOAD, Value::Null).await;
    until("what the token says is kept", || scene.world.tables()["staff_fact"].len() == 2).await;
    let said = scene.world.accord(&["audit", "unusual"]);
    let found: Vec<&str> = said.lines().filter(|line| line.starts_with("OWN_NAME\t")).collect();
    assert!(!found.is_empty() && !said.contains("OWN_POSTCODE\t") && !said.contains("not checked"), "{said}");
    assert!(
        found[0].contains("\tsafe-haven-llr\tSUPPORT_WORKER\tuser ") && found[0].contains("read 2 times about "),
        "{said}"
    );
    let issuer = scene.world.sandbox.idp.url();
    let user = scene.world.accord(&["audit", "user", "--issuer", &issuer, "--subject", "support-worker"]);
    assert!(found[0].contains(user.trim_end()), "{user}");
    for place in [
        said.clone(),
        serde_json::to_string(&scene.world.tables()).unwrap(),
        std::fs::read_to_string(scene.world.log()).unwrap(),
    ] {
        let place = place.to_lowercase();
        assert!(!place.contains(&family.to_lowercase()) && !place.contains("zz99"), "it is written in the clear");
    }
    // Another name in the next token takes the place of the first.
    client(&scene, "support-worker", &[("family_name", json!("Nobody-Of-This-Name"))])
        .data(CASELOAD, Value::Null)
        .await;
    until("the new name is found by nobody", || !scene.world.accord(&["audit", "unusual"]).contains("OWN_NAME\t"))
        .await;
}
