//! A running police server, a connector to it made through the registry, and a desk that opens what it seals.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

use accord_connectors::{Doors, Parts, Secret, registry};
use accord_consent::{
    Agreements, Candidate, Desk, DeskSetup, Disclosed, Facts, FieldSet, Keys, Organisations, Permitted, Population,
    Record, Sealed, StandingOrder, Trail, Viewer,
};
use accord_federation::Connector;
use accord_model::{
    CategorySet, LocalId, Organisation, OrganisationId, OrganisationKind, PartnerId, Purpose, RecordRef, RecordType,
    Role, UserKey,
};
use accord_sandbox::{CLIENT_ID, CLIENT_SECRET, Entry, FaultKind, Options, Sandbox};
use accord_store::{MemoryCache, Store, StoreOptions};
use jiff::Timestamp;
use tempfile::TempDir;
use toml::de::ValueDeserializer;

/// All that the police hold, for the police themselves; and the order under which sync reads them.
const AGREEMENTS: &str = include_str!("agreements.toml");
/// No cache, no retries, and more patience than any test needs: each test says what it changes.
const CALM: &str = "patience_ms = 60000, attempt_timeout_ms = 60000, sync_patience_ms = 60000, retry_budget_percent = 0, cache_ttl_ms = 0";

pub(crate) struct Force {
    pub(crate) sandbox: Sandbox,
    pub(crate) desk: Desk,
    pub(crate) viewer: Viewer,
    parts: Parts,
    _folder: TempDir,
}

pub(crate) fn police() -> PartnerId {
    "police".parse().unwrap()
}

fn owner() -> OrganisationId {
    "leicestershire-police".parse().unwrap()
}

fn now() -> Timestamp {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

impl Force {
    /// Sync may not know of support.
    pub(crate) async fn start() -> Self {
        Self::under(AGREEMENTS).await
    }

    /// Sync may know of support, and so of referrals.
    pub(crate) async fn supporting() -> Self {
        let more = r#"categories = ["IDENTITY", "LOCATION", "OFFENCE", "SUPPORT"]"#;
        Self::under(&AGREEMENTS.replace(r#"categories = ["IDENTITY", "LOCATION", "OFFENCE"]"#, more)).await
    }

    async fn under(agreements: &str) -> Self {
        let folder = TempDir::new().unwrap();
        let options = Options { people: 300, incidents: 300, ..Options::default() };
        let sandbox = Sandbox::start(options).await.unwrap();
        let keys = Keys::new([7; 32]);
        let url = format!("sqlite://{}", folder.path().join("accord.db").display());
        let store = Store::open(&url, StoreOptions::new(keys.derive("ledger-head", ""))).await.unwrap();
        store.migrate().await.unwrap();
        let organisations = Organisations::new(vec![member()]);
        let setup = DeskSetup {
            keys,
            agreements: Agreements::read(agreements, &organisations).unwrap(),
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
        Self { sandbox, desk: desk(setup), viewer: viewer(), parts, _folder: folder }
    }

    /// A connector with these limits beside the calm ones.
    pub(crate) fn connector(&self, limits: &[(&str, &str)]) -> Arc<dyn Connector> {
        let mut all: toml::Table = toml::from_str(&CALM.replace(", ", "\n")).unwrap();
        for (key, value) in limits {
            let value: toml::Table = toml::from_str(&format!("value = {value}")).unwrap();
            all.insert((*key).to_owned(), value["value"].clone());
        }
        let url = self.sandbox.police.url();
        let mut text = format!(
            "{{ base_url = '{url}', token_url = '{url}/oauth2/token', client_id = '{CLIENT_ID}', \
             client_secret = '{CLIENT_SECRET}', page_size = 40, reference_systems = {{ COUNTY_PROJECT = 'county' }}, \
             organisations = {{ SH = 'safe-haven-llr' }}"
        );
        write!(text, ", limits = {} }}", toml::Value::Table(all)).unwrap();
        let section = ValueDeserializer::parse(&text).unwrap();
        registry().connect("police", police(), section, &self.parts).unwrap()
    }

    pub(crate) fn order(&self, population: Population) -> StandingOrder {
        standing_order(&self.desk, population)
    }

    pub(crate) fn trail(&self) -> Trail {
        self.desk.trail(&self.viewer, now(), "{ test }", "QUERY")
    }

    /// A permit for these records, each with the fields that are named with it.
    pub(crate) fn permit<R: Record>(&self, records: &[(&str, &[&str])]) -> Permitted<R> {
        let has = |name: &str| R::FIELDS.iter().any(|field| field.name == name);
        let kind = match (has("narrative"), has("recipient")) {
            (true, _) => RecordType::Incident,
            (false, true) => RecordType::Referral,
            (false, false) => RecordType::Victim,
        };
        let rows = records.iter().map(|(local, fields)| {
            let wanted = FieldSet::names::<R>(|name| fields.contains(&name));
            (self.candidate(RecordRef { partner: police(), kind, local: LocalId::new(*local) }), wanted)
        });
        self.desk.permit(&self.viewer, rows.collect(), &self.trail())
    }

    fn candidate(&self, at: RecordRef) -> Candidate {
        let subject = self.desk.handle(&at);
        Candidate {
            id: subject.0,
            at,
            owner: owner(),
            subjects: vec![subject],
            accused: Vec::new(),
            accused_elsewhere: Vec::new(),
            same_incident: Vec::new(),
            restricted: false,
            proposed: CategorySet::NONE,
            facts: Facts::default(),
        }
    }

    pub(crate) fn disclose<R: Record>(&self, permit: &Permitted<R>, sealed: Vec<Sealed<R>>) -> Vec<Disclosed<R>> {
        let all = self.desk.disclose(&self.viewer, permit, sealed, &self.trail());
        all.into_iter().map(|(_, disclosed)| disclosed).collect()
    }

    /// The first `count` persons whom the police hold, by their ids.
    pub(crate) fn persons(&self, count: usize) -> Vec<String> {
        let people = self.sandbox.truth().people.iter().flat_map(|person| &person.records);
        let records = people.filter(|record| record.partner == "police").map(|record| record.record.clone());
        let all: BTreeSet<String> = records.collect();
        assert!(all.len() >= count, "the sandbox holds {} persons", all.len());
        all.into_iter().take(count).collect()
    }

    /// The occurrences that the police hold: the living, and the tombstones.
    pub(crate) fn occurrences(&self) -> (BTreeSet<String>, BTreeSet<String>) {
        let all = self.sandbox.truth().incidents.iter().flat_map(|incident| &incident.records);
        let police = all.filter(|record| record.partner == "police");
        let (gone, living): (Vec<_>, Vec<_>) = police.partition(|record| record.tombstone.is_some());
        let ids = |records: Vec<&accord_sandbox::RecordRef>| records.into_iter().map(|r| r.record.clone()).collect();
        (ids(living), ids(gone))
    }

    /// The next `times` requests under that path fail; all of them, if none is given.
    pub(crate) fn fault(&self, kind: FaultKind, times: Option<usize>) {
        self.sandbox.police.fault(kind, "/v1/", times);
    }

    /// What the police were asked so far, logins apart.
    pub(crate) fn asked(&self) -> Vec<Entry> {
        let all = self.sandbox.police.requests().into_iter();
        all.filter(|call| call.path.starts_with("/v1/")).collect()
    }
}

#[expect(clippy::disallowed_methods, reason = "the tests' own desk")]
fn desk(setup: DeskSetup) -> Desk {
    Desk::new(setup)
}

#[expect(clippy::disallowed_methods, reason = "the tests' own viewer")]
fn viewer() -> Viewer {
    let purpose = Purpose::CrimeInvestigation;
    Viewer::assertion(owner(), UserKey([1; 16]), Role::HateCrimeOfficer, purpose, vec![purpose]).unwrap()
}

#[expect(clippy::disallowed_methods, reason = "the tests ask as sync does")]
fn standing_order(desk: &Desk, population: Population) -> StandingOrder {
    desk.standing_order(police(), owner(), population, now()).unwrap()
}

fn member() -> Organisation {
    Organisation {
        id: owner(),
        name: "Leicestershire Police".to_owned(),
        kind: OrganisationKind::Police,
        parent: None,
        ods_code: None,
        areas: Vec::new(),
        contacts: Vec::new(),
    }
}
