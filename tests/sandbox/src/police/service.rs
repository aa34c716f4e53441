//! Which request goes where.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use serde_json::json;

use super::login::Tokens;
use super::referrals::Referrals;
use super::{Register, codes, feed, passed_on, read};
use crate::control::Control;
use crate::http::{Ask, Reply, Service};
use crate::scene::Scene;

const TODAY: &str = "2026-11-21";

/// The police server.
#[derive(Debug)]
pub(crate) struct Police {
    scene: Arc<Scene>,
    control: Control,
    tokens: Mutex<Tokens>,
    referrals: Mutex<Referrals>,
    nightly: AtomicBool,
}

impl Police {
    /// A server over a scene, with tokens that live so long.
    pub(crate) fn new(scene: Arc<Scene>, token_lifetime: Duration) -> Self {
        Self {
            scene,
            control: Control::default(),
            tokens: Mutex::new(Tokens::new(token_lifetime)),
            referrals: Mutex::default(),
            nightly: AtomicBool::new(false),
        }
    }

    /// The maintenance window.
    pub(crate) fn nightly(&self, on: bool) {
        self.nightly.store(on, Ordering::Relaxed);
    }

    /// Everything as at the start.
    pub(crate) fn reset(&self) {
        self.scene.reset();
        self.control.reset();
        self.tokens.lock().forget();
        *self.referrals.lock() = Referrals::default();
        self.nightly(false);
    }

    fn read(&self, ask: &Ask, register: &Register) -> Reply {
        let path = ask.path.strip_prefix("/v1/").unwrap_or_default();
        let known = match (ask.method.as_str(), path) {
            ("GET", "occurrences") => feed::page(register, ask),
            ("POST", "occurrences:batchGet") => {
                read::batch(|id| register.occurrences.get(id).cloned(), read::OCCURRENCE_FIELDS, ask)
            }
            ("POST", "persons:batchGet") => {
                read::batch(|id| register.persons.get(id).cloned(), read::PERSON_FIELDS, ask)
            }
            ("POST", "referrals:batchGet") => passed_on::batch(register, ask),
            ("GET", "links") => Ok(read::links(register, ask)),
            ("POST", "referrals") => Ok(self.referrals.lock().accept(ask)),
            ("GET", _) => Ok(match path.split_once('/') {
                Some(("occurrences", id)) => read::one(register, id, ask),
                Some(("codes", list)) => code_list(list, ask),
                _ => Reply::not_found(),
            }),
            _ => Ok(Reply::not_found()),
        };
        known.unwrap_or_else(|refusal| refusal)
    }
}

impl Service for Police {
    fn control(&self) -> &Control {
        &self.control
    }

    fn answer(&self, ask: &Ask) -> Reply {
        if self.nightly.load(Ordering::Relaxed) {
            return Reply::problem(503, "nightly-window", "Maintenance", "back in the morning")
                .with("retry-after", "1800");
        }
        if (ask.method.as_str(), ask.path.as_str()) == ("POST", "/oauth2/token") {
            return self.tokens.lock().give(ask);
        }
        if !self.tokens.lock().accepts(ask) {
            return Reply::problem(401, "unauthorized", "Unauthorized", "no token, or one that is not accepted")
                .with("www-authenticate", "Bearer");
        }
        self.scene.with_register(|register| self.read(ask, register))
    }

    fn command(&self, path: &str, ask: &Ask) -> Reply {
        match (ask.method.as_str(), path) {
            ("GET", "referrals") => self.referrals.lock().list(),
            ("POST", "nightly") => {
                self.nightly(ask.json().is_some_and(|body| body["on"] == true));
                Reply::json(200, &json!({"ok": true}))
            }
            ("POST", "reset") => {
                self.reset();
                Reply::json(200, &json!({"ok": true}))
            }
            _ => self.scene.command(path, ask),
        }
    }
}

fn code_list(name: &str, ask: &Ask) -> Reply {
    let as_at = ask.query.get("asAt").map_or(TODAY, String::as_str);
    if as_at.parse::<jiff::civil::Date>().is_err() {
        return Reply::problem(400, "bad-request", "Bad request", "asAt must be a date");
    }
    codes::list(name, as_at).map_or_else(Reply::not_found, |list| Reply::json(200, &list))
}
