//! A fake partner: people, cases, a feed. It shares no type with what is tested.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use poem::endpoint::make;
use poem::http::StatusCode;
use poem::listener::{Acceptor, Listener, TcpListener};
use serde_json::{Value, json};

/// Entries on a page.
const PAGE: usize = 5;
/// People, and cases.
const MANY: usize = 9;

pub(crate) struct Partner {
    pub(crate) url: String,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Partner {
    fn drop(&mut self) {
        self.task.abort();
    }
}

struct Book {
    defect: &'static str,
    /// By id; each with its `type`.
    records: BTreeMap<String, Value>,
    feed: Vec<Value>,
    asked: AtomicUsize,
}

const NAMES: [&str; 3] = ["Amara Osei", "Yusuf Karim", "Ruth Ellery"];

fn book(defect: &'static str) -> Book {
    let mut records = BTreeMap::new();
    let mut feed = Vec::new();
    for n in 1..=MANY {
        let (person, case) = (format!("per-{n:04}"), format!("cas-{n:04}"));
        let name = format!("{} {}", NAMES[n % 3], ["Abara", "Bello", "Chanda"][n / 3 % 3]);
        let (faith, kind) = (["MUSLIM", "JEWISH"][n % 2], ["ASSAULT", "HARASSMENT"][n % 2]);
        let changed = |minute: usize| format!("2026-11-20T10:{minute:02}:00Z");
        let one = json!({
            "id": person, "type": "person", "changed": changed(n), "name": name,
            "phone": format!("07700 90{n:04}"), "faith": faith,
        });
        let two = json!({
            "id": case, "type": "case", "changed": changed(n + 20), "people": [person],
            "story": format!("Shouted at near the market, time {n}"), "kind": kind,
        });
        feed.push(one.clone());
        feed.push(two.clone());
        records.insert(person, one);
        records.insert(case, two);
    }
    feed.push(json!({"id": "cas-0090", "type": "case", "gone": true}));
    match defect {
        "gone-and-given" => {
            let mut again = records["cas-0001"].clone();
            again["id"] = json!("cas-0090");
            records.insert("cas-0090".to_owned(), again);
        }
        "person-never-told" => feed.retain(|entry| entry["id"] != "per-0002"),
        "told-and-not-given" => drop(records.remove("cas-0003")),
        "goes-back" => {
            let mut older = feed[1].clone();
            older["changed"] = json!("2025-01-01T00:00:00Z");
            feed.push(older);
        }
        _ => {}
    }
    Book { defect, records, feed, asked: AtomicUsize::new(0) }
}

impl Partner {
    pub(crate) async fn start(defect: &'static str) -> Self {
        let book = Arc::new(book(defect));
        let acceptor = TcpListener::bind("127.0.0.1:0").into_acceptor().await.unwrap();
        let address = *acceptor.local_addr()[0].0.as_socket_addr().unwrap();
        let endpoint = make(move |mut request: poem::Request| {
            let book = Arc::clone(&book);
            async move {
                let body = request.take_body().into_vec().await.unwrap_or_default();
                book.answer(&request, &body)
            }
        });
        let task = tokio::spawn(async move {
            drop(poem::Server::new_with_acceptor(acceptor).run(endpoint).await);
        });
        Self { url: format!("http://{address}"), task }
    }
}

fn reply(status: StatusCode, body: &Value) -> poem::Response {
    poem::Response::builder().status(status).content_type("application/json").body(body.to_string())
}

impl Book {
    fn answer(&self, request: &poem::Request, body: &[u8]) -> poem::Response {
        let path = request.uri().path();
        if path == "/token" {
            return reply(
                StatusCode::OK,
                &json!({"access_token": "zqx-bearer-1", "token_type": "Bearer", "expires_in": 3600}),
            );
        }
        if request.headers().get("authorization").is_none_or(|held| held != "Bearer zqx-bearer-1") {
            return reply(StatusCode::UNAUTHORIZED, &json!({}));
        }
        match path {
            "/records:batch" => self.batch(&serde_json::from_slice(body).unwrap_or_default()),
            "/changes" => self.changes(request.uri().query().unwrap_or_default()),
            _ => reply(StatusCode::NOT_FOUND, &json!({})),
        }
    }

    fn batch(&self, question: &Value) -> poem::Response {
        let number = self.asked.fetch_add(1, Ordering::SeqCst);
        let ids: Vec<&str> = question["ids"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let unknown = ids.iter().any(|id| !self.records.contains_key(*id));
        if self.defect == "unknown-is-a-fault" && unknown {
            return reply(StatusCode::CONFLICT, &json!({}));
        }
        let fields = question["fields"].as_str().unwrap_or_default();
        let mut found: Vec<Value> = if self.defect == "gives-everybody" {
            self.records.values().cloned().collect()
        } else {
            ids.iter().filter_map(|id| self.records.get(*id)).cloned().collect()
        };
        if self.defect == "now-and-then" && number % 3 == 2 {
            found.pop();
        }
        if self.defect == "batch-unlike-singles" && found.len() > 1 {
            found.iter_mut().for_each(|one| one["changed"] = json!("2026-11-21T00:00:00Z"));
        }
        found.iter_mut().for_each(|one| only(one, fields));
        reply(StatusCode::OK, &json!({"records": found}))
    }

    fn changes(&self, query: &str) -> poem::Response {
        let value = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
        let from: usize = value("cursor").and_then(|text| text.split('-').next()?.parse().ok()).unwrap_or(0);
        let fields = value("fields").unwrap_or_default().replace("%2C", ",");
        let all = self.feed.iter().skip(from).take(PAGE).cloned();
        let mut entries: Vec<Value> = all.collect();
        let asked = self.asked.fetch_add(1, Ordering::SeqCst);
        if self.defect == "forgetful-feed" && asked % 2 == 1 {
            entries.pop();
        }
        for entry in entries.iter_mut().filter(|entry| entry.get("gone").is_none()) {
            only(entry, &fields);
        }
        let end = from + entries.len().max(1);
        let more = end < self.feed.len();
        let next = match (more, self.defect) {
            (true, _) => end.to_string(),
            (false, "endless-feed") => "0".to_owned(),
            (false, "never-reads-back") => self.feed.len().to_string(),
            (false, _) => (self.feed.len() - 2).to_string(),
        };
        reply(StatusCode::OK, &json!({"entries": entries, "next": next, "more": more || self.defect == "endless-feed"}))
    }
}

/// Without the fields that were not named.
fn only(record: &mut Value, fields: &str) {
    const ALWAYS: [&str; 4] = ["id", "type", "changed", "people"];
    let named: Vec<&str> = fields.split(',').collect();
    if let Some(all) = record.as_object_mut() {
        all.retain(|key, _| ALWAYS.contains(&key.as_str()) || named.contains(&key.as_str()));
    }
}
