//! The door: what the gateway's own process refuses, end to end.

use accord_sandbox::{Forge, Mint};
use serde_json::{Value, json};

use crate::scene::Scene;

#[tokio::test(flavor = "multi_thread")]
async fn tokens_that_are_not_ours_open_nothing() {
    let scene = Scene::plain().await;
    let claims = |claims: Value| claims.as_object().unwrap().clone().into_iter().collect();
    let base = Mint { persona: Some("support-worker".to_owned()), ..Default::default() };
    let bad = [
        ("expired", Mint { expires_in: Some(-3600), ..base.clone() }),
        ("not yet", Mint { not_before_in: Some(3600), ..base.clone() }),
        ("issuer", Mint { claims: claims(json!({"iss": "http://other.example"})), ..base.clone() }),
        ("audience", Mint { claims: claims(json!({"aud": "another"})), ..base.clone() }),
        ("alg none", Mint { forge: Forge::AlgNone, ..base.clone() }),
        ("public key as secret", Mint { forge: Forge::Hs256PublicKey, ..base.clone() }),
        ("unknown key", Mint { forge: Forge::UnknownKid, ..base.clone() }),
        ("signature", Mint { forge: Forge::BadSignature, ..base.clone() }),
    ];
    scene.world.sandbox.police.clear_requests();
    for (what, mint) in bad {
        let token = scene.world.sandbox.idp.mint(&mint).unwrap();
        let client = accord_harness::Client::new(&scene.gateway.url, &token, "SUPPORT");
        let answer = client.ask("{ victims { nodes { id name { text } } } }", Value::Null).await;
        assert_eq!(answer.status, 401, "{what}: {}", answer.body());
        assert_eq!(answer.body()["data"], Value::Null, "{what}");
    }
    assert!(scene.world.sandbox.police.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn public_questions_need_no_token() {
    let scene = Scene::plain().await;
    let http = reqwest::Client::new();
    let ask = |query: &str| http.post(&scene.gateway.url).json(&json!({"query": query})).send();
    let answer: Value = ask("{ organisations(first: 3) { nodes { id name } } }").await.unwrap().json().await.unwrap();
    assert_eq!(answer["data"]["organisations"]["nodes"].as_array().unwrap().len(), 3, "{answer}");
    let refused = ask("{ organisations { nodes { id } } victims { nodes { id } } }").await.unwrap();
    assert_eq!(refused.status(), 401);
}

/// Invariant 12: no log, no data.
#[tokio::test(flavor = "multi_thread")]
async fn without_the_log_there_is_no_data() {
    let scene = Scene::plain().await;
    let worker = scene.support_worker();
    let whole = worker.ask("{ victims { nodes { name { text } } } }", Value::Null).await;
    assert_eq!(whole.status, 200);
    let verified = scene.world.accord(&["audit", "verify"]);
    assert!(verified.contains("The log holds"), "{verified}");
    // The end of the log is taken away under the gateway, as a full or broken disk would.
    let database = scene.world.folder().join("accord.sqlite");
    let broken = std::process::Command::new("python3")
        .args(["-c", "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], timeout=30); c.execute('ALTER TABLE ledger_row RENAME TO gone'); c.commit()"])
        .arg(&database)
        .status()
        .unwrap();
    assert!(broken.success());
    let answer = worker.ask("{ victims { nodes { name { text } } } }", Value::Null).await;
    assert_eq!((answer.status, answer.code().as_str()), (503, "AUDIT_UNAVAILABLE"), "{}", answer.body());
    assert_eq!(answer.body()["data"], Value::Null);
    let live = reqwest::get(format!("{}/health/live", scene.gateway.base())).await.unwrap();
    assert_eq!(live.status(), 200);
}
