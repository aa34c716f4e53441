//! Client credentials for short-lived opaque tokens.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::http::{Ask, Reply};

/// The one client the police know.
pub const CLIENT_ID: &str = "accord";
/// Its secret.
pub const CLIENT_SECRET: &str = "demo-police";

/// Tokens that were given out.
#[derive(Debug)]
pub(crate) struct Tokens {
    lifetime: Duration,
    given: u64,
    live: BTreeMap<String, Instant>,
}

impl Tokens {
    /// No tokens yet; each will live so long.
    pub(crate) const fn new(lifetime: Duration) -> Self {
        Self { lifetime, given: 0, live: BTreeMap::new() }
    }

    /// `POST /oauth2/token`.
    pub(crate) fn give(&mut self, ask: &Ask) -> Reply {
        if ask.form().get("grant_type").map(String::as_str) != Some("client_credentials") {
            return Reply::json(400, &json!({"error": "unsupported_grant_type"}));
        }
        if ask.client() != Some((CLIENT_ID.to_owned(), CLIENT_SECRET.to_owned())) {
            return Reply::json(401, &json!({"error": "invalid_client"}))
                .with("www-authenticate", "Basic realm=\"police\"");
        }
        self.given += 1;
        let noise = self.given.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5c0f_1122_3344_5566;
        let token = format!("pol-{:06}-{noise:016x}", self.given);
        self.live.insert(token.clone(), Instant::now());
        Reply::json(200, &json!({"access_token": token, "token_type": "Bearer", "expires_in": self.lifetime.as_secs()}))
            .with("cache-control", "no-store")
    }

    /// True for a token that still lives.
    pub(crate) fn accepts(&self, ask: &Ask) -> bool {
        ask.bearer().and_then(|token| self.live.get(token)).is_some_and(|born| born.elapsed() < self.lifetime)
    }

    /// Forgets all tokens.
    pub(crate) fn forget(&mut self) {
        self.live.clear();
    }
}
