//! What a server was asked, in order.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::http::Ask;

/// One request as a server saw it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// `GET`, `POST`, ...
    pub method: String,
    /// Without the query.
    pub path: String,
    /// The query's parameters.
    pub query: BTreeMap<String, String>,
    /// Ids asked for, sorted, wherever they stood.
    pub ids: Vec<String>,
    /// Fields asked for, sorted; empty when all.
    pub fields: Vec<String>,
    /// How many ids.
    pub count: usize,
    /// What was answered; 0 while it hangs.
    pub status: u16,
}

/// The journal of one server.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    pub(crate) entries: Vec<Entry>,
    pub(crate) token_calls: usize,
    cleared: usize,
}

impl Journal {
    /// Writes a request down and gives its number.
    pub(crate) fn note(&mut self, ask: &Ask) -> usize {
        if ask.path == "/oauth2/token" || ask.path == "/token" {
            self.token_calls += 1;
        }
        if let Some(asked) = ask.path.contains("/fhir/").then(|| searched(ask)) {
            return self.keep(asked);
        }
        let body = ask.json().unwrap_or(Value::Null);
        let mut ids = words(&body["ids"]);
        ids.extend(ask.query.get("occurrenceId").cloned());
        let list = ask.query.get("service_request_id");
        ids.extend(list.into_iter().flat_map(|list| list.split(',')).map(str::to_owned));
        ids.extend(ask.path.strip_prefix("/v1/occurrences/").map(str::to_owned));
        ids.sort();
        let mut fields = words(&body["fields"]);
        if let Some(list) = ask.query.get("fields") {
            fields.extend(list.split(',').map(str::to_owned));
        }
        fields.sort();
        self.keep(Entry {
            method: ask.method.clone(),
            path: ask.path.clone(),
            query: ask.query.clone(),
            count: ids.len(),
            ids,
            fields,
            status: 0,
        })
    }

    fn keep(&mut self, entry: Entry) -> usize {
        self.entries.push(entry);
        self.cleared + self.entries.len() - 1
    }

    /// Adds the status, unless the entry was cleared meanwhile.
    pub(crate) fn answered(&mut self, number: usize, status: u16) {
        if let Some(entry) = number.checked_sub(self.cleared).and_then(|at| self.entries.get_mut(at)) {
            entry.status = status;
        }
    }

    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        self.cleared += self.entries.len();
        self.entries.clear();
        self.token_calls = 0;
    }
}

/// A FHIR search or read: the form counts as the query, and a parameter given twice is joined by a comma.
fn searched(ask: &Ask) -> Entry {
    let mut query: BTreeMap<String, String> = BTreeMap::new();
    let posted = if ask.path.ends_with("/_search") { ask.form_pairs() } else { Vec::new() };
    for (name, value) in ask.pairs.iter().cloned().chain(posted) {
        let known = query.entry(name).or_default();
        *known = if known.is_empty() { value } else { format!("{known},{value}") };
    }
    let sorted = |names: &[&str]| {
        let listed = names.iter().filter_map(|name| query.get(*name)).flat_map(|list| list.split(','));
        let mut listed: Vec<String> = listed.map(str::to_owned).collect();
        listed.sort();
        listed
    };
    let mut ids = sorted(&["_id", "patient", "subject", "focus"]);
    if let [.., kind, id] = ask.path.split('/').collect::<Vec<_>>().as_slice()
        && kind.starts_with(char::is_uppercase)
        && *id != "_search"
    {
        ids.push((*id).to_owned());
    }
    Entry {
        method: ask.method.clone(),
        path: ask.path.clone(),
        count: ids.len(),
        ids,
        fields: sorted(&["_elements"]),
        query,
        status: 0,
    }
}

fn words(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}
