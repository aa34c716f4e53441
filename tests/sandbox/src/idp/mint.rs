//! Tokens: honest ones, and every way to forge one.

use std::io::Error;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::keys::SigningKey;
use super::personas::Persona;

/// How long an honest token lives, in seconds.
pub(crate) const LIFETIME: i64 = 3600;

/// A token to order of a test.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Mint {
    /// Whose claims to start from; `support-worker` when left out.
    pub persona: Option<String>,
    /// Claims to replace, or with null to remove.
    pub claims: Map<String, Value>,
    /// `exp` so many seconds from now.
    pub expires_in: Option<i64>,
    /// `nbf` so many seconds from now.
    pub not_before_in: Option<i64>,
    /// How to forge it.
    pub forge: Forge,
}

/// What is wrong with a token's signature or header.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Forge {
    /// Nothing.
    #[default]
    None,
    /// `alg: none`, no signature.
    AlgNone,
    /// HS256 with the public key's PEM as the secret.
    Hs256PublicKey,
    /// Rightly signed, but the header names a key that does not exist.
    UnknownKid,
    /// Rightly signed, but the header names no key.
    NoKid,
    /// Signed with another key under the current key's name.
    OtherKey,
    /// The signature's last letters are changed.
    BadSignature,
}

/// A persona's claims, valid from now for an hour.
pub(crate) fn claims(issuer: &str, persona: &Persona, number: u64) -> Map<String, Value> {
    let now = Timestamp::now().as_second();
    let claims = json!({
        "iss": issuer, "aud": "accord", "sub": persona.name,
        "iat": now, "nbf": now, "exp": now + LIFETIME, "jti": format!("jti-{now}-{number}"),
        "organisation": persona.organisation, "role": persona.role, "purposes": persona.purposes,
    });
    match claims {
        Value::Object(claims) => claims,
        _ => Map::new(),
    }
}

/// An honest token.
pub(crate) fn sign(key: &SigningKey, claims: &Map<String, Value>) -> Result<String, Error> {
    signed(Algorithm::ES256, Some(&key.kid), claims, &key.private)
}

/// A token to order.
pub(crate) fn forge(key: &SigningKey, mint: &Mint, mut claims: Map<String, Value>) -> Result<String, Error> {
    let now = Timestamp::now().as_second();
    for (name, seconds) in [("exp", mint.expires_in), ("nbf", mint.not_before_in)] {
        if let Some(seconds) = seconds {
            claims.insert(name.to_owned(), json!(now + seconds));
        }
    }
    for (name, value) in &mint.claims {
        match value {
            Value::Null => drop(claims.remove(name)),
            value => drop(claims.insert(name.clone(), value.clone())),
        }
    }
    match mint.forge {
        Forge::None => sign(key, &claims),
        Forge::AlgNone => {
            let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
            Ok(format!("{}.{}.", part(&json!({"alg": "none", "typ": "JWT"})), part(&Value::Object(claims))))
        }
        Forge::Hs256PublicKey => {
            let secret = EncodingKey::from_secret(key.public_pem().as_bytes());
            signed(Algorithm::HS256, Some(&key.kid), &claims, &secret)
        }
        Forge::UnknownKid => signed(Algorithm::ES256, Some("k-unknown"), &claims, &key.private),
        Forge::NoKid => signed(Algorithm::ES256, None, &claims, &key.private),
        Forge::OtherKey => sign(&SigningKey::generate(key.kid.clone())?, &claims),
        Forge::BadSignature => {
            let honest = sign(key, &claims)?;
            let (rest, signature) = honest.rsplit_once('.').unwrap_or_default();
            Ok(format!("{rest}.{}", signature.chars().rev().collect::<String>()))
        }
    }
}

fn signed(
    algorithm: Algorithm,
    kid: Option<&str>,
    claims: &Map<String, Value>,
    key: &EncodingKey,
) -> Result<String, Error> {
    let mut header = Header::new(algorithm);
    header.kid = kid.map(str::to_owned);
    encode(&header, claims, key).map_err(Error::other)
}
