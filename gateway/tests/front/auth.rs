//! Every way in which a token or a purpose can be wrong.

use accord_sandbox::{FaultKind, Forge, Mint, PERSONAS};
use reqwest::header::AUTHORIZATION;
use serde_json::{Map, Value, json};

use crate::start::{Answer, Gateway, WHO, outcome};

fn claims(pairs: Value) -> Mint {
    let Value::Object(claims) = pairs else { return Mint::default() };
    Mint { claims, ..Mint::default() }
}

async fn asked(gateway: &Gateway, token: &str, purpose: &str) -> Answer {
    let request = gateway.post(WHO).header(AUTHORIZATION, format!("Bearer {token}"));
    Answer::to(request.header("accord-purpose", purpose)).await
}

#[tokio::test]
async fn every_persona_is_known_for_each_of_its_purposes() {
    let gateway = Gateway::plain().await;
    for persona in PERSONAS {
        let token = gateway.idp.token(persona).unwrap();
        for purpose in persona.purposes {
            let answer = asked(&gateway, &token, purpose).await;
            let expected = json!({"data": {"viewer": {"role": persona.role, "purpose": purpose}}});
            assert_eq!((answer.status, answer.body()), (200, expected), "{}", persona.name);
        }
        let other = asked(&gateway, &token, "SAFEGUARD_CHILD").await;
        assert_eq!(other.outcome(), outcome(403, "PURPOSE_NOT_ALLOWED"), "{}", persona.name);
    }
}

#[tokio::test]
async fn a_token_that_is_not_an_issuers_word_for_us_is_refused() {
    let gateway = Gateway::plain().await;
    let forged = |forge| Mint { forge, ..Mint::default() };
    for (order, what) in [
        (Mint { expires_in: Some(-120), ..Mint::default() }, "expired"),
        (Mint { not_before_in: Some(3_600), ..Mint::default() }, "not yet"),
        (claims(json!({"iss": "https://login.example"})), "another issuer"),
        (claims(json!({"aud": "other"})), "another audience"),
        (claims(json!({"aud": ["other", "third"]})), "other audiences"),
        (claims(json!({"exp": null})), "no exp"),
        (claims(json!({"iss": null})), "no iss"),
        (claims(json!({"aud": null})), "no aud"),
        (claims(json!({"sub": null})), "no sub"),
        (claims(json!({"sub": ""})), "empty sub"),
        (claims(json!({"exp": "never"})), "exp in words"),
        (claims(json!({"organisation": null})), "no organisation"),
        (claims(json!({"role": null})), "no role"),
        (claims(json!({"purposes": "SUPPORT"})), "purposes in one word"),
        (forged(Forge::AlgNone), "alg none"),
        (forged(Forge::Hs256PublicKey), "public key as secret"),
        (forged(Forge::UnknownKid), "unknown key"),
        (forged(Forge::NoKid), "no key named"),
        (forged(Forge::OtherKey), "another key"),
        (forged(Forge::BadSignature), "bad signature"),
    ] {
        let token = gateway.idp.mint(&order).unwrap();
        let answer = asked(&gateway, &token, "SUPPORT").await;
        assert_eq!(answer.outcome(), outcome(401, "UNAUTHENTICATED"), "{what}");
        assert_eq!(answer.header("www-authenticate"), "Bearer realm=\"accord\"", "{what}");
        assert!(!answer.text.contains("\"data\""), "{what}");
    }
}

#[tokio::test]
async fn garbage_is_refused_and_nothing_of_it_comes_back() {
    let gateway = Gateway::plain().await;
    let long = "Zqx".repeat(3_000);
    for token in ["Zqx", "Zqx.Zqx.Zqx", "..", "e30.e30.e30", "eyJhbGciOiJub25lIn0.e30.", long.as_str()] {
        let answer = asked(&gateway, token, "SUPPORT").await;
        assert_eq!(answer.outcome(), outcome(401, "UNAUTHENTICATED"), "{token}");
        assert!(!answer.text.contains("Zqx"));
    }
    let basic = gateway.post(WHO).header(AUTHORIZATION, "Basic Zqx").header("accord-purpose", "SUPPORT");
    assert_eq!(Answer::to(basic).await.outcome(), outcome(401, "UNAUTHENTICATED"));
    let twice = gateway.signed(WHO).header(AUTHORIZATION, format!("Bearer {}", gateway.token()));
    assert_eq!(Answer::to(twice).await.outcome(), outcome(401, "UNAUTHENTICATED"));
    assert_eq!(Answer::to(gateway.post(WHO)).await.outcome(), outcome(401, "UNAUTHENTICATED"));
}

#[tokio::test]
async fn claims_and_purposes_have_codes_of_their_own() {
    let gateway = Gateway::plain().await;
    for (order, purpose, status, code) in [
        (json!({"organisation": "elsewhere"}), "SUPPORT", 403, "ORGANISATION_UNKNOWN"),
        (json!({"organisation": "Safe Haven"}), "SUPPORT", 403, "ORGANISATION_UNKNOWN"),
        (json!({"role": "KING"}), "SUPPORT", 403, "ROLE_UNKNOWN"),
        (json!({"role": "VICTIM"}), "SUPPORT", 403, "ROLE_UNKNOWN"),
        (json!({"organisation": "public"}), "SUPPORT", 403, "ROLE_UNKNOWN"),
        (json!({}), "CARE", 403, "PURPOSE_NOT_ALLOWED"),
        (json!({"purposes": []}), "SUPPORT", 403, "PURPOSE_NOT_ALLOWED"),
        (json!({"purposes": ["RECORD_LINKAGE"]}), "RECORD_LINKAGE", 403, "PURPOSE_NOT_ALLOWED"),
        (json!({"purposes": ["SUPPORT", "Zqx"]}), "Zqx", 400, "PURPOSE_UNKNOWN"),
        (json!({}), "support", 400, "PURPOSE_UNKNOWN"),
        (json!({}), "SUPPORT, CARE", 400, "PURPOSE_UNKNOWN"),
    ] {
        let token = gateway.idp.mint(&claims(order)).unwrap();
        assert_eq!(asked(&gateway, &token, purpose).await.outcome(), outcome(status, code), "{purpose} {code}");
    }
    let bearer = format!("Bearer {}", gateway.token());
    let without = gateway.post(WHO).header(AUTHORIZATION, &bearer);
    assert_eq!(Answer::to(without).await.outcome(), outcome(400, "PURPOSE_REQUIRED"));
    let twice = gateway.signed(WHO).header("accord-purpose", "SUPPORT");
    assert_eq!(Answer::to(twice).await.outcome(), outcome(400, "PURPOSE_UNKNOWN"));
    // A stranger does not learn which purposes there are.
    let stranger = gateway.post(WHO).header("accord-purpose", "Zqx");
    assert_eq!(Answer::to(stranger).await.outcome(), outcome(401, "UNAUTHENTICATED"));
}

#[tokio::test]
async fn keys_are_read_once_and_again_for_a_new_name() {
    let gateway = Gateway::plain().await;
    let reads = || gateway.idp.requests().iter().filter(|r| r.path == "/jwks").count();
    let old = gateway.token();
    let all = (0..10).map(|_| asked(&gateway, &old, "SUPPORT"));
    for answer in futures_util::future::join_all(all).await {
        assert_eq!(answer.status, 200);
    }
    assert_eq!(reads(), 1, "one fetch, however many wait for it");
    gateway.idp.rotate(false).unwrap();
    let new = gateway.token();
    assert_eq!(asked(&gateway, &new, "SUPPORT").await.status, 200);
    assert_eq!(asked(&gateway, &old, "SUPPORT").await.status, 200);
    assert_eq!(reads(), 2);
    let unknown = gateway.idp.mint(&Mint { forge: Forge::UnknownKid, ..Mint::default() }).unwrap();
    for _ in 0..10 {
        assert_eq!(asked(&gateway, &unknown, "SUPPORT").await.status, 401);
    }
    assert!(reads() <= 3, "an invented name does not make us ask each time: {}", reads());
}

#[tokio::test]
async fn without_keys_nobody_is_believed_and_with_old_keys_they_go_on() {
    let gateway = Gateway::plain().await;
    gateway.idp.fault(FaultKind::ServerError, "/jwks", None);
    let token = gateway.token();
    assert_eq!(asked(&gateway, &token, "SUPPORT").await.outcome(), outcome(503, "IDENTITY_UNAVAILABLE"));

    let gateway = Gateway::plain().await;
    let token = gateway.token();
    assert_eq!(asked(&gateway, &token, "SUPPORT").await.status, 200);
    gateway.idp.fault(FaultKind::Garbage, "/jwks", None);
    gateway.idp.rotate(true).unwrap();
    let new = gateway.token();
    assert_eq!(asked(&gateway, &new, "SUPPORT").await.status, 401, "its key could not be read");
    assert_eq!(asked(&gateway, &token, "SUPPORT").await.status, 200, "the old keys go on");
}

#[test]
fn an_order_without_claims_is_honest() {
    assert_eq!(claims(json!({})).claims, Map::new());
}
