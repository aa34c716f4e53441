//! Referrals that reached the police.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::http::{Ask, Reply};

/// Everything referred so far.
#[derive(Debug, Default)]
pub(crate) struct Referrals {
    received: Vec<Value>,
    by_key: BTreeMap<String, String>,
}

impl Referrals {
    /// `POST /v1/referrals`.
    pub(crate) fn accept(&mut self, ask: &Ask) -> Reply {
        let body = ask.json().unwrap_or(Value::Null);
        if !body["occurrenceId"].is_string() && !body["subject"].is_string() {
            return Reply::problem(400, "bad-request", "Bad request", "occurrenceId or subject is missing");
        }
        let key = ask.header("idempotency-key").map(str::to_owned);
        let known = key.as_ref().and_then(|key| self.by_key.get(key)).cloned();
        let receipt = known.unwrap_or_else(|| {
            let receipt = format!("ref-{:06}", self.received.len() + 1);
            self.received.push(json!({"receipt": receipt, "body": body}));
            receipt
        });
        if let Some(key) = key {
            self.by_key.insert(key, receipt.clone());
        }
        Reply::json(202, &json!({"receipt": receipt, "status": "ACCEPTED"}))
    }

    /// `GET /_sandbox/referrals`.
    pub(crate) fn list(&self) -> Reply {
        Reply::json(200, &json!({"referrals": self.received}))
    }
}
