//! The public keys of an issuer, kept and refreshed.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use jsonwebtoken::jwk::{AlgorithmParameters, Jwk, KeyAlgorithm, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey};
use parking_lot::RwLock;
use serde::Deserialize;
use tokio::time::Instant;

use super::AuthError;

/// An unknown key is asked for at most this often, whoever invents its name.
const PAUSE: Duration = Duration::from_secs(5);

/// Keys that are older are read again at the next token: a key that the issuer has withdrawn is not believed for ever.
const FRESH: Duration = Duration::from_secs(600);

/// How long an issuer may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// A key set is a few kilobytes; what is larger is not one.
const LARGEST_BYTES: usize = 256 * 1024;

/// The HTTP client for key sets: no redirects, so that the configured address is the one that is asked.
pub(super) fn client() -> reqwest::Result<reqwest::Client> {
    reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).timeout(PATIENCE).build()
}

/// The keys of one issuer. A failed fetch changes nothing: the old keys go on.
pub(super) struct KeySet {
    client: reqwest::Client,
    url: reqwest::Url,
    keys: RwLock<Keys>,
    /// Held while fetching: one fetch at a time, whoever waits.
    fetching: tokio::sync::Mutex<Option<Instant>>,
}

#[derive(Default)]
struct Keys {
    by_id: HashMap<String, Key>,
    read_at: Option<Instant>,
}

#[derive(Clone)]
struct Key {
    key: Arc<DecodingKey>,
    /// The algorithm that the key is for, where the issuer says so.
    only: Option<KeyAlgorithm>,
}

impl KeySet {
    pub(super) fn new(client: reqwest::Client, url: reqwest::Url) -> Self {
        Self { client, url, keys: RwLock::default(), fetching: tokio::sync::Mutex::new(None) }
    }

    /// The key of that name for that algorithm. A name that is not known is asked for once.
    pub(super) async fn key(&self, id: &str, algorithm: Algorithm) -> Result<Arc<DecodingKey>, AuthError> {
        // Stale keys go on while somebody else reads new ones.
        let idle = || self.fetching.try_lock().is_ok();
        if !self.holds(id) || (self.is_stale() && idle()) {
            self.refresh().await;
        }
        let keys = self.keys.read();
        if keys.read_at.is_none() {
            return Err(AuthError::Unavailable);
        }
        let key = keys.by_id.get(id).ok_or(AuthError::Refused)?;
        let suits = key.only.is_none_or(|only| only.to_string().parse() == Ok(algorithm));
        // The library itself refuses a key of another family than the algorithm's.
        if suits { Ok(key.key.clone()) } else { Err(AuthError::Refused) }
    }

    fn holds(&self, id: &str) -> bool {
        self.keys.read().by_id.contains_key(id)
    }

    fn is_stale(&self) -> bool {
        self.keys.read().read_at.is_none_or(|at| at.elapsed() > FRESH)
    }

    async fn refresh(&self) {
        let seen = self.keys.read().read_at;
        let mut last = self.fetching.lock().await;
        // Somebody else has fetched while this one waited; or it was tried a moment ago.
        if self.keys.read().read_at != seen || last.is_some_and(|at| at.elapsed() < PAUSE) {
            return;
        }
        // The very first reading does not count: a key that is new a second later is found.
        if seen.is_some() {
            *last = Some(Instant::now());
        }
        match self.fetch().await {
            Some(by_id) => *self.keys.write() = Keys { by_id, read_at: Some(Instant::now()) },
            None => {
                *last = Some(Instant::now());
                tracing::warn!(code = "ISSUER_KEYS_UNAVAILABLE", "an issuer's keys could not be read");
            }
        }
    }

    async fn fetch(&self) -> Option<HashMap<String, Key>> {
        let response = self.client.get(self.url.clone()).send().await.ok()?.error_for_status().ok()?;
        let mut body = Vec::new();
        let mut stream = response.bytes_stream();
        while let Some(chunk) = stream.next().await {
            body.extend_from_slice(&chunk.ok()?);
            if body.len() > LARGEST_BYTES {
                return None;
            }
        }
        let set: JwkSet = serde_json::from_slice(&body).ok()?;
        Some(set.keys.into_iter().filter_map(usable).collect())
    }
}

/// Entries are read one by one: one that we do not understand does not lose the others.
#[derive(Deserialize)]
struct JwkSet {
    keys: Vec<serde_json::Value>,
}

/// A named public key for signatures. A shared secret in a key set is a mistake of the issuer's and never believed.
fn usable(entry: serde_json::Value) -> Option<(String, Key)> {
    let jwk: Jwk = serde_json::from_value(entry).ok()?;
    let for_signatures = matches!(jwk.common.public_key_use, None | Some(PublicKeyUse::Signature));
    let is_public = !matches!(jwk.algorithm, AlgorithmParameters::OctetKey(_));
    let id = jwk.common.key_id.clone().filter(|_| for_signatures && is_public)?;
    let key = Arc::new(DecodingKey::from_jwk(&jwk).ok()?);
    Some((id, Key { key, only: jwk.common.key_algorithm }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_shared_secret_and_an_encryption_key_are_no_keys() {
        assert!(usable(json!({"kty": "oct", "kid": "a", "k": "c2VjcmV0"})).is_none());
        let key =
            json!({"kty": "OKP", "crv": "Ed25519", "kid": "a", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"});
        assert!(usable(key.clone()).is_some());
        let mut other = key;
        other["use"] = json!("enc");
        assert!(usable(other).is_none());
    }
}
