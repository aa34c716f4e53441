//! A running trust, a connector to it made through the registry, and a desk that opens what it seals.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use accord_connectors::{ConnectError, Doors, Parts, Secret, registry};
use accord_consent::{
    Agreements, Candidate, Desk, DeskSetup, Disclosed, Facts, FieldSet, Keys, Organisations, Permitted, Population,
    Record, Sealed, StandingOrder, Trail, Viewer,
};
use accord_federation::{Change, ChangeCursor, Connector};
use accord_model::{
    LocalId, Organisation, OrganisationId, OrganisationKind, PartnerId, Purpose, RecordRef, RecordType, Role, UserKey,
};
use accord_sandbox::{Entry, FaultKind, NHS_CLIENT_ID, NHS_KEY_ID, NhsOptions, NhsServer, Options, Sandbox};
use accord_store::{MemoryCache, Store, StoreOptions};
use jiff::Timestamp;
use tempfile::TempDir;
use toml::de::ValueDeserializer;

/// All that the trust holds, for the trust itself; and the order under which sync reads them.
const AGREEMENTS: &str = include_str!("agreements.toml");
/// No cache, no retries, and more patience than any test needs: each test says what it changes.
const CALM: &str = "patience_ms = 60000, attempt_timeout_ms = 60000, sync_patience_ms = 60000, retry_budget_percent = 0, cache_ttl_ms = 0";

pub(crate) struct Trust {
    pub(crate) sandbox: Sandbox,
    pub(crate) desk: Desk,
    pub(crate) viewer: Viewer,
    parts: Parts,
    _folder: TempDir,
}

/// What a walk of the feed left behind: each record as it was said last.
#[derive(Default)]
pub(crate) struct Walk {
    pub(crate) alive: BTreeMap<(RecordType, String), bool>,
    pub(crate) restricted: BTreeSet<(RecordType, String)>,
    pub(crate) notes: Vec<&'static str>,
    pub(crate) pages: usize,
}

impl Walk {
    pub(crate) fn take(&mut self, desk: &Desk, order: &StandingOrder, change: Change) {
        let (candidate, at) = match change {
            Change::Victim(sealed) => (Some(desk.index(order, &sealed).candidate), None),
            Change::Incident(sealed) => (Some(desk.index(order, &sealed).candidate), None),
            Change::Referral(sealed) => (Some(desk.index(order, &sealed).candidate), None),
            Change::Gone(at) => (None, Some(at)),
        };
        let restricted = candidate.as_ref().is_some_and(|candidate| candidate.restricted);
        if let Some(at) = at.or_else(|| candidate.as_ref().map(|candidate| candidate.at.clone())) {
            let name = (at.kind, at.local.as_str().to_owned());
            if restricted {
                self.restricted.insert(name.clone());
            }
            self.alive.insert(name, candidate.is_some());
        }
    }

    /// The ids of this type that are there.
    pub(crate) fn there(&self, kind: RecordType) -> Vec<&str> {
        let alive = self.alive.iter().filter(|((found, _), alive)| *found == kind && **alive);
        alive.map(|((_, id), _)| id.as_str()).collect()
    }
}

pub(crate) fn nhs() -> PartnerId {
    "nhs".parse().unwrap()
}

fn owner() -> OrganisationId {
    "leicestershire-partnership-nhs-trust".parse().unwrap()
}

fn now() -> Timestamp {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

impl Trust {
    pub(crate) async fn start() -> Self {
        let folder = TempDir::new().unwrap();
        let options = Options { people: 300, incidents: 300, nhs: Some(NhsOptions::default()), ..Options::default() };
        let sandbox = Sandbox::start(options).await.unwrap();
        let key = sandbox.nhs.as_ref().unwrap().private_key().unwrap();
        std::fs::write(folder.path().join("nhs.pem"), key).unwrap();
        let keys = Keys::new([7; 32]);
        let url = format!("sqlite://{}", folder.path().join("accord.db").display());
        let store = Store::open(&url, StoreOptions::new(keys.derive("ledger-head", ""))).await.unwrap();
        store.migrate().await.unwrap();
        let organisations = Organisations::new(vec![member()]);
        let setup = DeskSetup {
            keys,
            agreements: Agreements::read(AGREEMENTS, &organisations).unwrap(),
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
        let nhs = self.nhs();
        let mut text = format!(
            "{{ base_url = '{}', token_url = '{}', client_id = '{NHS_CLIENT_ID}', page_size = 20, \
             flag_codes = ['https://fhir.leicspart.example/CodeSystem/flag|hate-incident'], \
             referral_categories = ['https://fhir.leicspart.example/CodeSystem/referral|hate-crime-support'], \
             consent_categories = ['https://fhir.leicspart.example/CodeSystem/consent|hate-crime-sharing'], \
             keys = [{{ key_id = 'next', private_key_file = 'next.pem' }}, \
             {{ key_id = '{NHS_KEY_ID}', private_key_file = 'nhs.pem' }}], \
             organisations = {{ RT5 = '{}' }}",
            nhs.fhir_url(),
            nhs.token_url(),
            owner()
        );
        write!(text, ", limits = {} }}", toml::Value::Table(all)).unwrap();
        self.of(&text).unwrap()
    }

    /// A connector of this section.
    pub(crate) fn of(&self, section: &str) -> Result<Arc<dyn Connector>, ConnectError> {
        let section = ValueDeserializer::parse(section).unwrap();
        registry().connect("nhs", self::nhs(), section, &self.parts)
    }

    pub(crate) fn nhs(&self) -> &NhsServer {
        self.sandbox.nhs.as_ref().unwrap()
    }

    /// Puts a private key where the configuration looks for the next one.
    pub(crate) fn next_key(&self, pem: &str) {
        std::fs::write(self.parts.folder.join("next.pem"), pem).unwrap();
    }

    /// Everything that sync reads from this cursor on, and the cursor that it leaves.
    pub(crate) async fn walk(&self, connector: &dyn Connector, since: Option<ChangeCursor>) -> (Walk, ChangeCursor) {
        let order = self.order(Population::HateFlagged);
        let mut walk = Walk::default();
        let mut cursor = since;
        for _ in 0..500 {
            let page = connector.changes(&order, cursor.as_ref()).await.unwrap();
            walk.pages += 1;
            walk.notes.extend(page.notes.iter().map(|note| note.code));
            page.changes.into_iter().for_each(|change| walk.take(&self.desk, &order, change));
            if !page.more {
                return (walk, page.next);
            }
            cursor = Some(page.next);
        }
        panic!("the feed does not end");
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
        let kind = match (has("narrative"), has("sender")) {
            (true, _) => RecordType::Incident,
            (_, true) => RecordType::Referral,
            _ => RecordType::Victim,
        };
        let rows = records.iter().map(|(local, fields)| {
            let wanted = FieldSet::names::<R>(|name| fields.contains(&name));
            (self.candidate(RecordRef { partner: nhs(), kind, local: LocalId::new(*local) }), wanted)
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
            proposed: accord_model::CategorySet::NONE,
            facts: Facts::default(),
        }
    }

    pub(crate) fn disclose<R: Record>(&self, permit: &Permitted<R>, sealed: Vec<Sealed<R>>) -> Vec<Disclosed<R>> {
        let all = self.desk.disclose(&self.viewer, permit, sealed, &self.trail());
        all.into_iter().map(|(_, disclosed)| disclosed).collect()
    }

    /// The next `times` requests under that path fail; all of them, if none is given.
    pub(crate) fn fault(&self, kind: FaultKind, times: Option<usize>) {
        self.nhs().fault(kind, "/fhir/", times);
    }

    /// What the trust was asked so far, logins apart.
    pub(crate) fn asked(&self) -> Vec<Entry> {
        let all = self.nhs().requests().into_iter();
        all.filter(|call| call.path.starts_with("/fhir/")).collect()
    }
}

#[expect(clippy::disallowed_methods, reason = "the tests' own desk")]
fn desk(setup: DeskSetup) -> Desk {
    Desk::new(setup)
}

#[expect(clippy::disallowed_methods, reason = "the tests' own viewer")]
fn viewer() -> Viewer {
    let purpose = Purpose::Care;
    Viewer::assertion(owner(), UserKey([1; 16]), Role::CareCoordinator, purpose, vec![purpose]).unwrap()
}

#[expect(clippy::disallowed_methods, reason = "the tests ask as sync does")]
fn standing_order(desk: &Desk, population: Population) -> StandingOrder {
    desk.standing_order(nhs(), owner(), population, now()).unwrap()
}

fn member() -> Organisation {
    Organisation {
        id: owner(),
        name: "Leicestershire Partnership NHS Trust".to_owned(),
        kind: OrganisationKind::Nhs,
        parent: None,
        ods_code: None,
        areas: Vec::new(),
        contacts: Vec::new(),
    }
}
