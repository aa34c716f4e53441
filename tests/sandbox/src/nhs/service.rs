//! Which request goes where.

use std::io::Error;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use serde_json::{Value, json};

use super::keys::{self, ClientKey};
use super::login::Tokens;
use super::outcome::{fhir, invalid, refuse, throttled};
use super::query::{self, Manners};
use super::results::{self, Found, Pages};
use super::store::{Resource, Store, TYPES};
use super::throttle::Throttle;
use super::{faults, matching};
use crate::control::{Control, FaultKind};
use crate::http::{Ask, Reply, Service};
use crate::scene::Scene;

/// The trust's server.
#[derive(Debug)]
pub(crate) struct Trust {
    scene: Arc<Scene>,
    control: Control,
    /// `http://127.0.0.1:port`.
    origin: String,
    tokens: Mutex<Tokens>,
    pages: Mutex<Pages>,
    throttle: Mutex<Throttle>,
}

impl Trust {
    /// A server over a scene.
    pub(crate) fn new(
        scene: Arc<Scene>,
        origin: String,
        token_lifetime: Duration,
        limit: Option<usize>,
        keys: Vec<ClientKey>,
    ) -> Self {
        let audience = format!("{origin}/oauth2/token");
        Self {
            scene,
            control: Control::default(),
            origin,
            tokens: Mutex::new(Tokens::new(token_lifetime, audience, keys)),
            pages: Mutex::default(),
            throttle: Mutex::new(Throttle::new(limit)),
        }
    }

    /// Records, faults, journal, tokens as at the start; keys stay.
    pub(crate) fn reset(&self) {
        self.scene.reset();
        self.control.reset();
        self.tokens.lock().forget();
        *self.pages.lock() = Pages::default();
    }

    /// A new key pair of the client's, known from now on; gives the private half.
    pub(crate) fn register_key(&self, kid: &str) -> Result<String, Error> {
        let (key, private) = keys::generate(kid)?;
        self.tokens.lock().keys.push(key);
        Ok(private)
    }

    /// Forgets a key of the client's. False when it was not known.
    pub(crate) fn retire_key(&self, kid: &str) -> bool {
        let keys = &mut self.tokens.lock().keys;
        let before = keys.len();
        keys.retain(|key| key.kid != kid);
        keys.len() < before
    }

    /// So many requests a second from now on.
    pub(crate) fn limit(&self, limit: Option<usize>) {
        *self.throttle.lock() = Throttle::new(limit);
    }

    /// Every resource there is.
    pub(crate) fn bundle(&self) -> Value {
        self.scene.with_store(Store::bundle)
    }

    /// A token without a login.
    pub(crate) fn token(&self) -> String {
        self.tokens.lock().mint()
    }

    fn base(&self) -> String {
        format!("{}/fhir/R4", self.origin)
    }

    fn respond(&self, ask: &Ask, deaf: bool) -> Reply {
        if (ask.method.as_str(), ask.path.as_str()) == ("POST", "/oauth2/token") {
            return self.tokens.lock().give(ask);
        }
        if ask.path == "/fhir/R4/metadata" {
            return fhir(200, &capabilities(&self.base()));
        }
        if self.throttle.lock().exceeded() {
            return throttled();
        }
        if !self.tokens.lock().accepts(ask) {
            return refuse(401, "login", "UNAUTHORIZED", "Access Token missing, unknown or expired")
                .with("www-authenticate", "Bearer");
        }
        let Some(request_id) = ask.header("x-request-id") else {
            return invalid(
                "Invalid request with error - X-Request-ID header must be supplied to access this resource",
            );
        };
        let answer = self.scene.with_store(|store| self.route(ask, store, deaf)).unwrap_or_else(|refusal| refusal);
        let answer = answer.with("x-request-id", request_id);
        match ask.header("x-correlation-id") {
            Some(id) => answer.with("x-correlation-id", id),
            None => answer,
        }
    }

    fn route(&self, ask: &Ask, store: &Store, deaf: bool) -> Result<Reply, Reply> {
        let path = ask.path.strip_prefix("/fhir/R4").unwrap_or("?");
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        match (ask.method.as_str(), parts.as_slice()) {
            ("GET", []) if ask.query.contains_key("_getpages") => self.next_page(ask, store),
            ("POST", [kind, "_search"]) if TYPES.contains(kind) => {
                self.search(ask, store, kind, [ask.pairs.clone(), ask.form_pairs()].concat(), deaf)
            }
            ("GET", [kind]) if TYPES.contains(kind) => self.search(ask, store, kind, ask.pairs.clone(), deaf),
            ("GET", [kind, id]) if TYPES.contains(kind) => Ok(one(store, kind, id, ask)),
            _ => Err(refuse(404, "not-supported", "REC_NOT_FOUND", "No such type or operation")),
        }
    }

    fn search(
        &self,
        ask: &Ask,
        store: &Store,
        kind: &str,
        pairs: Vec<(String, String)>,
        deaf: bool,
    ) -> Result<Reply, Reply> {
        let strict = ask.header("prefer").is_some_and(|prefer| prefer.contains("handling=strict"));
        let query = query::read(kind, &pairs, Manners { strict, deaf })?;
        let ids = matching::find(store, kind, &query);
        let found = Arc::new(Found { kind: kind.to_owned(), query, ids });
        let word = self.pages.lock().keep(Arc::clone(&found));
        Ok(fhir(200, &results::page(store, &self.base(), &found, 0, &word)))
    }

    fn next_page(&self, ask: &Ask, store: &Store) -> Result<Reply, Reply> {
        let word = ask.query.get("_getpages").map_or("", String::as_str);
        let found = self.pages.lock().get(word)?;
        let offset = ask.query.get("_pageoffset").and_then(|offset| offset.parse().ok());
        let offset = offset.ok_or_else(|| invalid("_pageoffset must be a number"))?;
        Ok(fhir(200, &results::page(store, &self.base(), &found, offset, word)))
    }

    /// An entry that nobody asked for: the last patient of all.
    fn foreign(&self) -> Option<Value> {
        let body = self.scene.with_store(|store| store.all("Patient").last().map(|(_, last)| last.to_json()))?;
        Some(results::entry(&self.base(), body, "match"))
    }
}

impl Service for Trust {
    fn control(&self) -> &Control {
        &self.control
    }

    fn answer(&self, ask: &Ask) -> Reply {
        self.respond(ask, false)
    }

    fn struck(&self, kind: FaultKind, ask: &Ask) -> Reply {
        faults::before(kind).unwrap_or_else(|| {
            let reply = self.respond(ask, kind == FaultKind::IgnoreParameters);
            faults::spoil(kind, ask, reply, || self.foreign())
        })
    }

    fn command(&self, path: &str, ask: &Ask) -> Reply {
        let done = || Reply::json(200, &json!({"ok": true}));
        let body = ask.json().unwrap_or(Value::Null);
        match (ask.method.as_str(), path) {
            ("POST", "client-keys") => match (body["kid"].as_str(), body["retire"].as_str()) {
                (Some(kid), _) => match self.register_key(kid) {
                    Ok(private) => Reply::json(200, &json!({"kid": kid, "privatePem": private})),
                    Err(error) => Reply::problem(500, "server-error", "No key", &error.to_string()),
                },
                (None, Some(kid)) if self.retire_key(kid) => done(),
                _ => Reply::not_found(),
            },
            ("POST", "limit") => {
                self.limit(body["perSecond"].as_u64().and_then(|limit| usize::try_from(limit).ok()));
                done()
            }
            ("POST", "reset") => {
                self.reset();
                done()
            }
            _ => self.scene.command(path, ask),
        }
    }
}

/// `GET /{type}/{id}`.
fn one(store: &Store, kind: &str, id: &str, ask: &Ask) -> Reply {
    let Some(resource): Option<&Resource> = store.get(kind, id) else {
        // As real servers have been seen to do.
        return Reply::of(500, "text/plain", b"Internal Server Error".to_vec());
    };
    let tag = format!("W/\"{}\"", resource.version);
    if ask.header("if-none-match").is_some_and(|tags| tags.split(',').any(|one| one.trim() == tag)) {
        return Reply::of(304, super::outcome::FHIR_JSON, Vec::new()).with("etag", tag);
    }
    fhir(200, &resource.to_json()).with("etag", tag)
}

fn capabilities(base: &str) -> Value {
    let resources: Vec<Value> = TYPES
        .iter()
        .map(|kind| {
            json!({
                "type": kind,
                "interaction": [{"code": "read"}, {"code": "search-type"}],
                "versioning": "versioned",
                "searchParam": query::known(kind).map(|name| json!({"name": name})).collect::<Vec<_>>(),
            })
        })
        .collect();
    json!({
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": "2026-11-20",
        "kind": "instance",
        "software": {"name": "An invented trust's integration engine", "version": "1"},
        "implementation": {"description": "An invented trust", "url": base},
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json"],
        "rest": [{"mode": "server", "resource": resources}],
    })
}
