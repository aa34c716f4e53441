//! Signed JWTs for short-lived opaque tokens.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use serde_json::json;

use super::assertion;
use super::keys::ClientKey;
use crate::http::{Ask, Reply};

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// The client's keys and the tokens that were given out.
#[derive(Debug)]
pub(crate) struct Tokens {
    lifetime: Duration,
    audience: String,
    pub(crate) keys: Vec<ClientKey>,
    used: BTreeSet<String>,
    given: u64,
    live: BTreeMap<String, Instant>,
}

impl Tokens {
    /// No tokens yet. `audience` is the token endpoint's address.
    pub(crate) const fn new(lifetime: Duration, audience: String, keys: Vec<ClientKey>) -> Self {
        Self { lifetime, audience, keys, used: BTreeSet::new(), given: 0, live: BTreeMap::new() }
    }

    /// `POST /oauth2/token`.
    pub(crate) fn give(&mut self, ask: &Ask) -> Reply {
        let form = ask.form();
        let is = |name: &str, value: &str| form.get(name).is_some_and(|said| said == value);
        let refuse = |error: &str, why: &str| Reply::json(400, &json!({"error": error, "error_description": why}));
        if !is("grant_type", "client_credentials") {
            return refuse("unsupported_grant_type", "grant_type is invalid");
        }
        if !is("client_assertion_type", ASSERTION_TYPE) {
            return refuse("invalid_request", "Missing or invalid client_assertion_type");
        }
        let Some(signed) = form.get("client_assertion") else {
            return refuse("invalid_request", "Missing client_assertion");
        };
        if let Err(why) = assertion::check(signed, &self.keys, &self.audience, &mut self.used) {
            return refuse("invalid_client", why);
        }
        let token = self.mint();
        // The NHS sends the lifetime as a text.
        let lifetime = self.lifetime.as_secs().to_string();
        Reply::json(200, &json!({"access_token": token, "token_type": "Bearer", "expires_in": lifetime}))
            .with("cache-control", "no-store")
    }

    /// A new token.
    pub(crate) fn mint(&mut self) -> String {
        self.given += 1;
        let noise = self.given.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x1948_0705_1122_3344;
        let token = format!("nhs-{:06}-{noise:016x}", self.given);
        self.live.insert(token.clone(), Instant::now());
        token
    }

    /// True for a token that still lives.
    pub(crate) fn accepts(&self, ask: &Ask) -> bool {
        ask.bearer().and_then(|token| self.live.get(token)).is_some_and(|born| born.elapsed() < self.lifetime)
    }

    /// Forgets all tokens and assertions; keys stay.
    pub(crate) fn forget(&mut self) {
        self.live.clear();
        self.used.clear();
    }
}
