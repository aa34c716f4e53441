//! Bundles: pages of what was found, with what comes along.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::matching::{last, references};
use super::outcome::refuse;
use super::query::Query;
use super::store::Store;
use crate::http::Reply;

/// A search that was run once; its pages are cut from the same list.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) kind: String,
    pub(crate) query: Query,
    pub(crate) ids: Vec<String>,
}

/// Searches whose next pages may still be asked for, by an opaque word.
#[derive(Debug, Default)]
pub(crate) struct Pages {
    given: u64,
    live: BTreeMap<String, Arc<Found>>,
}

impl Pages {
    /// Keeps a search, and gives its word.
    pub(crate) fn keep(&mut self, found: Arc<Found>) -> String {
        self.given += 1;
        let noise = self.given.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x00c0_ffee_1948_0705;
        let word = format!("{noise:016x}");
        self.live.insert(word.clone(), found);
        word
    }

    /// The search behind a word.
    pub(crate) fn get(&self, word: &str) -> Result<Arc<Found>, Reply> {
        let gone = || refuse(410, "not-found", "REC_GONE", "The search of this page has expired");
        self.live.get(word).cloned().ok_or_else(gone)
    }
}

/// One page of a search, from `offset` on. `word` names the search in the next link.
pub(crate) fn page(store: &Store, base: &str, found: &Found, offset: usize, word: &str) -> Value {
    let Found { kind, query, ids } = found;
    let shown: Vec<&String> = ids.iter().skip(offset).take(query.count).collect();
    let mut entries = Vec::new();
    let mut seen: BTreeSet<(String, String)> = shown.iter().map(|id| (kind.clone(), (*id).clone())).collect();
    let mut along = Vec::new();
    for id in &shown {
        let Some(resource) = store.get(kind, id).map(super::store::Resource::to_json) else { continue };
        for element in &query.includes {
            along.extend(references(&resource[*element]).map(str::to_owned));
        }
        if query.tasks {
            along.extend(tasks(store, id));
        }
        if query.consents {
            along.extend(consents(store, resource["id"].as_str().unwrap_or_default()));
        }
        entries.push(entry(base, subset(resource, query.elements.as_deref()), "match"));
    }
    for reference in along {
        let kind = reference.rsplit('/').nth(1).unwrap_or_default();
        let Some(resource) = store.get(kind, last(&reference)).map(super::store::Resource::to_json) else { continue };
        let id = resource["id"].as_str().unwrap_or_default().to_owned();
        if seen.insert((kind.to_owned(), id)) {
            entries.push(entry(base, resource, "include"));
        }
    }
    let mut links = vec![json!({"relation": "self", "url": self_link(base, kind, query)})];
    let next = offset + shown.len();
    if next < ids.len() && query.count > 0 {
        let count = query.count;
        links.push(json!({
            "relation": "next",
            "url": format!("{base}?_getpages={word}&_pageoffset={next}&_count={count}&_bundletype=searchset"),
        }));
    }
    let mut bundle = json!({"resourceType": "Bundle", "id": word, "type": "searchset", "link": links});
    // As many servers do: only the first page counts.
    if offset == 0 {
        bundle["total"] = json!(ids.len());
    }
    // FHIR knows no empty lists.
    if !entries.is_empty() {
        bundle["entry"] = json!(entries);
    }
    bundle
}

fn tasks(store: &Store, id: &str) -> Vec<String> {
    let of_it = |body: &Value| references(&body["focus"]).any(|focus| last(focus) == id);
    store.all("Task").filter(|(_, task)| of_it(task.body())).map(|(task, _)| format!("Task/{task}")).collect()
}

fn consents(store: &Store, id: &str) -> Vec<String> {
    let of_her = |body: &Value| references(&body["patient"]).any(|whom| last(whom) == id);
    store.all("Consent").filter(|(_, one)| of_her(one.body())).map(|(one, _)| format!("Consent/{one}")).collect()
}

/// An entry as search results hold it.
pub(crate) fn entry(base: &str, resource: Value, mode: &str) -> Value {
    let text = |name: &str| resource[name].as_str().unwrap_or_default().to_owned();
    let url = format!("{base}/{}/{}", text("resourceType"), text("id"));
    json!({"fullUrl": url, "resource": resource, "search": {"mode": mode}})
}

/// The elements asked for; what names the resource always comes along.
fn subset(resource: Value, elements: Option<&[String]>) -> Value {
    let (Some(elements), Value::Object(fields)) = (elements, &resource) else { return resource };
    let keep = |name: &str| matches!(name, "resourceType" | "id" | "meta") || elements.iter().any(|one| one == name);
    let kept: Map<String, Value> =
        fields.iter().filter(|(name, _)| keep(name)).map(|(name, value)| (name.clone(), value.clone())).collect();
    let mut kept = Value::Object(kept);
    let tag = json!({"system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue", "code": "SUBSETTED"});
    kept["meta"]["tag"] = json!([tag]);
    kept
}

/// What the server understood of the search.
fn self_link(base: &str, kind: &str, query: &Query) -> String {
    let encode = |text: &str| -> String {
        text.bytes()
            .map(|byte| match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
                byte => format!("%{byte:02X}"),
            })
            .collect()
    };
    let asked: Vec<String> =
        query.used.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    if asked.is_empty() { format!("{base}/{kind}") } else { format!("{base}/{kind}?{}", asked.join("&")) }
}
