//! A right connector to the fake partner, and every way of it to be wrong.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use accord_connector_kit::{
    Address, Ask, Chunked, Client, Connect, ConnectError, Credentials, Limits, Login, Pace, Parts, RecordCache,
    SecretText, gather,
};
use accord_consent::{FieldSet, Permitted, Population, Record, Sealed, StandingOrder};
use accord_federation::{Change, ChangeCursor, ChangePage, Connector, Fault, Gathered, Note};
use accord_model::{Incident, LocalId, PartnerId, RecordRef, RecordType, Victim};
use async_trait::async_trait;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::defects::RAW;
use crate::map::{self, INCIDENT, VICTIM};
use crate::raw::Raw;

#[derive(Clone, Deserialize)]
pub(crate) struct Config {
    pub(crate) base_url: String,
    pub(crate) token_url: String,
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    #[serde(default)]
    pub(crate) limits: Limits,
    #[serde(default)]
    defect: String,
    #[serde(flatten)]
    rest: toml::Table,
}

impl Config {
    pub(crate) fn is(&self, defect: &str) -> bool {
        self.defect == defect
    }

    fn check(&self) -> Result<(), ConnectError> {
        let Some((key, _)) = self.rest.iter().next().filter(|_| !self.is("takes-unknown-keys")) else { return Ok(()) };
        let quoted = if self.is("quotes-settings") { self.client_secret.as_str() } else { "" };
        Err(ConnectError::Section { message: format!("unknown field `{key}` {quoted}"), span: None })
    }

    fn client(&self, partner: PartnerId) -> Result<Client, ConnectError> {
        let login = Login {
            token_url: Address::read("token_url", &self.token_url, false)?,
            client_id: self.client_id.clone(),
            credentials: Credentials::Secret(SecretText::new(self.client_secret.clone())),
        };
        Client::new(partner, Address::read("base_url", &self.base_url, false)?, Some(login), self.limits.clone())
    }
}

pub(crate) struct Fake {
    partner: PartnerId,
    config: Config,
    client: Client,
    raw: Option<Raw>,
    cache: RecordCache,
    walked: AtomicUsize,
}

impl Connect for Fake {
    const NAME: &'static str = "fake";
    type Config = Config;

    fn connect(partner: PartnerId, config: Config, parts: &Parts) -> Result<Arc<dyn Connector>, ConnectError> {
        config.check()?;
        let client = config.client(partner)?;
        if config.is("speaks-when-made") {
            tokio::spawn(reqwest::get(config.base_url.clone()));
        }
        if config.is("needs-its-partner") {
            let host = config.base_url.trim_start_matches("http://");
            let refuse = |_| ConnectError::Key { key: "base_url", reason: "nobody answers".to_owned() };
            std::net::TcpStream::connect(host).map_err(refuse)?;
        }
        let raw = RAW.contains(&config.defect.as_str()).then(|| Raw::new(config.clone()));
        let cache = RecordCache::new(parts, partner, config.limits.cache_ttl_ms);
        Ok(Arc::new(Self { partner, config, client, raw, cache, walked: AtomicUsize::new(0) }))
    }
}

fn theirs<R: Record>(fields: FieldSet, known: &[(&str, &str)]) -> String {
    let named = known.iter().filter(|(ours, _)| fields.has::<R>(ours));
    named.map(|(_, theirs)| *theirs).collect::<Vec<_>>().join(",")
}

fn declared<R: Record>(known: &[(&str, &str)], without: Option<&str>, more: Option<&str>) -> FieldSet {
    let has = |name: &str| known.iter().any(|(ours, _)| *ours == name && Some(*ours) != without);
    FieldSet::names::<R>(|name| has(name) || Some(name) == more)
}

#[async_trait]
impl Connector for Fake {
    fn partner(&self) -> PartnerId {
        self.partner
    }

    fn kind(&self) -> &'static str {
        if self.config.is("another-kind") { "other" } else { Self::NAME }
    }

    fn victim_fields(&self) -> FieldSet {
        let more = self.config.is("declares-never-seen").then_some("address");
        let without = self.config.is("undeclared-in-feed").then_some("name");
        declared::<Victim>(VICTIM, without, more)
    }

    fn incident_fields(&self) -> FieldSet {
        let without = self.config.is("undeclared-in-batch").then_some("narrative");
        declared::<Incident>(INCIDENT, without, None)
    }

    fn referral_fields(&self) -> FieldSet {
        if self.config.is("declares-unserved") { FieldSet::all::<accord_model::Referral>() } else { FieldSet::NONE }
    }

    async fn victims(&self, permit: &Permitted<Victim>) -> Gathered<Victim> {
        self.gathered(permit, VICTIM, map::victim).await
    }

    async fn incidents(&self, permit: &Permitted<Incident>) -> Gathered<Incident> {
        self.gathered(permit, INCIDENT, map::incident).await
    }

    async fn changes(&self, order: &StandingOrder, since: Option<&ChangeCursor>) -> Result<ChangePage, Fault> {
        if *order.population() != Population::AsExported {
            return Err(if self.config.is("population-is-broken") { Fault::Broken } else { Fault::NotSupported });
        }
        match self.page(order, since.map(|cursor| cursor.0.as_str())).await {
            Err(_) if self.config.is("failed-page-skipped") => {
                let next = since.map_or_else(|| "0".to_owned(), |cursor| cursor.0.clone());
                Ok(page(Vec::new(), next, false, Vec::new()))
            }
            other => other,
        }
    }
}

fn page(changes: Vec<Change>, next: String, more: bool, notes: Vec<Note>) -> ChangePage {
    ChangePage { changes, next: ChangeCursor(next), more, expected: None, notes }
}

impl Fake {
    fn is(&self, defect: &str) -> bool {
        self.config.is(defect)
    }

    async fn gathered<R: Record>(
        &self,
        permit: &Permitted<R>,
        known: &[(&str, &str)],
        map: fn(&Config, RecordRef, &Value, FieldSet) -> Option<R>,
    ) -> Gathered<R> {
        let mut gathered = Gathered::whole(Vec::new());
        if permit.is_empty() && self.is("asks-for-nothing") {
            drop(self.batch(Vec::new(), "").await);
        }
        for (may, asked) in permit.by_fields(self.partner) {
            let all = self.is("names-all-fields") || self.is("ignores-permit");
            let fields = theirs::<R>(if all { FieldSet::all::<R>() } else { may }, known);
            let answer = self.group(asked, &fields).await;
            gathered.fault = gathered.fault.or(answer.fault);
            for (at, bytes) in answer.found {
                if self.is("logs-ids") {
                    tracing::info!(id = at.local.as_str(), "a record");
                }
                let row: Value = serde_json::from_slice(&bytes).unwrap_or_default();
                gathered.records.extend(map(&self.config, at, &row, may).map(Sealed::new));
            }
        }
        gathered
    }

    async fn group(&self, asked: Vec<RecordRef>, fields: &str) -> Chunked<(RecordRef, Vec<u8>)> {
        let cap = if self.is("ignores-cap") { 1_000 } else { self.config.limits.cap };
        let (kinds, count) = (asked.first().map(|at| at.kind), asked.len());
        let projection = if self.is("cache-without-projection") { "" } else { fields };
        let own = ["keeps-duplicates", "keeps-foreign-rows", "goes-by-position", "gives-everybody"];
        if let Some(kind) = kinds.filter(|_| own.contains(&self.config.defect.as_str())) {
            return self.by_hand(kind, asked, fields).await;
        }
        let fetch = |ids: Vec<LocalId>| self.batch(ids, fields);
        let mut answer = gather(Some(&self.cache), asked, projection, cap, fetch).await;
        if answer.fault.is_some() && self.is("one-chunk-loses-all") {
            answer.found.clear();
        }
        if self.is("failed-chunk-untold") {
            answer.fault = None;
        }
        if self.is("missing-is-a-fault") && answer.found.len() < count {
            answer.fault = Some(Fault::Stale);
        }
        answer
    }

    /// What `gather` takes care of, left out.
    async fn by_hand(&self, kind: RecordType, asked: Vec<RecordRef>, fields: &str) -> Chunked<(RecordRef, Vec<u8>)> {
        let ids = asked.iter().map(|at| at.local.clone()).collect();
        match self.batch(ids, fields).await {
            Err(fault) => Chunked { found: Vec::new(), fault: Some(fault) },
            Ok(rows) if self.is("goes-by-position") => {
                let found = asked.into_iter().zip(rows).map(|(at, (_, bytes))| (at, bytes)).collect();
                Chunked { found, fault: None }
            }
            Ok(rows) => {
                let known = |id: &LocalId| asked.iter().any(|at| at.local == *id);
                let all = !self.is("keeps-duplicates");
                let kept = rows.into_iter().filter(|(id, _)| all || known(id));
                let found = kept.map(|(id, bytes)| (map::at(self.partner, kind, id.as_str()), bytes)).collect();
                Chunked { found, fault: None }
            }
        }
    }

    async fn ask(
        &self,
        target: &'static str,
        query: &[(&'static str, String)],
        body: Option<Value>,
        pace: Pace,
    ) -> Result<Value, Fault> {
        if let Some(raw) = &self.raw {
            let all: Vec<String> = query.iter().map(|(name, value)| format!("{name}={value}")).collect();
            let mark = if all.is_empty() { "" } else { "?" };
            return raw.ask(format!("{target}{mark}{}", all.join("&")), body).await;
        }
        let mut ask = body.map_or_else(|| Ask::get(target), |body| Ask::post(target, &body));
        for (name, value) in query {
            ask = ask.query(name, value.clone());
        }
        self.client.read(&ask, pace).await
    }

    async fn batch(&self, ids: Vec<LocalId>, fields: &str) -> Result<Vec<(LocalId, Vec<u8>)>, Fault> {
        let ids: Vec<&str> = ids.iter().map(LocalId::as_str).collect();
        let question = json!({"ids": ids, "fields": fields});
        let query: Vec<_> = self.is("ids-in-addresses").then(|| ("ids", ids.join(","))).into_iter().collect();
        if self.is("asks-twice") {
            self.ask("/records:batch", &query, Some(question.clone()), Pace::Viewer).await?;
        }
        let answer = self.ask("/records:batch", &query, Some(question), Pace::Viewer).await?;
        let rows = answer.get("records").and_then(Value::as_array).ok_or(Fault::Broken)?;
        let known = ["id", "type", "changed", "people", "name", "phone", "faith", "story", "kind"];
        let mut found = Vec::new();
        for row in rows {
            let strict =
                self.is("strict-rows") && !row["changed"].is_string() || self.is("strict-nulls") && row.is_null();
            let strange = row.as_object().is_some_and(|all| all.keys().any(|key| !known.contains(&key.as_str())));
            if strict || strange && self.is("strict-fields") {
                return Err(Fault::Broken);
            }
            if let Some(id) = row.get("id").and_then(Value::as_str) {
                found.push((LocalId::new(id), row.to_string().into_bytes()));
            }
        }
        Ok(found)
    }

    async fn page(&self, order: &StandingOrder, since: Option<&str>) -> Result<ChangePage, Fault> {
        let (mut people, mut cases) = (order.victim_fields(), order.incident_fields());
        if self.is("more-than-agreed") {
            (people, cases) = (FieldSet::all::<Victim>(), FieldSet::all::<Incident>());
        }
        let fields = format!("{},{}", theirs::<Victim>(people, VICTIM), theirs::<Incident>(cases, INCIDENT));
        let walked = self.walked.fetch_add(1, Ordering::SeqCst);
        let from = match since {
            _ if self.is("cursor-in-memory") => Some((walked * 5).to_string()).filter(|_| walked > 0),
            // The number leads; what stands behind it is for the connector.
            Some(since) => since.split('/').next().map(str::to_owned),
            None => None,
        };
        let mut query = vec![("fields", fields)];
        query.extend(from.clone().map(|from| ("cursor", from)));
        let answer = self.ask("/changes", &query, None, Pace::Sync).await?;
        let entries = answer.get("entries").and_then(Value::as_array).ok_or(Fault::Broken)?;
        let next = answer.get("next").and_then(Value::as_str).ok_or(Fault::Broken)?;
        let more = answer.get("more").and_then(Value::as_bool).ok_or(Fault::Broken)?;
        let turns = more && !self.is("circle-unnoticed") && !self.is("endless-feed");
        if turns && from.as_deref() == Some(next) {
            return Err(Fault::Broken);
        }
        let (mut changes, mut notes) = (Vec::new(), Vec::new());
        for (number, entry) in entries.iter().enumerate() {
            let changed = self.change(entry, people, cases);
            if let Some(change) = changed {
                changes.push(change);
                continue;
            }
            if self.is("bad-entry-loses-page") {
                return Err(Fault::Broken);
            }
            let value = if self.is("value-in-note") { entry.to_string() } else { number.to_string() };
            notes.push(Note { code: "ENTRY_UNREADABLE", place: format!("entry {value}") });
            changes.extend(id(entry).map(|id| Change::Gone(map::at(self.partner, RecordType::Incident, id))));
        }
        let mut next = next.to_owned();
        if self.is("name-in-cursor") {
            let name = entries.iter().find_map(|entry| entry.get("name")?.as_str()).unwrap_or_default();
            next = format!("{next}/{name}");
        } else if self.is("circle-unnoticed") {
            next = format!("{next}/{walked}");
        }
        Ok(page(changes, next, more, notes))
    }

    fn change(&self, entry: &Value, people: FieldSet, cases: FieldSet) -> Option<Change> {
        let id = id(entry)?;
        let person = entry.get("type")?.as_str()? == "person";
        let kind = if person { RecordType::Victim } else { RecordType::Incident };
        let at = map::at(self.partner, kind, id);
        if entry.get("gone").is_some() {
            return Some(Change::Gone(at));
        }
        if person {
            return Some(Change::Victim(Sealed::new(map::victim(&self.config, at, entry, people)?)));
        }
        Some(Change::Incident(Sealed::new(map::incident(&self.config, at, entry, cases)?)))
    }
}

fn id(entry: &Value) -> Option<&str> {
    entry.get("id")?.as_str()
}
