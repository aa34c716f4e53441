use jiff::Timestamp;
use jsonwebtoken::{Validation, decode, decode_header};
use serde::Deserialize;

use super::AuthError;
use super::claims::Claims;
use super::issuer::Known;

/// Clocks of two houses differ a little.
const LEEWAY_SECONDS: i64 = 30;

/// Tokens are short; what is longer is not one.
const LONGEST_TOKEN_BYTES: usize = 8 * 1024;

/// Checks a token: its issuer is one of ours, its algorithm is allowed there, its key is the issuer's, its signature is
/// right, it is meant for us, and its time is now.
pub(super) async fn check<'a>(
    issuers: &'a [Known],
    token: &str,
    now: Timestamp,
) -> Result<(&'a Known, Claims), AuthError> {
    if token.len() > LONGEST_TOKEN_BYTES {
        return Err(AuthError::Refused);
    }
    // `none` and unknown algorithms do not parse.
    let header = decode_header(token).map_err(refused)?;
    if header.crit.is_some() {
        return Err(AuthError::Refused);
    }
    let said = jsonwebtoken::dangerous::insecure_decode_claims::<Said>(token).map_err(refused)?;
    let known = issuers.iter().find(|k| k.issuer.issuer == said.iss).ok_or(AuthError::Refused)?;
    if !known.issuer.algorithms.contains(&header.alg) {
        return Err(AuthError::Refused);
    }
    let kid = header.kid.as_deref().ok_or(AuthError::Refused)?;
    let key = known.keys.key(kid, header.alg).await?;
    let claims = decode::<Claims>(token, &key, &rules(known, header.alg)).map_err(refused)?.claims;
    in_time(&claims, now)?;
    Ok((known, claims))
}

/// The issuer that a token names, before anything is believed: it chooses the keys, and is checked with them again.
#[derive(Deserialize)]
struct Said {
    iss: String,
}

fn rules(known: &Known, algorithm: jsonwebtoken::Algorithm) -> Validation {
    let mut rules = Validation::new(algorithm);
    rules.set_issuer(&[&known.issuer.issuer]);
    rules.set_audience(&[&known.issuer.audience]);
    rules.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    // The library reads the machine's clock; the gateway's clock is an argument. See `in_time`.
    rules.validate_exp = false;
    rules.validate_nbf = false;
    rules
}

fn in_time(claims: &Claims, now: Timestamp) -> Result<(), AuthError> {
    let now = now.as_second();
    if now >= claims.exp.saturating_add(LEEWAY_SECONDS) {
        return Err(AuthError::Expired);
    }
    match claims.nbf {
        Some(nbf) if nbf > now.saturating_add(LEEWAY_SECONDS) => Err(AuthError::Refused),
        _ => Ok(()),
    }
}

/// Which check failed is not told: it would help nobody but a forger.
fn refused(error: jsonwebtoken::errors::Error) -> AuthError {
    drop(error);
    AuthError::Refused
}
