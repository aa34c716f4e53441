//! A desk, a drop folder, and a reader of everything that the connector says.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use accord_connector_kit::{BreakerLimits, SecretText};
use accord_connectors::Secret;
use accord_connectors::table::{Database, Mapping, Patience, Table};
use accord_consent::{
    Agreements, Audience, Desk, DeskSetup, Directives, Disclosed, Effect, FieldSet, IndexRow, Indexed, Keys, Ledger,
    LedgerFault, LogEntry, Organisations, PastDisclosure, Permitted, PolicyChanges, PolicyWrite, Population, Record,
    Request, Sealed, Stamp, StandingOrder, StoreFault, Viewer,
};
use accord_federation::{Change, ChangeCursor, Connector as _, Fault, Gathered, Note};
use accord_model::{
    Incident, Organisation, OrganisationKind, Purpose, RecordType, Referral, Role, SubjectId, UserKey, Victim,
};
use async_trait::async_trait;
use jiff::Timestamp;
use tempfile::TempDir;

use crate::spool::Memory;

pub(crate) const PARTNER: &str = "county";

/// Everyone may see everything of the partner's own records, so that tests see what the connector made.
const AGREEMENTS: &str = r#"
[[agreement]]
id = "own"
version = 1
title = "Own records, and the index"
regime = "GENERAL"
valid_from = "2026-01-01T00:00:00Z"
valid_until = "2028-01-01T00:00:00Z"

[[agreement.permits]]
organisations = ["county"]
roles = ["SUPPORT_WORKER"]
purposes = ["SUPPORT"]
actions = ["VIEW"]
categories = [
    "IDENTITY", "CONTACT", "LOCATION", "DEMOGRAPHIC", "ETHNICITY", "RELIGION", "ORIENTATION", "GENDER_IDENTITY",
    "DISABILITY", "HEALTH", "OFFENCE", "NARRATIVE", "SUPPORT", "SUBJECT",
]
basis = "OWN_RECORD"
condition = "DPA 2018 Sch 1 para 6"

[[agreement.permits]]
organisations = ["county"]
sources = ["county"]
purposes = ["RECORD_LINKAGE"]
actions = ["VIEW"]
categories = ["IDENTITY", "LOCATION", "OFFENCE", "SUPPORT"]
basis = "PUBLIC_TASK"
condition = "DPA 2018 Sch 1 para 6"
"#;

/// Ports that hold nothing.
struct Nothing;

#[async_trait]
impl Ledger for Nothing {
    async fn append(&self, _: &Request, _: &[LogEntry]) -> Result<Stamp, LedgerFault> {
        Ok(Stamp { sequence: 0, tightened: 0 })
    }

    async fn disclosed(&self, _: &[SubjectId], _: Timestamp) -> Result<Vec<PastDisclosure>, LedgerFault> {
        Ok(Vec::new())
    }
}

#[async_trait]
impl Directives for Nothing {
    async fn changes_since(&self, _: u64) -> Result<PolicyChanges, StoreFault> {
        let relation = accord_consent::Relation {
            categories: accord_model::CategorySet::ALL,
            owner: None,
            id: uuid::Uuid::nil(),
            organisation: PARTNER.parse().unwrap(),
            user: None,
            subject: SubjectId(uuid::Uuid::nil()),
            kind: accord_consent::RelationKind::Assigned,
            start: Timestamp::UNIX_EPOCH,
            end: None,
        };
        Ok(PolicyChanges { sequence: 1, relations: vec![relation], ..PolicyChanges::default() })
    }

    async fn write(&self, _: &[PolicyWrite]) -> Result<u64, StoreFault> {
        Err(StoreFault)
    }
}

pub(crate) struct Town {
    pub(crate) desk: Desk,
    pub(crate) table: Table,
    pub(crate) spool: Arc<Memory>,
    pub(crate) drop: TempDir,
    pub(crate) cursor: Option<ChangeCursor>,
    /// Sync may ask for the flagged and the proposed alone.
    pub(crate) narrow: bool,
    /// What an index would hold: record type and reference.
    pub(crate) index: BTreeMap<(RecordType, String), IndexRow>,
    pub(crate) notes: Vec<Note>,
}

/// The shipped configuration of the county project.
pub(crate) fn county() -> Mapping {
    Mapping::load(&shipped("county.toml")).unwrap()
}

pub(crate) fn shipped(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("county").join(name)
}

pub(crate) fn mapping(text: &str, terms: &str) -> Mapping {
    Mapping::parse(Path::new("test.toml"), text, terms).unwrap()
}

impl Town {
    pub(crate) fn new(mapping: Mapping) -> Self {
        let drop = TempDir::new().unwrap();
        let spool = Arc::new(Memory::default());
        let table = open(mapping, drop.path(), &spool);
        Self {
            desk: desk(),
            table,
            spool,
            drop,
            cursor: None,
            narrow: false,
            index: BTreeMap::new(),
            notes: Vec::new(),
        }
    }

    /// A partner whose database lies at this address.
    pub(crate) fn over(mapping: Mapping, url: &str) -> Self {
        let mut town = Self::new(crate::town::county());
        let address = SecretText::new(url);
        let patience = Patience { viewer: Duration::from_millis(500), sync: Duration::from_secs(2) };
        let breaker = BreakerLimits { open_ms: 2_000, ..BreakerLimits::default() };
        let database = Database::open(&address, Path::new("/"), 2, patience, &breaker, "Europe/London").unwrap();
        let spool: Arc<Memory> = Arc::clone(&town.spool);
        let secret = Secret::new([5; 32]);
        town.table = Table::over_database(PARTNER.parse().unwrap(), mapping, database, spool, &secret);
        town
    }

    /// The process died; another one starts over the same folder and spool.
    pub(crate) fn restart(&mut self, mapping: Mapping) {
        self.table = open(mapping, self.drop.path(), &self.spool);
    }

    pub(crate) fn put(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let part = self.drop.path().join(format!(".{name}.part"));
        std::fs::write(&part, bytes).unwrap();
        std::fs::rename(part, self.drop.path().join(name)).unwrap();
    }

    /// Names of files in the folder and its `held` and `refused`, in order.
    pub(crate) fn files(&self) -> Vec<String> {
        let mut all = Vec::new();
        for folder in ["", "held", "refused"] {
            for entry in std::fs::read_dir(self.drop.path().join(folder)).into_iter().flatten() {
                let entry = entry.unwrap();
                if entry.file_type().unwrap().is_file() {
                    let name = entry.file_name().into_string().unwrap();
                    all.push(format!("{folder}{}{name}", if folder.is_empty() { "" } else { "/" }));
                }
            }
        }
        all.sort();
        all
    }

    #[expect(clippy::disallowed_methods, reason = "the test's own sync")]
    pub(crate) fn order(&self) -> StandingOrder {
        let partner = PARTNER.parse().unwrap();
        self.desk.standing_order(partner, PARTNER.parse().unwrap(), Population::AsExported, noon()).unwrap()
    }

    /// As [`Town::order`], for the flagged and the proposed alone.
    #[expect(clippy::disallowed_methods, reason = "the test's own sync")]
    fn narrow_order(&self) -> StandingOrder {
        let partner = PARTNER.parse().unwrap();
        self.desk.standing_order(partner, PARTNER.parse().unwrap(), Population::HateFlagged, noon()).unwrap()
    }

    /// Reads the feed to its end.
    pub(crate) async fn sync(&mut self) -> Result<(), Fault> {
        loop {
            let order = if self.narrow { self.narrow_order() } else { self.order() };
            let page = self.table.changes(&order, self.cursor.as_ref()).await?;
            self.notes.extend(page.notes);
            for change in page.changes {
                match change {
                    Change::Victim(sealed) => self.take(sealed),
                    Change::Incident(sealed) => self.take(sealed),
                    Change::Referral(sealed) => self.take(sealed),
                    Change::Gone(at) => {
                        self.index.remove(&(at.kind, at.local.as_str().to_owned()));
                    }
                }
            }
            self.cursor = Some(page.next);
            if !page.more {
                return Ok(());
            }
        }
    }

    fn take<R: Indexed>(&mut self, sealed: Sealed<R>) {
        let row = self.desk.index(&self.order(), &sealed);
        let at = row.candidate.at.clone();
        self.index.insert((at.kind, at.local.as_str().to_owned()), row);
    }

    pub(crate) fn references(&self, kind: RecordType) -> Vec<String> {
        self.index.keys().filter(|(k, _)| *k == kind).map(|(_, reference)| reference.clone()).collect()
    }

    fn permit<R: Record>(
        &self,
        kind: RecordType,
        reference: &str,
        fields: FieldSet,
    ) -> (Viewer, Permitted<R>, accord_consent::Trail) {
        let mut candidate = self.index.get(&(kind, reference.to_owned())).unwrap().candidate.clone();
        // The worker's one relationship.
        candidate.subjects = vec![SubjectId(uuid::Uuid::nil())];
        candidate.restricted = false;
        candidate.accused.clear();
        #[expect(clippy::disallowed_methods, reason = "the test's own worker")]
        let viewer = Viewer::assertion(
            PARTNER.parse().unwrap(),
            UserKey([1; 16]),
            Role::SupportWorker,
            Purpose::Support,
            vec![Purpose::Support],
        );
        let viewer = viewer.unwrap();
        let trail = self.desk.trail(&viewer, noon(), "", "QUERY");
        let permit = self.desk.permit(&viewer, vec![(candidate, fields)], &trail);
        (viewer, permit, trail)
    }

    pub(crate) async fn victim(&self, reference: &str) -> Disclosed<Victim> {
        self.victim_fields(reference, FieldSet::all::<Victim>()).await
    }

    pub(crate) async fn victim_fields(&self, reference: &str, fields: FieldSet) -> Disclosed<Victim> {
        self.desk.refresh().await.unwrap();
        let (viewer, permit, trail) = self.permit::<Victim>(RecordType::Victim, reference, fields);
        let gathered = self.table.victims(&permit).await;
        assert!(gathered.fault.is_none());
        self.desk.disclose(&viewer, &permit, gathered.records, &trail).remove(0).1
    }

    pub(crate) async fn referral(&self, reference: &str) -> Disclosed<Referral> {
        self.desk.refresh().await.unwrap();
        let (viewer, permit, trail) =
            self.permit::<Referral>(RecordType::Referral, reference, FieldSet::all::<Referral>());
        let gathered = self.table.referrals(&permit).await;
        assert!(gathered.fault.is_none());
        self.desk.disclose(&viewer, &permit, gathered.records, &trail).remove(0).1
    }

    /// What the connector answers to a question for these fields of an incident.
    pub(crate) async fn gathered(&self, reference: &str, fields: FieldSet) -> Gathered<Incident> {
        self.desk.refresh().await.unwrap();
        let (_, permit, _) = self.permit::<Incident>(RecordType::Incident, reference, fields);
        self.table.incidents(&permit).await
    }

    pub(crate) async fn incident(&self, reference: &str) -> Disclosed<Incident> {
        self.desk.refresh().await.unwrap();
        let (viewer, permit, trail) =
            self.permit::<Incident>(RecordType::Incident, reference, FieldSet::all::<Incident>());
        let gathered = self.table.incidents(&permit).await;
        assert!(gathered.fault.is_none());
        self.desk.disclose(&viewer, &permit, gathered.records, &trail).remove(0).1
    }
}

fn open(mapping: Mapping, folder: &Path, spool: &Arc<Memory>) -> Table {
    let spool: Arc<Memory> = Arc::clone(spool);
    Table::new(PARTNER.parse().unwrap(), mapping, folder.to_owned(), spool, &Secret::new([5; 32]))
}

pub(crate) fn desk() -> Desk {
    let organisation = Organisation {
        id: PARTNER.parse().unwrap(),
        name: PARTNER.to_owned(),
        kind: OrganisationKind::MonitoringProject,
        parent: None,
        ods_code: None,
        areas: Vec::new(),
        contacts: Vec::new(),
    };
    let organisations = Organisations::new(vec![organisation]);
    #[expect(clippy::disallowed_methods, reason = "the test's own gateway")]
    Desk::new(DeskSetup {
        keys: Keys::new([3; 32]),
        agreements: Agreements::read(AGREEMENTS, &organisations).unwrap(),
        organisations,
        ledger: Arc::new(Nothing),
        directives: Arc::new(Nothing),
    })
}

pub(crate) fn noon() -> Timestamp {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

impl Town {
    /// What the record says of consent, in short.
    pub(crate) fn consent(&self, reference: &str) -> String {
        let row = self.index.get(&(RecordType::Incident, reference.to_owned())).unwrap();
        let mut all: Vec<String> = row
            .directives
            .iter()
            .map(|directive| {
                let to = match directive.to {
                    Audience::Anyone => "ANYONE",
                    Audience::Kind(kind) => kind.code(),
                    Audience::Organisation(_) => panic!("a file names no organisation"),
                };
                format!("{}{to}", if directive.effect == Effect::Permit { '+' } else { '-' })
            })
            .collect();
        all.sort();
        all.join(" ")
    }
}
