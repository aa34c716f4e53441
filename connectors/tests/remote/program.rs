//! A partner's program, a connector to it made through the registry, and a desk that opens what it seals.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use accord_connector_kit::Reply;
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
use accord_store::{MemoryCache, Store, StoreOptions};
use jiff::Timestamp;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::task::JoinHandle;
use toml::de::ValueDeserializer;

const SECRET: &str = "0123456789abcdef0123456789abcdef";

/// What the program answers: the path and the question, a status and a body.
type Answers = Arc<dyn Fn(&str, &Value) -> (u16, Value) + Send + Sync>;

pub(crate) struct Program {
    pub(crate) desk: Desk,
    pub(crate) connector: Arc<dyn Connector>,
    asked: Arc<Mutex<Vec<(String, Value)>>>,
    runs: JoinHandle<()>,
    viewer: Viewer,
    _folder: TempDir,
}

impl Drop for Program {
    fn drop(&mut self) {
        self.runs.abort();
    }
}

pub(crate) fn hospice() -> PartnerId {
    "hospice".parse().unwrap()
}

fn owner() -> OrganisationId {
    "meadow-hospice".parse().unwrap()
}

fn now() -> Timestamp {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

/// The capabilities of an honest program.
pub(crate) fn capabilities() -> Value {
    json!({
        "protocol": 1, "cap": 3, "selects": true,
        "records": {
            "victim": {"fields": ["name", "dateOfBirth", "contact", "ethnicity", "religion", "aFieldOfVersionTwo"]},
            "incident": {"fields": ["recognition", "strands", "offence", "narrative", "occurred"]},
            "referral": {"fields": ["status", "recipient"]},
        },
        "feed": {"populations": ["AS_EXPORTED", "HATE_FLAGGED"], "tombstones": true, "pageSize": 60},
    })
}

/// A person of this id.
pub(crate) fn person(id: &str) -> Value {
    json!({"id": id, "asOf": "2026-11-20T10:00:00Z", "name": {"family": format!("Family of {id}"), "given": ["Amara"]}})
}

impl Program {
    /// A program that answers so; `/capabilities` is answered by [`capabilities`] unless `answers` gives a status.
    pub(crate) async fn start(answers: impl Fn(&str, &Value) -> (u16, Value) + Send + Sync + 'static) -> Self {
        let folder = TempDir::new().unwrap();
        let keys = Keys::new([7; 32]);
        let url = format!("sqlite://{}", folder.path().join("accord.db").display());
        let store = Store::open(&url, StoreOptions::new(keys.derive("ledger-head", ""))).await.unwrap();
        store.migrate().await.unwrap();
        let organisations = Organisations::new(vec![member()]);
        let agreements = Agreements::read(include_str!("agreements.toml"), &organisations).unwrap();
        let (ledger, directives) = (store.ledger(), store.directives());
        let doors = Doors::default();
        let parts = Parts {
            cache: Arc::new(MemoryCache::new(16 << 20)),
            spool: store.spool(),
            secret: Secret::new([9; 32]),
            folder: folder.path().to_owned(),
            doors: doors.clone(),
        };
        let section = format!(
            "{{ dials_in = true, token = '{SECRET}', page_size = 60, limits = {{ retry_budget_percent = 0, patience_ms = 60000, \
             attempt_timeout_ms = 60000, sync_patience_ms = 60000, cache_ttl_ms = 60000 }} }}"
        );
        let section = ValueDeserializer::parse(&section).unwrap();
        let connector = registry().connect("remote", hospice(), section, &parts).unwrap();
        let asked = Arc::default();
        let runs = tokio::spawn(run(doors, Arc::new(answers), Arc::clone(&asked)));
        let desk = desk(DeskSetup { keys, agreements, organisations, ledger, directives });
        Self { desk, connector, asked, runs, viewer: viewer(), _folder: folder }
    }

    /// What it was asked so far, capabilities apart.
    pub(crate) fn asked(&self) -> Vec<(String, Value)> {
        let all = self.asked.lock().unwrap().clone();
        all.into_iter().filter(|(path, _)| path != "/capabilities").collect()
    }

    pub(crate) fn order(&self, population: Population) -> StandingOrder {
        standing_order(&self.desk, population)
    }

    fn trail(&self) -> Trail {
        self.desk.trail(&self.viewer, now(), "{ test }", "QUERY")
    }

    /// A permit for these fields of these records.
    pub(crate) fn permit<R: Record>(&self, kind: RecordType, ids: &[&str], fields: &[&str]) -> Permitted<R> {
        let wanted = FieldSet::names::<R>(|name| fields.contains(&name));
        let rows = ids.iter().map(|id| {
            let at = RecordRef { partner: hospice(), kind, local: LocalId::new(*id) };
            let subject = self.desk.handle(&at);
            let candidate = Candidate {
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
            };
            (candidate, wanted)
        });
        self.desk.permit(&self.viewer, rows.collect(), &self.trail())
    }

    pub(crate) fn disclose<R: Record>(&self, permit: &Permitted<R>, sealed: Vec<Sealed<R>>) -> Vec<Disclosed<R>> {
        let all = self.desk.disclose(&self.viewer, permit, sealed, &self.trail());
        all.into_iter().map(|(_, disclosed)| disclosed).collect()
    }
}

/// Fetches and answers for ever.
async fn run(doors: Doors, answers: Answers, asked: Arc<Mutex<Vec<(String, Value)>>>) {
    let mailbox = doors.admit("hospice", SECRET).unwrap();
    loop {
        let Ok(Some(question)) = mailbox.next(Duration::from_secs(60)).await else { continue };
        let body: Value = question.body.map_or(Value::Null, |bytes| serde_json::from_slice(&bytes).unwrap());
        asked.lock().unwrap().push((question.path.clone(), body.clone()));
        let (status, body) = match answers(&question.path, &body) {
            (0, _) if question.path == "/capabilities" => (200, capabilities()),
            answer => answer,
        };
        mailbox.answer(question.id, Reply { status, retry_after: None, body: serde_json::to_vec(&body).unwrap() });
    }
}

#[expect(clippy::disallowed_methods, reason = "the tests' own desk")]
fn desk(setup: DeskSetup) -> Desk {
    Desk::new(setup)
}

#[expect(clippy::disallowed_methods, reason = "the tests' own viewer")]
fn viewer() -> Viewer {
    let purpose = Purpose::Support;
    Viewer::assertion(owner(), UserKey([1; 16]), Role::SupportWorker, purpose, vec![purpose]).unwrap()
}

#[expect(clippy::disallowed_methods, reason = "the tests ask as sync does")]
fn standing_order(desk: &Desk, population: Population) -> StandingOrder {
    desk.standing_order(hospice(), owner(), population, now()).unwrap()
}

fn member() -> Organisation {
    Organisation {
        id: owner(),
        name: "Meadow Hospice".to_owned(),
        kind: OrganisationKind::Charity,
        parent: None,
        ods_code: None,
        areas: Vec::new(),
        contacts: Vec::new(),
    }
}
