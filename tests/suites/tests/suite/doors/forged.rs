//! Receipts that nobody gave: each tool that reads one refuses it, by a code and its line, and does nothing.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use jsonwebtoken::{Algorithm, EncodingKey, crypto};
use serde_json::{Value, json};

use super::refused::policy;
use super::{caseload, open};
use crate::scene::{CONSENT, Scene, consent};

/// What stands before the 32 bytes of an Ed25519 private key in PKCS #8 (RFC 8410 section 7).
const PKCS8_ED25519: [u8; 16] =
    [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

fn decoded(part: &str) -> Value {
    serde_json::from_slice(&BASE64.decode(part).unwrap()).unwrap()
}

fn encoded(part: &Value) -> String {
    BASE64.encode(part.to_string())
}

/// A compact JWS over these parts, signed by another gateway.
fn signed(header: &Value, payload: &Value) -> String {
    let key = EncodingKey::from_ed_der(&[PKCS8_ED25519.as_slice(), &[9; 32]].concat());
    by(&key, Algorithm::EdDSA, header, payload)
}

fn by(key: &EncodingKey, algorithm: Algorithm, header: &Value, payload: &Value) -> String {
    let message = format!("{}.{}", encoded(header), encoded(payload));
    let signature = crypto::sign(message.as_bytes(), key, algorithm).unwrap();
    format!("{message}.{signature}")
}

fn with(part: &Value, name: &str, value: Value) -> Value {
    let mut part = part.clone();
    part[name] = value;
    part
}

/// Each forgery of a receipt: what it is, its text, and the code.
fn forgeries(receipt: &str, keys: &Value) -> Vec<(&'static str, String, &'static str)> {
    let parts: Vec<&str> = receipt.split('.').collect();
    let (header, payload, signature) = (decoded(parts[0]), decoded(parts[1]), parts[2]);
    let join = |header: &Value, payload: &Value, signature: &str| {
        format!("{}.{}.{signature}", encoded(header), encoded(payload))
    };
    let wider = with(&payload, "accord", with(&payload["accord"], "categories", json!(["LOCATION", "COUNSELLING"])));
    let denied = with(&payload, "accord", with(&payload["accord"], "effect", json!("DENY")));
    assert!(
        payload["accord"]["categories"] == json!(["LOCATION"]) && payload["accord"]["effect"] == "PERMIT",
        "{payload}"
    );
    let stranger = with(&header, "kid", json!("another-gateway"));
    let public = BASE64.decode(keys["keys"][0]["x"].as_str().unwrap()).unwrap();
    let secret = EncodingKey::from_secret(&public);
    let mac = |algorithm: &str| with(&header, "alg", json!(algorithm));
    let own_key = with(&header, "jwk", json!({"kty": "OKP", "crv": "Ed25519", "x": keys["keys"][0]["x"]}));
    let (half, _) = receipt.split_at(receipt.len() / 2);
    let (cut, _) = receipt.split_at(receipt.len() - 8);
    vec![
        ("more categories", join(&header, &wider, signature), "RECEIPT_SIGNATURE_INVALID"),
        ("a permit made a refusal", join(&header, &denied, signature), "RECEIPT_SIGNATURE_INVALID"),
        ("another key under the name of ours", signed(&header, &payload), "RECEIPT_SIGNATURE_INVALID"),
        ("another key in its own header", signed(&own_key, &wider), "RECEIPT_SIGNATURE_INVALID"),
        ("another gateway's", signed(&stranger, &payload), "RECEIPT_KEY_UNKNOWN"),
        ("no key named", signed(&with(&header, "kid", Value::Null), &payload), "RECEIPT_KEY_UNKNOWN"),
        ("no algorithm, no signature", join(&mac("none"), &wider, ""), "RECEIPT_ALGORITHM_REFUSED"),
        ("no algorithm, the old signature", join(&mac("none"), &payload, signature), "RECEIPT_ALGORITHM_REFUSED"),
        (
            "the public key as a secret",
            by(&secret, Algorithm::HS256, &mac("HS256"), &wider),
            "RECEIPT_ALGORITHM_REFUSED",
        ),
        ("a token", signed(&with(&header, "typ", json!("JWT")), &payload), "RECEIPT_MALFORMED"),
        ("its first half", half.to_owned(), "RECEIPT_"),
        ("without a signature", format!("{}.{}", parts[0], parts[1]), "RECEIPT_MALFORMED"),
        ("an empty signature", format!("{}.{}.", parts[0], parts[1]), "RECEIPT_"),
        ("a cut signature", cut.to_owned(), "RECEIPT_"),
        ("its payload alone", parts[1].to_owned(), "RECEIPT_MALFORMED"),
        ("a story", "She said yes, I was there".to_owned(), "RECEIPT_MALFORMED"),
        ("more than a receipt", "e".repeat(64 * 1024 + 1), "RECEIPT_MALFORMED"),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_receipt_is_believed_by_nobody() {
    let scene = Scene::plain().await;
    let worker = scene.support_worker();
    let id = caseload(&worker).await[0].clone();
    let said = worker.data(CONSENT, consent(&id, "k", "safe-haven-llr", &["LOCATION"])).await["recordConsent"].clone();
    let query = "query($id: ID!) { victim(id: $id) { consentDirectives { id receipt } } }";
    let all = worker.data(query, json!({"id": id})).await["victim"]["consentDirectives"].clone();
    let ours = all.as_array().unwrap().iter().find(|one| one["id"] == said["directive"]["id"]).unwrap();
    let receipt = ours["receipt"].as_str().unwrap().to_owned();
    let keys = reqwest::get(format!("{}/.well-known/jwks.json", scene.gateway.base())).await.unwrap();
    let keys: Value = keys.json().await.unwrap();
    let file = scene.world.folder().join("receipt.txt");
    let jwks = scene.world.folder().join("keys.json");
    std::fs::write(&jwks, keys.to_string()).unwrap();
    let run = |words: &[&str]| {
        let output = scene.world.command(words).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.success(), text(&output.stdout), text(&output.stderr))
    };
    let (path, jwks) = (file.to_str().unwrap(), jwks.to_str().unwrap());
    std::fs::write(&file, &receipt).unwrap();
    assert!(run(&["receipt", "verify", path]).0 && run(&["receipt", "verify", path, "--jwks", jwks]).0);
    let before = policy(&scene);
    for (what, text, code) in forgeries(&receipt, &keys) {
        std::fs::write(&file, &text).unwrap();
        for words in [["receipt", "verify", path].as_slice(), &["receipt", "verify", path, "--jwks", jwks]] {
            let (done, said, why) = run(words);
            assert!(!done && said.is_empty(), "{what}: {said}");
            assert!(why.contains(&format!("receipt.txt:1: {code}")), "{what}: {why}");
        }
        let (done, said, why) = run(&["receipt", "replay", path, "--permits"]);
        assert!(!done && why.contains("1 receipts were not believed"), "{what}: {why}");
        assert!(said.contains(&format!("receipt.txt:1: {code}")) && !said.contains("entered"), "{what}: {said}");
        let (done, said, why) = run(&["consent", "import", "--organisation", "safe-haven-llr", "--write", path]);
        assert!(!done && said.is_empty() && why.contains("CONSENT_FILE"), "{what}: {why}");
    }
    // The true one is no Consent, either, and a good one after a forged one is not passed over in silence.
    std::fs::write(&file, &receipt).unwrap();
    assert!(!run(&["consent", "import", "--organisation", "safe-haven-llr", "--write", path]).0);
    std::fs::write(&file, format!("{receipt}\n{receipt}x\n")).unwrap();
    let (done, _, why) = run(&["receipt", "verify", path]);
    assert!(!done && why.contains("receipt.txt:2: RECEIPT_"), "{why}");
    assert_eq!(policy(&scene), before, "nothing granted, nothing lost");
    assert_eq!(open(&worker, &id).await, (true, true));
}
