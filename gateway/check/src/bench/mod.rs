//! What the checks work with: connectors made as the configuration says, a rehearsed desk, the proxy between.

mod cache;
mod feed;
mod kinds;
mod logs;
mod probe;
mod trust;

use std::collections::{BTreeMap, BTreeSet};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use accord_consent::{Candidate, Facts, FieldSet, Permitted, Population, Sealed, StandingOrder};
use accord_federation::{Connector, Fault};
use accord_model::{CategorySet, LocalId, RecordRef};
use futures_util::FutureExt as _;
use jiff::Timestamp;
use toml::de::ValueDeserializer;
use tracing::instrument::WithSubscriber as _;

use crate::checks::Stop;
use crate::schema::Schema;
use crate::wire::{Proxy, Wire, client};
use crate::{CheckError, Options, Published, Subject};

pub(crate) use feed::{Feed, Page, State};
pub(crate) use kinds::Kind;
pub(crate) use logs::Logs;
use trust::Rehearsal;
pub use trust::Trust;

/// The longest that anything is waited for: what takes longer has no end.
const END: Duration = Duration::from_secs(25);
/// Records asked for in one question, at most.
pub(crate) const FEW: usize = 6;
/// Pages of a feed that are read, at most.
pub(crate) const PAGES: usize = 60;

/// No cache, no retries, no breaker: each check says what it changes.
const CALM: &[(&str, i64)] = &[
    ("patience_ms", 8_000),
    ("attempt_timeout_ms", 8_000),
    ("sync_patience_ms", 24_000),
    ("retry_budget_percent", 0),
    ("cache_ttl_ms", 0),
];

/// One run.
pub(crate) struct Bench<'a> {
    pub(crate) subject: &'a Subject<'a>,
    pub(crate) seed: u64,
    rehearsal: Rehearsal,
    trust: Trust,
    at: Timestamp,
    wire: Option<Arc<Wire>>,
    proxies: BTreeMap<String, Proxy>,
    /// How many connectors were made.
    made: AtomicU64,
    settings: toml::Table,
    pub(crate) logs: Logs,
    /// The feed, read once from the beginning.
    pub(crate) feed: Feed,
    /// How long it took.
    pub(crate) feed_took: Duration,
    /// Everything that an unspoiled partner said while the feed was read.
    pub(crate) said: Vec<crate::wire::Call>,
    /// The schema that the partner publishes, where it is known.
    pub(crate) schema: Option<Schema>,
}

/// What came of one question.
pub(crate) struct Answer<R> {
    /// Every record that came, whether it was asked for or not.
    pub(crate) records: Vec<(RecordRef, R)>,
    pub(crate) fault: Option<Fault>,
    pub(crate) took: Duration,
}

impl<R> Answer<R> {
    pub(crate) fn refs(&self) -> BTreeSet<RecordRef> {
        self.records.iter().map(|(at, _)| at.clone()).collect()
    }
}

impl<'a> Bench<'a> {
    /// Puts the proxy between and reads the feed once.
    pub(crate) async fn open(subject: &'a Subject<'a>, trust: Trust, options: &Options) -> Result<Self, CheckError> {
        let mut bench = Self {
            subject,
            seed: options.seed,
            rehearsal: Rehearsal::open(&trust)?,
            trust,
            at: Timestamp::now(),
            wire: None,
            proxies: BTreeMap::new(),
            made: AtomicU64::new(0),
            settings: subject.settings.clone(),
            logs: Logs::default(),
            feed: Feed::default(),
            feed_took: Duration::ZERO,
            said: Vec::new(),
            schema: None,
        };
        bench.stand_between(options).await?;
        bench.schema = bench.published(options).await?;
        let connector = bench.connect(&bench.settings, &[]).map_err(CheckError::Connect)?;
        if subject.parts.doors.has(subject.partner) {
            return Err(CheckError::DialsIn);
        }
        if let Some(order) = bench.order(subject.population.clone()) {
            let began = Instant::now();
            bench.feed = match bench.read(&*connector, &order, None, PAGES).await {
                Ok(feed) => feed,
                Err(_) => Feed { fault: Some(Fault::Broken), ..Feed::default() },
            };
            bench.feed_took = began.elapsed();
        }
        if let Some(wire) = &bench.wire {
            bench.said = wire.data();
            wire.clear();
        }
        Ok(bench)
    }

    /// One proxy for each origin that an address of the settings names.
    async fn stand_between(&mut self, options: &Options) -> Result<(), CheckError> {
        let wire = Arc::new(Wire::default());
        if options.record {
            wire.record();
        }
        if let Some(cassette) = &options.cassette {
            wire.play(cassette.clone());
        }
        let base = self.settings.get("base_url").and_then(toml::Value::as_str).and_then(origin);
        let addresses: Vec<(String, String)> = self
            .settings
            .iter()
            .filter(|(key, _)| *key == "url" || key.ends_with("_url"))
            .filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned())))
            .collect();
        for (key, address) in addresses {
            let Some(own) = origin(&address) else { continue };
            // Another test system stands in for the whole partner: what shared its origin still does.
            let against = options.against.as_deref().filter(|_| key == "base_url" || Some(&own) == base.as_ref());
            let target = against.and_then(origin).unwrap_or_else(|| own.clone());
            if !self.proxies.contains_key(&own) {
                let proxy =
                    Proxy::start(own.clone(), target, Arc::clone(&wire)).await.map_err(|_| CheckError::Proxy)?;
                self.proxies.insert(own.clone(), proxy);
            }
            if let Some(proxy) = self.proxies.get(&own) {
                let instead = address.replacen(&own, &proxy.origin, 1);
                if key == "token_url" {
                    self.keep_audience(&address);
                }
                self.settings.insert(key, toml::Value::String(instead));
            }
        }
        self.wire = (!self.proxies.is_empty()).then_some(wire);
        Ok(())
    }

    /// Signed assertions are for the partner and not for the proxy: a connector that signs takes the key `audience`. One
    /// that does not know it refuses it, and is left as it was.
    fn keep_audience(&mut self, token_url: &str) {
        let mut settings = self.settings.clone();
        settings.entry("audience").or_insert_with(|| toml::Value::String(token_url.to_owned()));
        if self.connect(&settings, &[]).is_ok() {
            self.settings = settings;
        }
    }

    async fn published(&self, options: &Options) -> Result<Option<Schema>, CheckError> {
        let text = match &options.schema {
            None => return Ok(None),
            Some(Published::Text(text)) => text.clone(),
            Some(Published::Path(path)) => {
                let base = self.settings.get("base_url").and_then(toml::Value::as_str).ok_or(CheckError::Schema)?;
                let ask =
                    client().map_err(|_| CheckError::Schema)?.get(format!("{}{path}", base.trim_end_matches('/')));
                let answer = ask.send().await.map_err(|_| CheckError::Schema)?;
                answer.text().await.map_err(|_| CheckError::Schema)?
            }
        };
        Schema::read(&text).map(Some).ok_or(CheckError::Schema)
    }

    /// The path of the partner's address.
    pub(crate) fn base_path(&self) -> String {
        let base = self.settings.get("base_url").and_then(toml::Value::as_str).unwrap_or_default();
        origin(base).map_or_else(String::new, |origin| base.replacen(&origin, "", 1))
    }

    /// The proxy; a partner of files has none.
    pub(crate) fn wire(&self) -> Result<&Arc<Wire>, Stop> {
        self.wire.as_ref().ok_or_else(|| Stop::skip("the connector speaks over no network address of its settings"))
    }

    pub(crate) fn recorded(&self) -> crate::Cassette {
        self.wire.as_ref().map(|wire| wire.recorded()).unwrap_or_default()
    }

    /// A connector with these limits, the calm ones beside them.
    pub(crate) fn connector(&self, limits: &[(&str, i64)]) -> Result<Arc<dyn Connector>, Stop> {
        let mut all: Vec<(&str, i64)> = CALM.to_vec();
        all.push(("breaker.failures", 1_000));
        all.extend_from_slice(limits);
        self.connect(&self.settings, &all)
            .or_else(|_| if limits.is_empty() { self.connect(&self.settings, &[]) } else { Err(String::new()) })
            .map_err(|_| Stop::skip("its settings have no `limits`"))
    }

    /// A connector of settings that one check changed.
    pub(crate) fn altered(&self, alter: impl FnOnce(&mut toml::Table)) -> Result<Arc<dyn Connector>, String> {
        let mut settings = self.settings.clone();
        alter(&mut settings);
        self.connect(&settings, &[])
    }

    fn connect(&self, settings: &toml::Table, limits: &[(&str, i64)]) -> Result<Arc<dyn Connector>, String> {
        let mut settings = settings.clone();
        if !limits.is_empty() {
            let known = settings.entry("limits").or_insert_with(|| toml::Value::Table(toml::Table::new()));
            for (key, value) in limits {
                let (table, key) = match key.split_once('.') {
                    Some((outer, key)) => {
                        let inner = known.as_table_mut().map(|table| table.entry(outer));
                        (inner.map(|entry| entry.or_insert_with(|| toml::Value::Table(toml::Table::new()))), key)
                    }
                    None => (Some(&mut *known), *key),
                };
                if let Some(table) = table.and_then(toml::Value::as_table_mut) {
                    table.insert(key.to_owned(), toml::Value::Integer(*value));
                }
            }
        }
        let text = toml::Value::Table(settings).to_string();
        let section = ValueDeserializer::parse(&text).map_err(|_| "the settings are not TOML".to_owned())?;
        let subject = self.subject;
        // What one check's connector cached answers no other check's question.
        let parts = cache::apart(&subject.parts, self.made.fetch_add(1, Ordering::SeqCst));
        let made = subject.registry.connect(&subject.kind, subject.partner, section, &parts);
        made.map_err(|error| error.to_string())
    }

    /// The state's own instant; one that is of the reading, as of a database that is read live, is of no state.
    pub(crate) fn of_state(&self, as_of: Timestamp) -> Timestamp {
        as_of.min(self.at)
    }

    /// The settings as the connectors of this run have them.
    pub(crate) const fn settings(&self) -> &toml::Table {
        &self.settings
    }

    /// What sync would ask under.
    pub(crate) fn order(&self, population: Population) -> Option<StandingOrder> {
        let Rehearsal { desk, owner, .. } = &self.rehearsal;
        (self.trust.order)(desk, self.subject.partner, *owner, population, self.at)
    }

    pub(crate) fn own_order(&self) -> Result<StandingOrder, Stop> {
        self.order(self.subject.population.clone()).ok_or_else(|| Stop::fail("no standing order"))
    }

    /// A candidate that nobody's feed told of.
    pub(crate) fn stranger<R: Kind>(&self, local: &str) -> Candidate {
        let at = RecordRef { partner: self.subject.partner, kind: R::TYPE, local: LocalId::new(local) };
        let subject = self.rehearsal.desk.handle(&at);
        Candidate {
            id: subject.0,
            at,
            owner: self.rehearsal.owner,
            subjects: vec![subject],
            accused: Vec::new(),
            accused_elsewhere: Vec::new(),
            same_incident: Vec::new(),
            restricted: false,
            proposed: CategorySet::NONE,
            facts: Facts::default(),
        }
    }

    /// The first records of a type, in an order that the seed gives.
    pub(crate) fn some<R: Kind>(&self, count: usize) -> Vec<Candidate> {
        let mut all: Vec<&Candidate> = self.feed.alive(R::TYPE).map(|alive| &alive.candidate).collect();
        all.sort_by_key(|candidate| mixed(self.seed, candidate.at.local.as_str()));
        all.into_iter().take(count).cloned().collect()
    }

    pub(crate) fn handle(&self, at: &RecordRef) -> accord_model::SubjectId {
        self.rehearsal.desk.handle(at)
    }

    /// Every id that the feed told of.
    pub(crate) fn ids(&self) -> BTreeSet<String> {
        self.feed.rows.keys().map(|at| at.local.as_str().to_owned()).collect()
    }

    pub(crate) fn permit<R: Kind>(&self, candidates: &[Candidate], fields: FieldSet) -> Permitted<R> {
        let Rehearsal { desk, viewer, .. } = &self.rehearsal;
        let trail = desk.trail(viewer, self.at, "", "CHECK");
        desk.permit(viewer, candidates.iter().map(|one| (one.clone(), fields)).collect(), &trail)
    }

    /// Without what hides a record or a part of it, and about somebody: an answer to a permit does not say whom it is
    /// about, and what is about nobody is shown to few.
    fn bare(&self, candidates: &[Candidate]) -> Vec<Candidate> {
        let bare = |one: &Candidate| Candidate {
            subjects: vec![self.rehearsal.desk.handle(&one.at)],
            accused: Vec::new(),
            accused_elsewhere: Vec::new(),
            same_incident: Vec::new(),
            restricted: false,
            proposed: CategorySet::NONE,
            ..one.clone()
        };
        candidates.iter().map(bare).collect()
    }

    /// Opens what came, to every field: what a narrow permit let through too much is seen here.
    fn unseal<R: Kind>(&self, candidates: &[Candidate], sealed: Vec<Sealed<R>>) -> Vec<(RecordRef, R)> {
        let Rehearsal { desk, viewer, .. } = &self.rehearsal;
        let trail = desk.trail(viewer, self.at, "", "CHECK");
        let permit = self.permit::<R>(&self.bare(candidates), FieldSet::all::<R>());
        let opened = desk.disclose(viewer, &permit, sealed, &trail);
        opened.into_iter().map(|(_, one)| (one.record().at().clone(), one.record().clone())).collect()
    }

    /// Asks for these records, these fields of each.
    pub(crate) async fn ask<R: Kind>(
        &self,
        connector: &dyn Connector,
        candidates: &[Candidate],
        fields: FieldSet,
    ) -> Result<Answer<R>, Stop> {
        let permit = self.permit::<R>(candidates, fields);
        let began = Instant::now();
        let gathered = self.watched(R::ask(connector, &permit)).await?;
        let took = began.elapsed();
        let order = self.own_order()?;
        let came: Vec<Candidate> =
            gathered.records.iter().map(|one| self.rehearsal.desk.index(&order, one).candidate).collect();
        Ok(Answer { records: self.unseal(&came, gathered.records), fault: gathered.fault, took })
    }

    /// Runs a question to its end, its log lines kept. A panic and a question without end are findings.
    pub(crate) async fn watched<T>(&self, question: impl Future<Output = T>) -> Result<T, Stop> {
        let caught = AssertUnwindSafe(question).catch_unwind().with_subscriber(self.logs.clone());
        match tokio::time::timeout(END, caught).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(_)) => Err(Stop::fail("the connector panicked")),
            Err(_) => Err(Stop::fail("the question had no end within 25 s")),
        }
    }
}

/// Scheme, host and port.
fn origin(address: &str) -> Option<String> {
    let (scheme, rest) = address.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    (["http", "https"].contains(&scheme) && !host.is_empty()).then(|| format!("{scheme}://{host}"))
}

/// A number that the seed and a text give: the same in every run. FNV-1a, and the last steps of `SplitMix64`: texts that
/// differ in their last byte alone would otherwise keep their order under every seed.
pub(crate) fn mixed(seed: u64, text: &str) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
    let hash = text.bytes().fold(seed ^ 0xcbf2_9ce4_8422_2325, step);
    let hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}
