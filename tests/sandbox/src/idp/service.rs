//! Which request goes where.

use std::sync::atomic::{AtomicU64, Ordering};

use parking_lot::Mutex;
use serde_json::{Value, json};

use super::keys::SigningKey;
use super::mint::{self, LIFETIME, Mint};
use super::personas::Persona;
use crate::control::Control;
use crate::http::{Ask, Reply, Service};

/// The identity provider.
#[derive(Debug)]
pub(crate) struct Provider {
    issuer: String,
    control: Control,
    /// The current key first.
    keys: Mutex<Vec<SigningKey>>,
    /// How many keys were made.
    made: AtomicU64,
    minted: AtomicU64,
}

impl Provider {
    /// A provider with one key.
    pub(crate) fn new(issuer: String, first: SigningKey) -> Self {
        Self {
            issuer,
            control: Control::default(),
            keys: Mutex::new(vec![first]),
            made: AtomicU64::new(1),
            minted: AtomicU64::new(0),
        }
    }

    /// A persona's token.
    pub(crate) fn token(&self, persona: &Persona) -> std::io::Result<String> {
        self.with_key(|key| mint::sign(key, &self.claims(persona)))
    }

    /// A token to order.
    pub(crate) fn mint(&self, order: &Mint) -> std::io::Result<String> {
        let name = order.persona.as_deref().unwrap_or("support-worker");
        let persona = Persona::named(name).ok_or_else(|| std::io::Error::other("no such persona"))?;
        self.with_key(|key| mint::forge(key, order, self.claims(persona)))
    }

    /// A new signing key; the old ones go from the JWKS when `retire`.
    pub(crate) fn rotate(&self, retire: bool) -> std::io::Result<String> {
        let kid = format!("k{}", self.made.fetch_add(1, Ordering::Relaxed) + 1);
        let key = SigningKey::generate(kid.clone())?;
        let mut keys = self.keys.lock();
        if retire {
            keys.clear();
        }
        keys.insert(0, key);
        Ok(kid)
    }

    fn claims(&self, persona: &Persona) -> serde_json::Map<String, Value> {
        mint::claims(&self.issuer, persona, self.minted.fetch_add(1, Ordering::Relaxed))
    }

    fn with_key<T>(&self, use_key: impl FnOnce(&SigningKey) -> std::io::Result<T>) -> std::io::Result<T> {
        let keys = self.keys.lock();
        use_key(keys.first().ok_or_else(|| std::io::Error::other("no key"))?)
    }

    fn discovery(&self) -> Value {
        let at = |path: &str| format!("{}{path}", self.issuer);
        json!({
            "issuer": self.issuer,
            "jwks_uri": at("/jwks"),
            "token_endpoint": at("/token"),
            "grant_types_supported": ["client_credentials"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "id_token_signing_alg_values_supported": ["ES256"],
            "response_types_supported": ["token"],
            "subject_types_supported": ["public"],
        })
    }

    fn grant(&self, ask: &Ask) -> Reply {
        if ask.form().get("grant_type").map(String::as_str) != Some("client_credentials") {
            return Reply::json(400, &json!({"error": "unsupported_grant_type"}));
        }
        let client = ask.client().and_then(|(id, secret)| Persona::named(&id).filter(|known| known.secret() == secret));
        let Some(persona) = client else {
            return Reply::json(401, &json!({"error": "invalid_client"}))
                .with("www-authenticate", "Basic realm=\"idp\"");
        };
        match self.token(persona) {
            Ok(token) => {
                let body = json!({"access_token": token, "token_type": "Bearer", "expires_in": LIFETIME});
                Reply::json(200, &body).with("cache-control", "no-store")
            }
            Err(_) => Reply::json(500, &json!({"error": "server_error"})),
        }
    }
}

impl Service for Provider {
    fn control(&self) -> &Control {
        &self.control
    }

    fn answer(&self, ask: &Ask) -> Reply {
        match (ask.method.as_str(), ask.path.as_str()) {
            ("GET", "/.well-known/openid-configuration") => Reply::json(200, &self.discovery()),
            ("GET", "/jwks") => {
                let keys: Vec<Value> = self.keys.lock().iter().map(SigningKey::jwk).collect();
                Reply::json(200, &json!({"keys": keys}))
            }
            ("POST", "/token") => self.grant(ask),
            _ => Reply::not_found(),
        }
    }

    fn command(&self, path: &str, ask: &Ask) -> Reply {
        let done = match (ask.method.as_str(), path) {
            ("POST", "rotate") => {
                let retire = ask.json().is_some_and(|body| body["retire"] == true);
                self.rotate(retire).map(|kid| json!({"kid": kid}))
            }
            ("POST", "mint") => serde_json::from_slice(&ask.body)
                .map_err(std::io::Error::from)
                .and_then(|order: Mint| self.mint(&order))
                .map(|token| json!({"access_token": token})),
            ("POST", "reset") => {
                self.control.reset();
                Ok(json!({"ok": true}))
            }
            _ => return Reply::not_found(),
        };
        match done {
            Ok(body) => Reply::json(200, &body),
            Err(error) => Reply::problem(400, "bad-request", "Not possible", &error.to_string()),
        }
    }
}
