//! The smallest whole connector: what a housing association's case system knows of its buildings, with a batch call and a
//! change feed. Its cases are about nobody: they name a district, no tenant. See `connectors/README.md`.

use std::sync::Arc;

use accord_connector_kit::{Address, Ask, Client, Connect, ConnectError, Limits, Pace, Parts, RecordCache, gather};
use accord_consent::{FieldSet, Permitted, Population, Sealed, StandingOrder};
use accord_federation::{Change, ChangeCursor, ChangePage, Connector, Fault, Gathered};
use accord_model::{Incident, LocalId, PartnerId, Private, Recognition, RecordRef, RecordType};
use async_trait::async_trait;
use serde::{Deserialize, Serialize};

/// The section of the configuration. Unknown keys are refused.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    base_url: String,
    #[serde(default)]
    limits: Limits,
}

/// A housing association's case system.
pub struct Housing {
    partner: PartnerId,
    client: Client,
    cache: RecordCache,
}

impl Connect for Housing {
    const NAME: &'static str = "housing";
    type Config = Config;

    fn connect(partner: PartnerId, config: Config, parts: &Parts) -> Result<Arc<dyn Connector>, ConnectError> {
        let address = Address::read("base_url", &config.base_url, false)?;
        let cache = RecordCache::new(parts, partner, config.limits.cache_ttl_ms);
        let client = Client::new(partner, address, None, config.limits)?;
        Ok(Arc::new(Self { partner, client, cache }))
    }
}

/// What the system says of a case.
#[derive(Deserialize, Serialize)]
struct Case {
    id: String,
    changed: String,
    /// Somebody of the association has flagged it as hate.
    hate: Option<bool>,
    district: Option<String>,
    story: Option<String>,
}

impl Case {
    /// Without what came unasked.
    fn only(mut self, fields: &str) -> Self {
        let asked = |name: &str| fields.split(',').any(|field| field == name);
        self.hate = self.hate.filter(|_| asked("hate"));
        self.district = self.district.filter(|_| asked("district"));
        self.story = self.story.filter(|_| asked("story"));
        self
    }
}

#[derive(Deserialize)]
struct Feed {
    cases: Vec<Case>,
    /// Closed, or not flagged any more.
    gone: Vec<String>,
    next: String,
    more: bool,
}

#[derive(Serialize)]
struct Question {
    ids: Vec<String>,
    fields: String,
}

/// Our fields, and theirs.
const FIELDS: &[(&str, &str)] = &[("recognition", "hate"), ("area", "district"), ("narrative", "story")];

fn named(fields: FieldSet) -> String {
    let asked = FIELDS.iter().filter(|(ours, _)| fields.has::<Incident>(ours));
    asked.map(|(_, theirs)| *theirs).collect::<Vec<_>>().join(",")
}

/// Pure: one case, as far as `may` goes, becomes one of our records.
fn incident(at: RecordRef, case: Case, may: FieldSet) -> Option<Incident> {
    let mut incident = Incident::at(at, case.changed.parse().ok()?);
    if may.has::<Incident>("recognition") {
        incident.recognition = case.hate.filter(|hate| *hate).map(|_| Private::new(Recognition::AgencyFlagged));
    }
    if may.has::<Incident>("area") {
        incident.area = case.district.and_then(|district| district.parse().ok()).map(Private::new);
    }
    if may.has::<Incident>("narrative") {
        incident.narrative = case.story.map(Private::new);
    }
    Some(incident)
}

#[async_trait]
impl Connector for Housing {
    fn partner(&self) -> PartnerId {
        self.partner
    }

    fn kind(&self) -> &'static str {
        Self::NAME
    }

    fn victim_fields(&self) -> FieldSet {
        FieldSet::NONE
    }

    fn incident_fields(&self) -> FieldSet {
        FieldSet::names::<Incident>(|name| FIELDS.iter().any(|(ours, _)| *ours == name))
    }

    async fn incidents(&self, permit: &Permitted<Incident>) -> Gathered<Incident> {
        let mut gathered = Gathered::whole(Vec::new());
        for (may, asked) in permit.by_fields(self.partner) {
            let fields = named(may);
            let fetch = |ids: Vec<LocalId>| self.batch(ids, fields.clone());
            let answer = gather(Some(&self.cache), asked, &fields, self.client.limits().cap, fetch).await;
            gathered.fault = gathered.fault.or(answer.fault);
            gathered.records.extend(answer.found.into_iter().filter_map(|(at, bytes)| {
                let case = serde_json::from_slice(&bytes).ok()?;
                Some(Sealed::new(incident(at, case, may)?))
            }));
        }
        gathered
    }

    async fn changes(&self, order: &StandingOrder, since: Option<&ChangeCursor>) -> Result<ChangePage, Fault> {
        // The feed holds flagged cases and no others; another population it cannot be cut to.
        if *order.population() != Population::HateFlagged {
            return Err(Fault::NotSupported);
        }
        let fields = order.incident_fields();
        let mut ask = Ask::get("/changes").query("fields", named(fields));
        if let Some(ChangeCursor(since)) = since {
            ask = ask.query("since", since.as_str());
        }
        let feed: Feed = self.client.read(&ask, Pace::Sync).await?;
        let at = |id: &str| RecordRef { partner: self.partner, kind: RecordType::Incident, local: LocalId::new(id) };
        let one = |case: Case| Some(Change::Incident(Sealed::new(incident(at(&case.id), case, fields)?)));
        let gone = feed.gone.iter().map(|id| Change::Gone(at(id)));
        let changes = feed.cases.into_iter().filter_map(one).chain(gone).collect();
        Ok(ChangePage { changes, next: ChangeCursor(feed.next), more: feed.more, expected: None, notes: Vec::new() })
    }
}

impl Housing {
    /// One call. The bytes of each record go into the cache: they hold what was asked for and nothing else.
    async fn batch(&self, ids: Vec<LocalId>, fields: String) -> Result<Vec<(LocalId, Vec<u8>)>, Fault> {
        let ids = ids.iter().map(|id| id.as_str().to_owned()).collect();
        let question = Question { ids, fields };
        let cases: Vec<Case> = self.client.read(&Ask::post("/cases:batch", &question), Pace::Viewer).await?;
        let row = |case: Case| {
            let case = case.only(&question.fields);
            (LocalId::new(case.id.as_str()), serde_json::to_vec(&case).unwrap_or_default())
        };
        Ok(cases.into_iter().map(row).collect())
    }
}

/// A program with this connector hands its list to `accord_gateway::command::run`; this one shows the list.
fn main() {
    let registry = accord_connector_kit::Registry::new().with::<Housing>();
    println!("{}", registry.names().collect::<Vec<_>>().join(", "));
}
