//! Receipts of consent: to the person and to whoever wrote it down, checked by anybody, and entered again after a restore.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::scene::{CONSENT, Scene, consent};
use crate::victim_view::herself;

const RECEIPTS: &str = "query($id: ID!) { victim(id: $id) { consentDirectives { id receipt withdrawnAt } } }";
const HERS: &str = "{ victims { nodes { consentDirectives { id receipt recordedBy { id } } } } }";
const WITHDRAW: &str = "mutation($input: WithdrawConsentInput!) { withdrawConsent(input: $input) { userErrors { code } \
     directive { receipt } } }";
const ADDRESS: &str = "query($id: ID!) { victim(id: $id) { address { postcode } } }";

fn file(scene: &Scene, name: &str, text: &str) -> PathBuf {
    let path = scene.world.folder().join(name);
    fs::write(&path, text).unwrap();
    path
}

/// The command's end, what it said, and what it complained of.
fn run(scene: &Scene, words: &[&str]) -> (bool, String, String) {
    let output = scene.world.command(words).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.success(), text(&output.stdout), text(&output.stderr))
}

fn path(file: &Path) -> &str {
    file.to_str().unwrap()
}

fn without_nulls(directives: &Value) -> Vec<String> {
    let all = directives.as_array().unwrap().iter();
    all.filter_map(|directive| directive["receipt"].as_str().map(str::to_owned)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_a_receipt_can_check_it_and_nobody_can_forge_one() {
    let scene = Scene::plain().await;
    let (worker, victim) = (scene.support_worker(), herself(&scene));
    let id = scene.find(&worker, scene.people()[0]).await["victim"]["id"].clone();
    worker.data(CONSENT, consent(&id, "first", "safe-haven-llr", &["LOCATION"])).await;
    let ours = worker.data(RECEIPTS, json!({"id": id})).await["victim"]["consentDirectives"].clone();
    let hers = victim.data(HERS, Value::Null).await["victims"]["nodes"][0]["consentDirectives"].clone();
    let (ours, hers) = (without_nulls(&ours), without_nulls(&hers));
    assert_eq!((ours.len(), hers.len()), (1, 1), "one a word; none for what a partner's column says");
    assert_ne!(ours, hers, "each with ids of its own");
    let keys = reqwest::get(format!("{}/.well-known/jwks.json", scene.gateway.base())).await.unwrap();
    assert_eq!(keys.headers()["content-type"], "application/jwk-set+json");
    let keys = keys.text().await.unwrap();
    assert!(!keys.contains("\"d\""), "no private key");
    let jwks = file(&scene, "keys.json", &keys);
    for receipt in [&ours[0], &hers[0]] {
        let good = file(&scene, "receipt.txt", receipt);
        let (done, said, _) = run(&scene, &["receipt", "verify", path(&good), "--jwks", path(&jwks)]);
        assert!(
            done && said.contains("GIVEN") && said.contains("kinds LOCATION") && said.contains("to safe-haven-llr"),
            "{said}"
        );
        assert!(run(&scene, &["receipt", "verify", path(&good)]).0, "with the gateway's own key");
    }
    let mut altered = ours[0].clone().into_bytes();
    altered[200] = if altered[200] == b'A' { b'B' } else { b'A' };
    let altered = file(&scene, "altered.txt", &String::from_utf8(altered).unwrap());
    let (done, said, why) = run(&scene, &["receipt", "verify", path(&altered), "--jwks", path(&jwks)]);
    assert!(!done && said.is_empty() && why.contains("RECEIPT_"), "{why}");
    // Another gateway's key set.
    let stranger = keys.replace("\"kid\":\"", "\"kid\":\"x");
    let stranger = file(&scene, "stranger.json", &stranger);
    let good = file(&scene, "receipt.txt", &ours[0]);
    let (done, _, why) = run(&scene, &["receipt", "verify", path(&good), "--jwks", path(&stranger)]);
    assert!(!done && why.contains("RECEIPT_KEY_UNKNOWN"), "{why}");
}

/// Withdrawing takes no more inputs than giving: the directive and a key. What the restore has lost comes back from the
/// receipt that the withdrawal answered with.
#[tokio::test(flavor = "multi_thread")]
async fn after_a_restore_the_withdrawal_comes_back_from_its_receipt() {
    let scene = Scene::plain().await;
    let worker = scene.support_worker();
    let id = scene.find(&worker, scene.people()[0]).await["victim"]["id"].clone();
    let given = worker.data(CONSENT, consent(&id, "first", "safe-haven-llr", &["LOCATION"])).await;
    let directive = given["recordConsent"]["directive"]["id"].clone();
    assert!(worker.data(ADDRESS, json!({"id": id})).await["victim"]["address"].is_object());
    let before = without_nulls(&worker.data(RECEIPTS, json!({"id": id})).await["victim"]["consentDirectives"]);
    let backup = scene.world.folder().join("backup.sqlite");
    sqlite(&scene, &format!("VACUUM INTO '{}'", backup.display()));
    let input = json!({"input": {"directive": directive, "idempotencyKey": "back"}});
    let withdrawn = worker.data(WITHDRAW, input).await["withdrawConsent"].clone();
    let receipt = withdrawn["directive"]["receipt"].as_str().unwrap().to_owned();
    assert_ne!(before[0], receipt);
    assert_eq!(worker.data(ADDRESS, json!({"id": id})).await["victim"]["address"], Value::Null);

    let Scene { world, gateway } = scene;
    assert!(gateway.stop());
    for end in ["", "-wal", "-shm"] {
        drop(fs::remove_file(world.folder().join(format!("accord.sqlite{end}"))));
    }
    fs::copy(&backup, world.folder().join("accord.sqlite")).unwrap();
    let gateway = world.serve();
    let scene = Scene { world, gateway };
    let worker = scene.support_worker();
    let revived = worker.data(ADDRESS, json!({"id": id})).await["victim"]["address"].clone();
    assert!(revived.is_object(), "the restore has revived it");
    let forged = {
        let mut text = receipt.clone();
        text.truncate(text.len() - 20);
        text + "AAAAAAAAAAAAAAAAAAAA"
    };
    let files = [file(&scene, "a.txt", &forged), file(&scene, "b.txt", &format!("{}\n{receipt}\n", before[0]))];
    let (done, said, why) = run(&scene, &["receipt", "replay", path(&files[0]), path(&files[1]), "--permits"]);
    assert!(!done && why.contains("1 receipts were not believed"), "{why}");
    assert!(
        said.contains("WITHDRAWAL entered") && said.contains("KNOWN") && said.contains("RECEIPT_SIGNATURE_INVALID"),
        "{said}"
    );
    assert_eq!(worker.data(ADDRESS, json!({"id": id})).await["victim"]["address"], Value::Null);
    let (done, said, _) = run(&scene, &["receipt", "replay", path(&files[1])]);
    assert!(done && said.matches("KNOWN").count() == 2, "{said}");
}

fn sqlite(scene: &Scene, statement: &str) {
    let database = scene.world.folder().join("accord.sqlite");
    let code = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], timeout=30); c.execute(sys.argv[2]); c.commit()";
    let done = std::process::Command::new("python3").args(["-c", code]).arg(database).arg(statement).status();
    assert!(done.unwrap().success());
}
