//! From a configuration to everything that outlives one request.

use std::path::Path;
use std::sync::Arc;

use accord_connector_kit::{Doors, Parts, Registry, Secret, WireCache};
use accord_consent::{Desk, DeskSetup, Keys};
use accord_federation::{House, System};
use accord_store::{MemoryCache, RedisCache, Store, StoreError, StoreOptions};
use arc_swap::ArcSwap;
use zeroize::Zeroizing;

use crate::Clock;
use crate::alerts::Alerts;
use crate::auth::Gatekeeper;
use crate::config::{Cache, Config, ConfigError, Partner};
use crate::http::Front;
use crate::staff::Staff;
use crate::synced::FromStore;

/// Why the gateway does not start. It holds words of the configuration alone.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The configuration is wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The file with the master key cannot be read, or holds something else.
    #[error("{file}: {what}")]
    Keys {
        /// The file.
        file: String,
        /// What is wrong and what is needed.
        what: String,
    },
    /// The database or the cache.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The schema and the rules of consent do not agree.
    #[error("the schema does not start: {0}")]
    Schema(String),
    /// The disclosure log does not hold.
    #[error("the disclosure log does not hold: {0}")]
    Audit(String),
    /// The HTTP client, the socket.
    #[error("{0}")]
    Io(String),
}

/// How much memory the cache in this process may take.
const CACHE_BYTES: u64 = 64 << 20;

/// How long Redis may keep a request waiting: a cache that is slow is a cache that misses.
const CACHE_WAIT_MS: u64 = 100;

/// The master key: a file of 64 hexadecimal digits (`openssl rand -hex 32`), kept outside the database.
pub fn master_key(file: &Path) -> Result<Zeroizing<[u8; 32]>, StartError> {
    let error = |what: String| StartError::Keys { file: file.display().to_string(), what };
    let text = std::fs::read_to_string(file)
        .map(Zeroizing::new)
        .map_err(|e| error(format!("cannot be read: {}", e.kind())))?;
    let digits: Option<Vec<u8>> =
        text.trim().chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect();
    let digits = digits.map(Zeroizing::new).filter(|digits| digits.len() == 64);
    let digits =
        digits.ok_or_else(|| error("needed: 64 hexadecimal digits, as of `openssl rand -hex 32`".to_owned()))?;
    let mut key = Zeroizing::new([0; 32]);
    for (byte, pair) in key.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = pair.iter().fold(0, |sum, digit| sum << 4 | digit);
    }
    Ok(key)
}

/// Opens the database that the configuration names.
pub async fn store(config: &Config) -> Result<Store, StartError> {
    let keys = Keys::new(*master_key(&config.keys_file)?);
    Ok(Store::open(&config.database_url, StoreOptions::new(keys.derive("ledger-head", ""))).await?)
}

/// The house as it stands. A changed configuration puts another in its place; a request that has begun ends in the one
/// that it began in.
pub type Standing = Arc<ArcSwap<House>>;

/// The house, its store, and who may ask.
pub struct Opened {
    /// What outlives a request, as it was opened.
    pub house: Arc<House>,
    /// What the connectors were made of.
    pub parts: Parts,
    /// The database.
    pub store: Store,
    /// The endpoint over the house.
    pub front: Front,
    /// What tells of emergencies.
    pub alerts: Alerts,
}

/// Opens the house that a configuration describes. The database must have its tables.
pub async fn open(config: Config, registry: &Registry, clock: Clock, demo: bool) -> Result<Opened, StartError> {
    let master = master_key(&config.keys_file)?;
    let keys = Keys::new(*master);
    let store = store(&config).await?;
    store.ready().await?;
    let parts = parts(&config, &keys, &store)?;
    let systems = systems(&config.partners, registry, &parts)?;
    let io = |e: reqwest::Error| StartError::Io(e.without_url().to_string());
    let gatekeeper = Gatekeeper::new(config.issuers, config.organisations.clone(), &keys, clock.clone()).map_err(io)?;
    let desk = desk(DeskSetup {
        keys,
        agreements: config.agreements,
        organisations: config.organisations,
        ledger: store.ledger(),
        directives: store.directives(),
    })
    .with_accesses(store.accesses())
    .with_ends(store.ends());
    let house = Arc::new(House {
        desk: Arc::new(desk),
        index: store.index(),
        systems,
        synced: Arc::new(FromStore(store.sync())),
        reached: Arc::default(),
        patience: config.patience,
        deadline: config.deadline,
        finds_per_hour: config.finds_per_hour,
        finds: Arc::default(),
        rights: store.rights(),
        longest_exemption: config.longest_exemption,
    });
    let standing = Arc::new(ArcSwap::new(Arc::clone(&house)));
    let alerts = Alerts::new(store.accesses(), config.alerts, Arc::clone(&clock)).map_err(io)?;
    let api = accord_graphql::api(demo).map_err(|e| StartError::Schema(e.to_string()))?;
    let staff = Arc::new(Staff::new(store.audit()));
    let front = Front {
        staff,
        house: standing,
        api,
        gatekeeper,
        limits: config.limits,
        origins: config.origins,
        demo,
        doors: parts.doors.clone(),
        clock,
    };
    Ok(Opened { house, parts, store, front, alerts })
}

fn parts(config: &Config, keys: &Keys, store: &Store) -> Result<Parts, StartError> {
    let cache: Arc<dyn WireCache> = match &config.cache {
        Cache::Memory => Arc::new(MemoryCache::new(CACHE_BYTES)),
        Cache::Redis(url) => Arc::new(RedisCache::new(url, CACHE_WAIT_MS)?),
    };
    let (spool, doors) = (store.spool(), Doors::default());
    Ok(Parts { cache, spool, secret: secret(keys), folder: config.folder.clone(), doors })
}

/// The connectors of these partners.
pub(crate) fn systems(partners: &[Partner], registry: &Registry, parts: &Parts) -> Result<Vec<System>, StartError> {
    let system = |partner: &Partner| Ok(System { owner: partner.owner, connector: partner.connect(registry, parts)? });
    partners.iter().map(system).collect()
}

/// What the connectors' own keys are derived from.
pub fn secret(keys: &Keys) -> Secret {
    let long = keys.derive("connectors", "");
    let mut key = Zeroizing::new([0; 32]);
    key.iter_mut().zip(long.iter()).for_each(|(to, from)| *to = *from);
    Secret::new(*key)
}

#[expect(clippy::disallowed_methods, reason = "the one desk of the house")]
pub(crate) fn desk(setup: DeskSetup) -> Desk {
    Desk::new(setup)
}
