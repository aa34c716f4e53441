//! A running endpoint, a connector to it made through the registry, and a desk that opens what it seals.

use std::fmt::Write as _;
use std::sync::Arc;

use accord_connectors::{ConnectError, Doors, Parts, Secret, registry};
use accord_consent::{
    Agreements, Candidate, Desk, DeskSetup, Disclosed, Facts, FieldSet, Keys, Organisations, Permitted, Population,
    Record as _, Sealed, StandingOrder, Viewer,
};
use accord_federation::{Change, ChangeCursor, ChangePage, Connector};
use accord_model::{
    Incident, LocalId, Organisation, OrganisationId, OrganisationKind, PartnerId, Purpose, RecordRef, RecordType, Role,
    UserKey,
};
use accord_sandbox::{Entry, FaultKind, Quirks, REPORTS_API_KEY, Report, ReportsOptions, ReportsServer};
use accord_store::{MemoryCache, Store, StoreOptions};
use jiff::Timestamp;
use tempfile::TempDir;
use toml::de::ValueDeserializer;

/// No cache, no retries, and more patience than any test needs: each test says what it changes.
const CALM: &str = "patience_ms = 60000, attempt_timeout_ms = 60000, sync_patience_ms = 60000, retry_budget_percent = 0, cache_ttl_ms = 0";
pub(crate) const RACIST: &str = "GRAFFITI-RACIST";

pub(crate) struct City {
    pub(crate) server: ReportsServer,
    desk: Desk,
    viewer: Viewer,
    parts: Parts,
    _folder: TempDir,
}

pub(crate) fn partner() -> PartnerId {
    "council-reports".parse().unwrap()
}

fn owner() -> OrganisationId {
    "leicester-city-council".parse().unwrap()
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A day after these many.
pub(crate) fn day(days: i64) -> Timestamp {
    at("2026-01-01T09:00:00Z") + jiff::SignedDuration::from_hours(24 * days)
}

pub(crate) fn racist(id: impl Into<String>, requested: Timestamp) -> Report {
    Report { description: "words".to_owned(), ..Report::new(id, RACIST, requested) }
}

impl City {
    pub(crate) async fn start(options: ReportsOptions, reports: Vec<Report>) -> Self {
        let folder = TempDir::new().unwrap();
        std::fs::write(folder.path().join("terms.toml"), include_str!("terms.toml")).unwrap();
        std::fs::write(folder.path().join("reports.key"), format!("{REPORTS_API_KEY}\n")).unwrap();
        std::fs::write(folder.path().join("old.key"), "a key of last year").unwrap();
        let keys = Keys::new([7; 32]);
        let url = format!("sqlite://{}", folder.path().join("accord.db").display());
        let store = Store::open(&url, StoreOptions::new(keys.derive("ledger-head", ""))).await.unwrap();
        store.migrate().await.unwrap();
        let organisations = Organisations::new(vec![member()]);
        let setup = DeskSetup {
            keys,
            agreements: Agreements::read(include_str!("agreements.toml"), &organisations).unwrap(),
            organisations,
            ledger: store.ledger(),
            directives: store.directives(),
        };
        let parts = Parts {
            cache: Arc::new(MemoryCache::new(16 << 20)),
            spool: store.spool(),
            secret: Secret::new([9; 32]),
            folder: folder.path().to_owned(),
            doors: Doors::default(),
        };
        let server = ReportsServer::start(options, reports).await.unwrap();
        Self { server, desk: desk(setup), viewer: viewer(), parts, _folder: folder }
    }

    pub(crate) async fn quirky(quirks: Quirks, reports: Vec<Report>) -> Self {
        Self::start(ReportsOptions { quirks, ..ReportsOptions::default() }, reports).await
    }

    /// A connector with these keys beside the usual ones, and these limits beside the calm ones.
    pub(crate) fn try_connect(&self, keys: &str, limits: &str) -> Result<Arc<dyn Connector>, ConnectError> {
        let url = self.server.url();
        let mut all: toml::Table = toml::from_str(&format!(
            "base_url = '{url}'\nservices = ['GRAFFITI-RACIST', 'GRAFFITI']\nattributes = ['MEANT_FOR']\n\
             terms = 'terms.toml'\narea = 'leicester'\nbegins = '2024-01-01'"
        ))
        .unwrap();
        all.extend(toml::from_str::<toml::Table>(&keys.replace(", ", "\n")).unwrap());
        let mut calm: toml::Table = toml::from_str(&CALM.replace(", ", "\n")).unwrap();
        calm.extend(toml::from_str::<toml::Table>(&limits.replace(", ", "\n")).unwrap());
        all.insert("limits".to_owned(), toml::Value::Table(calm));
        let mut text = String::new();
        write!(text, "{}", toml::Value::Table(all)).unwrap();
        let section = ValueDeserializer::parse(&text).unwrap();
        registry().connect("open311", partner(), section, &self.parts)
    }

    /// A connector that may send, with these keys and limits besides.
    pub(crate) fn sender(&self, keys: &str, limits: &str) -> Arc<dyn Connector> {
        let report = "[report]\napi_key_file = 'reports.key'\nservices = ['GRAFFITI-RACIST','GRAFFITI']";
        self.connector(&format!("{keys}\n{report}"), limits)
    }

    /// How often something was posted.
    pub(crate) fn posts(&self) -> usize {
        self.asked().iter().filter(|entry| entry.method == "POST").count()
    }

    pub(crate) fn connector(&self, keys: &str, limits: &str) -> Arc<dyn Connector> {
        self.try_connect(keys, limits).unwrap()
    }

    #[expect(clippy::disallowed_methods, reason = "the tests ask as sync does")]
    pub(crate) fn order(&self, population: Population) -> StandingOrder {
        self.desk.standing_order(partner(), owner(), population, Timestamp::now()).unwrap()
    }

    /// A permit for these fields of these requests.
    pub(crate) fn permit(&self, ids: &[&str], fields: &[&str]) -> Permitted<Incident> {
        assert!(fields.iter().all(|field| Incident::FIELDS.iter().any(|known| known.name == *field)));
        let wanted = FieldSet::names::<Incident>(|name| fields.contains(&name));
        let rows = ids.iter().map(|id| {
            let at = RecordRef { partner: partner(), kind: RecordType::Incident, local: LocalId::new(*id) };
            let candidate = Candidate {
                id: self.desk.handle(&at).0,
                at,
                owner: owner(),
                subjects: Vec::new(),
                accused: Vec::new(),
                accused_elsewhere: Vec::new(),
                same_incident: Vec::new(),
                restricted: false,
                proposed: accord_model::CategorySet::NONE,
                facts: Facts::default(),
            };
            (candidate, wanted)
        });
        self.desk.permit(
            &self.viewer,
            rows.collect(),
            &self.desk.trail(&self.viewer, Timestamp::now(), "{ t }", "QUERY"),
        )
    }

    pub(crate) fn disclose(
        &self,
        permit: &Permitted<Incident>,
        sealed: Vec<Sealed<Incident>>,
    ) -> Vec<Disclosed<Incident>> {
        let trail = self.desk.trail(&self.viewer, Timestamp::now(), "{ t }", "QUERY");
        let all = self.desk.disclose(&self.viewer, permit, sealed, &trail);
        all.into_iter().map(|(_, disclosed)| disclosed).collect()
    }

    /// One round of sync from a cursor: the ids that came, in order, the codes of the notes, and where it ended.
    pub(crate) async fn round(
        &self,
        connector: &dyn Connector,
        mut since: Option<ChangeCursor>,
        mut between: impl FnMut(&ReportsServer),
    ) -> Round {
        let order = self.order(Population::HateFlagged);
        let mut round = Round::default();
        loop {
            let page = connector.changes(&order, since.as_ref()).await.unwrap();
            let more = page.more;
            since = Some(self.take(&order, page, &mut round));
            if !more {
                round.end = since;
                return round;
            }
            between(&self.server);
        }
    }

    fn take(&self, order: &StandingOrder, page: ChangePage, round: &mut Round) -> ChangeCursor {
        round.notes.extend(page.notes.into_iter().map(|note| note.code));
        for change in page.changes {
            match change {
                Change::Incident(sealed) => {
                    let row = self.desk.index(order, &sealed);
                    round.found.push(row.candidate.at.local.as_str().to_owned());
                    round.restricted += usize::from(row.candidate.restricted);
                }
                Change::Gone(at) => round.gone.push(at.local.as_str().to_owned()),
                _ => panic!("about somebody"),
            }
        }
        page.next
    }

    pub(crate) fn fault(&self, kind: FaultKind, times: Option<usize>) {
        self.server.fault(kind, "/", times);
    }

    pub(crate) fn asked(&self) -> Vec<Entry> {
        self.server.requests()
    }
}

/// What a round gave.
#[derive(Default)]
pub(crate) struct Round {
    pub(crate) found: Vec<String>,
    pub(crate) gone: Vec<String>,
    pub(crate) notes: Vec<&'static str>,
    pub(crate) restricted: usize,
    pub(crate) end: Option<ChangeCursor>,
}

#[expect(clippy::disallowed_methods, reason = "the tests' own desk")]
fn desk(setup: DeskSetup) -> Desk {
    Desk::new(setup)
}

#[expect(clippy::disallowed_methods, reason = "the tests' own viewer")]
fn viewer() -> Viewer {
    let purpose = Purpose::Support;
    Viewer::assertion(owner(), UserKey([1; 16]), Role::CommunitySafetyOfficer, purpose, vec![purpose]).unwrap()
}

fn member() -> Organisation {
    Organisation {
        id: owner(),
        name: "Leicester City Council".to_owned(),
        kind: OrganisationKind::Council,
        parent: None,
        ods_code: None,
        areas: Vec::new(),
        contacts: Vec::new(),
    }
}
