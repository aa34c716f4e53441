//! Who asks: a bearer token against the issuers' keys. The only place that makes a `Viewer`.

mod claims;
mod issuer;
mod keys;
mod token;

use accord_consent::{Keys, Organisations, Viewer};
use accord_model::UserKey;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::Clock;

pub use claims::Herself;
pub(crate) use claims::rehearsal;
use claims::{purpose_of, viewer};
use issuer::Known;
pub use issuer::{ALLOWED_ALGORITHMS, DEFAULT_ALGORITHMS, Issuer};

/// Why nobody may ask with this token, or not for this purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AuthError {
    /// There is no `Authorization: Bearer` header.
    #[error("no token")]
    Missing,
    /// The token is not one that an issuer of ours signed for us, or its claims do not have the agreed form.
    #[error("token refused")]
    Refused,
    /// The token is genuine and its time is over.
    #[error("token expired")]
    Expired,
    /// The issuer's keys have never been read, and cannot be read now.
    #[error("the issuer's keys are not available")]
    Unavailable,
    /// The `Accord-Purpose` header is missing.
    #[error("no purpose")]
    PurposeMissing,
    /// The `Accord-Purpose` header is not a published purpose, or is there twice.
    #[error("purpose unknown")]
    PurposeUnknown,
    /// The token does not allow requests for this purpose.
    #[error("purpose not allowed")]
    PurposeNotAllowed,
    /// The token's organisation is not a member, or the issuer may not speak for it.
    #[error("organisation unknown")]
    OrganisationUnknown,
    /// The token's role is not a published role, or not one of this kind of organisation.
    #[error("role unknown")]
    RoleUnknown,
}

/// What came with a request: the two headers that say who asks and why, as they came.
#[derive(Clone, Copy, Default)]
pub struct Credentials<'a> {
    /// `Authorization`, if it came exactly once.
    pub authorization: Option<&'a str>,
    /// `Accord-Purpose`, as often as it came.
    pub purposes: &'a [&'a str],
}

/// Checks tokens. One for the whole gateway.
pub struct Gatekeeper {
    issuers: Vec<Known>,
    organisations: Organisations,
    user_key: Zeroizing<[u8; 64]>,
    clock: Clock,
}

impl Gatekeeper {
    /// A gatekeeper for these issuers. Their keys are fetched when the first token of each comes.
    pub fn new(issuers: Vec<Issuer>, organisations: Organisations, keys: &Keys, clock: Clock) -> reqwest::Result<Self> {
        let client = keys::client()?;
        let issuers = issuers.into_iter().map(|issuer| Known::new(issuer, client.clone())).collect();
        Ok(Self { issuers, organisations, user_key: user_secret(keys), clock })
    }

    /// Who asks, and what her token says of herself. The purpose is looked at last: a stranger does not learn which
    /// purposes there are.
    pub async fn identify(&self, from: Credentials<'_>) -> Result<(Viewer, Herself), AuthError> {
        let token = bearer(from.authorization).ok_or(AuthError::Missing)?;
        let now = (self.clock)();
        let (known, claims) = token::check(&self.issuers, token, now).await?;
        let user = user_key(&self.user_key, &claims.iss, &claims.sub);
        let viewer = viewer(&claims, &known.issuer, &self.organisations, user, purpose_of(from.purposes))?;
        Ok((viewer, Herself::of(&claims)))
    }
}

/// The secret from which the keys of users are made.
pub fn user_secret(keys: &Keys) -> Zeroizing<[u8; 64]> {
    keys.derive("user", "")
}

/// The key of the person whom this issuer calls so: never the login name. Each part is preceded by its length.
pub fn user_key(secret: &[u8; 64], issuer: &str, subject: &str) -> UserKey {
    let mut short = [0; 16];
    // HMAC takes keys of every length.
    if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret) {
        for part in [issuer, subject] {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        short.iter_mut().zip(mac.finalize().into_bytes()).for_each(|(to, from)| *to = from);
    }
    UserKey(short)
}

/// The token of a `Bearer` header (RFC 6750; the scheme's case does not matter).
fn bearer(header: Option<&str>) -> Option<&str> {
    let (scheme, token) = header?.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bearer_takes_its_scheme_alone() {
        assert_eq!(bearer(Some("bearer abc")), Some("abc"));
        assert_eq!(bearer(Some("Basic abc")), None);
        assert_eq!(bearer(Some("Bearer ")), None);
        assert_eq!(bearer(Some("Bearer")), None);
        assert_eq!(bearer(None), None);
    }

    #[test]
    fn the_same_name_at_two_issuers_is_two_people() {
        let secret = [1; 64];
        assert_ne!(user_key(&secret, "https://a", "sam").0, user_key(&secret, "https://b", "sam").0);
        assert_ne!(user_key(&secret, "ab", "c").0, user_key(&secret, "a", "bc").0);
        assert_ne!(user_key(&secret, "a", "b").0, user_key(&[2; 64], "a", "b").0);
    }
}
