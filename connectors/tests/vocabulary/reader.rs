//! Whoever holds the records reads them: sync finds which are in the population, then each is asked for and opened.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use accord_connectors::{Doors, Parts, Secret, registry};
use accord_consent::{
    Agreements, Desk, DeskSetup, Disclosed, FieldSet, Keys, Organisations, Population, StandingOrder, Viewer,
};
use accord_federation::{Change, Connector};
use accord_model::{Incident, Organisation, OrganisationKind, PartnerId, Purpose, Role, UserKey};
use accord_store::{MemoryCache, Store, StoreOptions};
use jiff::Timestamp;
use tempfile::TempDir;
use toml::de::ValueDeserializer;

pub(crate) struct Reader {
    desk: Desk,
    viewer: Viewer,
    connector: Arc<dyn Connector>,
    partner: PartnerId,
    _folder: TempDir,
}

impl Reader {
    /// A connector of this kind, by its settings, made through the registry. `folder` fills the folder of the
    /// configuration.
    pub(crate) async fn over(kind: &str, settings: &str, fill: impl FnOnce(&Path)) -> Self {
        let folder = TempDir::new().unwrap();
        fill(folder.path());
        let keys = Keys::new([7; 32]);
        let url = format!("sqlite://{}", folder.path().join("accord.db").display());
        let store = Store::open(&url, StoreOptions::new(keys.derive("ledger-head", ""))).await.unwrap();
        store.migrate().await.unwrap();
        let organisations = Organisations::new(vec![holder()]);
        let setup = DeskSetup {
            keys,
            agreements: Agreements::read(include_str!("agreements.toml"), &organisations).unwrap(),
            organisations,
            ledger: store.ledger(),
            directives: store.directives(),
        };
        let parts = Parts {
            cache: Arc::new(MemoryCache::new(1 << 20)),
            spool: store.spool(),
            secret: Secret::new([9; 32]),
            folder: folder.path().to_owned(),
            doors: Doors::default(),
        };
        let partner: PartnerId = kind.parse().unwrap();
        let section = ValueDeserializer::parse(settings).unwrap();
        let connector = registry().connect(kind, partner, section, &parts).unwrap();
        Self { desk: desk(setup), viewer: viewer(), connector, partner, _folder: folder }
    }

    /// Every incident of the agreed population, by its local id, as its holder is shown it.
    pub(crate) async fn shown(&self) -> BTreeMap<String, Disclosed<Incident>> {
        let order = order(&self.desk, self.partner);
        let (mut rows, mut cursor) = (BTreeMap::new(), None);
        for round in 0.. {
            let page = self.connector.changes(&order, cursor.as_ref()).await.unwrap();
            for change in page.changes {
                match change {
                    Change::Incident(sealed) => {
                        let row = self.desk.index(&order, &sealed);
                        rows.insert(row.candidate.at.local.as_str().to_owned(), row.candidate);
                    }
                    Change::Gone(at) => drop(rows.remove(at.local.as_str())),
                    Change::Victim(_) | Change::Referral(_) => {}
                }
            }
            if !page.more {
                break;
            }
            assert!(round < 50, "the feed does not end");
            cursor = Some(page.next);
        }
        self.desk.refresh().await.unwrap();
        let names: BTreeMap<_, _> = rows.iter().map(|(local, row)| (row.id, local.clone())).collect();
        let trail = self.desk.trail(&self.viewer, now(), "{ test }", "QUERY");
        let asked = rows.into_values().map(|candidate| (candidate, FieldSet::all::<Incident>())).collect();
        let permit = self.desk.permit::<Incident>(&self.viewer, asked, &trail);
        let gathered = self.connector.incidents(&permit).await;
        assert!(gathered.fault.is_none());
        let opened = self.desk.disclose(&self.viewer, &permit, gathered.records, &trail);
        let shown: BTreeMap<_, _> = opened.into_iter().map(|(id, one)| (names[&id].clone(), one)).collect();
        assert_eq!(shown.len(), names.len(), "each of them was shown");
        shown
    }
}

fn now() -> Timestamp {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

#[expect(clippy::disallowed_methods, reason = "the tests' own desk")]
fn desk(setup: DeskSetup) -> Desk {
    Desk::new(setup)
}

#[expect(clippy::disallowed_methods, reason = "the tests' own viewer")]
fn viewer() -> Viewer {
    let purpose = Purpose::CrimeInvestigation;
    let holder = "holder".parse().unwrap();
    Viewer::assertion(holder, UserKey([1; 16]), Role::HateCrimeOfficer, purpose, vec![purpose]).unwrap()
}

#[expect(clippy::disallowed_methods, reason = "the tests ask as sync does")]
fn order(desk: &Desk, partner: PartnerId) -> StandingOrder {
    desk.standing_order(partner, "holder".parse().unwrap(), Population::HateFlagged, now()).unwrap()
}

fn holder() -> Organisation {
    Organisation {
        id: "holder".parse().unwrap(),
        name: "Whose records they are".to_owned(),
        kind: OrganisationKind::Police,
        parent: None,
        ods_code: None,
        areas: Vec::new(),
        contacts: Vec::new(),
    }
}
