use accord_sandbox::{Forge, IdentityServer, Mint, PERSONAS, Persona};
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde_json::{Value, json};

use crate::client::{Outcome, text};

/// What a verifier does: the key by its `kid`, ES256 alone, issuer, audience, times.
async fn verify(idp: &IdentityServer, token: &str) -> Outcome<Value> {
    let keys: JwkSet = reqwest::get(format!("{}/jwks", idp.url())).await?.json().await?;
    let kid = decode_header(token)?.kid.ok_or("no kid")?;
    let key = DecodingKey::from_jwk(keys.find(&kid).ok_or("unknown kid")?)?;
    let mut validation = Validation::new(Algorithm::ES256);
    validation.set_audience(&["accord"]);
    validation.set_issuer(&[idp.url()]);
    validation.validate_nbf = true;
    validation.leeway = 0;
    Ok(decode::<Value>(token, &key, &validation)?.claims)
}

#[tokio::test]
async fn every_persona_gets_a_token_that_verifies() -> Outcome {
    let idp = IdentityServer::start(0).await?;
    let discovery: Value =
        reqwest::get(format!("{}/.well-known/openid-configuration", idp.url())).await?.json().await?;
    assert_eq!(discovery["issuer"], idp.url());
    for persona in PERSONAS {
        let request = reqwest::Client::new().post(text(&discovery["token_endpoint"]));
        let answer = request
            .basic_auth(persona.name, Some(persona.secret()))
            .form(&[("grant_type", "client_credentials")])
            .send()
            .await?;
        let answer: Value = answer.error_for_status()?.json().await?;
        let claims = verify(&idp, &text(&answer["access_token"])).await?;
        assert_eq!((text(&claims["sub"]), text(&claims["role"])), (persona.name.to_owned(), persona.role.to_owned()));
        assert_eq!(claims["purposes"], json!(persona.purposes));
    }
    let form = [("grant_type", "client_credentials"), ("client_id", "victim"), ("client_secret", "demo-integrator")];
    let refused = reqwest::Client::new().post(format!("{}/token", idp.url())).form(&form).send().await?;
    assert_eq!(refused.status(), 401);
    Ok(())
}

#[tokio::test]
async fn no_forgery_verifies() -> Outcome {
    let idp = IdentityServer::start(0).await?;
    assert!(verify(&idp, &idp.mint(&Mint::default())?).await.is_ok());
    for forge in
        [Forge::AlgNone, Forge::Hs256PublicKey, Forge::UnknownKid, Forge::NoKid, Forge::OtherKey, Forge::BadSignature]
    {
        let token = idp.mint(&Mint { forge, ..Mint::default() })?;
        assert!(verify(&idp, &token).await.is_err(), "{forge:?}");
    }
    let base = json!({"persona": "care-coordinator"});
    for (name, value) in [
        ("expires_in", json!(-5)),
        ("not_before_in", json!(600)),
        ("claims", json!({"iss": "https://elsewhere.example"})),
        ("claims", json!({"aud": "other"})),
        ("claims", json!({"exp": null})),
    ] {
        let mut order = base.clone();
        order[name] = value;
        let minted = reqwest::Client::new().post(format!("{}/_sandbox/mint", idp.url())).json(&order).send().await?;
        let minted: Value = minted.error_for_status()?.json().await?;
        assert!(verify(&idp, &text(&minted["access_token"])).await.is_err(), "{order}");
    }
    Ok(())
}

#[tokio::test]
async fn keys_rotate() -> Outcome {
    let idp = IdentityServer::start(0).await?;
    let persona = Persona::named("victim").ok_or("no victim")?;
    let old = idp.token(persona)?;
    assert_eq!(idp.rotate(false)?, "k2");
    let new = idp.token(persona)?;
    assert!(verify(&idp, &old).await.is_ok() && verify(&idp, &new).await.is_ok());
    idp.rotate(true)?;
    assert!(verify(&idp, &old).await.is_err() && verify(&idp, &new).await.is_err());
    assert!(verify(&idp, &idp.token(persona)?).await.is_ok());
    Ok(())
}
