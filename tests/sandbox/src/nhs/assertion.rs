//! Checking a client assertion (RFC 7523), as the NHS does: RS512, one key of several, every `jti` once.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::Deserialize;

use super::keys::{ClientKey, NHS_CLIENT_ID};

/// How far ahead `exp` may lie, in seconds.
const LONGEST: i64 = 300;

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    jti: String,
    exp: i64,
}

/// What is wrong with an assertion, in the NHS's words.
pub(crate) fn check(
    assertion: &str,
    keys: &[ClientKey],
    audience: &str,
    used: &mut BTreeSet<String>,
) -> Result<(), &'static str> {
    let header = decode_header(assertion).map_err(|_| "Malformed JWT in client_assertion")?;
    if header.alg != Algorithm::RS512 {
        return Err("Invalid 'alg' header in JWT - unsupported JWT algorithm - must be 'RS512'");
    }
    if header.typ.as_deref() != Some("JWT") {
        return Err("Invalid 'typ' header in JWT - must be 'JWT'");
    }
    let kid = header.kid.ok_or("Missing 'kid' header in JWT")?;
    let key = keys.iter().find(|key| key.kid == kid).ok_or("Invalid 'kid' header in JWT - no matching public key")?;
    let key = DecodingKey::from_rsa_pem(key.public_pem.as_bytes()).map_err(|_| "You need to register a public key")?;
    let mut validation = Validation::new(Algorithm::RS512);
    validation.leeway = 0;
    validation.set_audience(&[audience]);
    validation.set_required_spec_claims(&["exp", "aud", "iss", "sub"]);
    let claims: Claims = decode(assertion, &key, &validation).map_err(|error| refusal(&error))?.claims;
    if claims.iss != claims.sub || claims.iss != NHS_CLIENT_ID {
        return Err("Missing or non-matching 'iss'/'sub' claims in JWT");
    }
    if claims.exp > Timestamp::now().as_second() + LONGEST {
        return Err("Invalid 'exp' claim in JWT - more than 5 minutes in future");
    }
    if claims.jti.is_empty() {
        return Err("Missing 'jti' claim in JWT");
    }
    if !used.insert(claims.jti) {
        return Err("Non-unique 'jti' claim in JWT");
    }
    Ok(())
}

fn refusal(error: &jsonwebtoken::errors::Error) -> &'static str {
    use jsonwebtoken::errors::ErrorKind;
    match error.kind() {
        ErrorKind::ExpiredSignature => "Invalid 'exp' claim in JWT - JWT has expired",
        ErrorKind::InvalidAudience => "Missing or invalid 'aud' claim in JWT",
        ErrorKind::InvalidSignature => "JWT signature verification failed",
        _ => "Missing or invalid claim in JWT",
    }
}
