//! One run over the fake partner.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use accord_check::{Cassette, Options, Report, Subject, Trust};
use accord_connector_kit::{
    Doors, Loaded, Parts, Registry, Secret, Spool, SpoolEntry, SpoolFault, SpoolRow, WireCache,
};
use accord_consent::{Desk, DeskSetup, Population, StandingOrder, Viewer};
use accord_model::{OrganisationId, PartnerId, Purpose, Role, UserKey};
use async_trait::async_trait;
use jiff::Timestamp;
use parking_lot::Mutex;

use crate::connector::Fake;
use crate::partner::Partner;

pub(crate) async fn run(defect: &'static str, seed: u64) -> Report {
    let partner = Partner::start(defect).await;
    over(&partner.url, defect, &Options { seed, ..Options::default() }).await.0
}

/// A run that is kept, its partner gone, and played again: the report, and the cassette as text.
pub(crate) async fn replayed() -> (Report, String) {
    let partner = Partner::start("").await;
    let url = partner.url.clone();
    let (_, cassette) = over(&url, "", &Options { seed: 3, record: true, ..Options::default() }).await;
    drop(partner);
    let text = cassette.to_json();
    let cassette = Some(Cassette::read(&text).unwrap());
    let (report, _) = over(&url, "", &Options { seed: 3, cassette, ..Options::default() }).await;
    (report, text)
}

async fn over(url: &str, defect: &str, options: &Options) -> (Report, Cassette) {
    let settings = format!(
        "base_url = '{url}'\ntoken_url = '{url}/token'\nclient_id = 'accord'\nclient_secret = 'zqx-secret'\ndefect = '{defect}'"
    );
    let registry = Registry::new().with::<Fake>();
    let subject = Subject {
        registry: &registry,
        kind: "fake".to_owned(),
        partner: "fake".parse().unwrap(),
        population: Population::AsExported,
        settings: settings.parse().unwrap(),
        parts: Parts {
            cache: Arc::new(Kept::default()),
            spool: Arc::new(NoSpool),
            secret: Secret::new([9; 32]),
            folder: PathBuf::new(),
            doors: Doors::default(),
        },
    };
    accord_check::run(&subject, Trust { desk, viewer, order }, options, |_| {}).await.unwrap()
}

#[expect(clippy::disallowed_methods, reason = "the tests' own desk")]
fn desk(setup: DeskSetup) -> Desk {
    Desk::new(setup)
}

#[expect(clippy::disallowed_methods, reason = "the tests' own viewer")]
fn viewer(organisation: OrganisationId, role: Role, purpose: Purpose) -> Option<Viewer> {
    Viewer::assertion(organisation, UserKey([1; 16]), role, purpose, vec![purpose])
}

#[expect(clippy::disallowed_methods, reason = "the tests ask as sync does")]
fn order(
    desk: &Desk,
    partner: PartnerId,
    owner: OrganisationId,
    population: Population,
    at: Timestamp,
) -> Option<StandingOrder> {
    desk.standing_order(partner, owner, population, at)
}

#[derive(Default)]
struct Kept(Mutex<HashMap<String, Vec<u8>>>);

#[async_trait]
impl WireCache for Kept {
    async fn get(&self, name: &str) -> Option<Vec<u8>> {
        self.0.lock().get(name).cloned()
    }

    async fn put(&self, name: &str, sealed: Vec<u8>, _ttl_ms: u64) {
        self.0.lock().insert(name.to_owned(), sealed);
    }
}

/// The fake partner sends no files.
struct NoSpool;

#[async_trait]
impl Spool for NoSpool {
    async fn load(
        &self,
        _: PartnerId,
        _: &str,
        _: [u8; 32],
        _: Timestamp,
        _: Vec<SpoolRow>,
    ) -> Result<Loaded, SpoolFault> {
        Err(SpoolFault)
    }

    async fn changes(&self, _: PartnerId, _: (i64, String), _: u64) -> Result<Vec<SpoolEntry>, SpoolFault> {
        Err(SpoolFault)
    }

    async fn read(&self, _: PartnerId, _: &[String]) -> Result<Vec<SpoolEntry>, SpoolFault> {
        Err(SpoolFault)
    }

    async fn count(&self, _: PartnerId, _: &str) -> Result<u64, SpoolFault> {
        Err(SpoolFault)
    }

    async fn expire(&self, _: PartnerId, _: Timestamp) -> Result<u64, SpoolFault> {
        Err(SpoolFault)
    }
}
