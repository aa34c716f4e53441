//! A running directory and a connector to it.

use std::sync::Arc;

use accord_connectors::{ConnectError, Doors, Parts, Secret, registry};
use accord_consent::Keys;
use accord_federation::Connector;
use accord_model::ServiceQuery;
use accord_sandbox::DirectoryServer;
use accord_store::{MemoryCache, Store, StoreOptions};
use tempfile::TempDir;
use toml::de::ValueDeserializer;

/// More patience than any test needs, and no retries: each test says what it changes.
pub(crate) const CALM: &str = "limits = { patience_ms = 60000, attempt_timeout_ms = 60000, retry_budget_percent = 0 }";

pub(crate) struct County {
    pub(crate) directory: DirectoryServer,
    parts: Parts,
    _folder: TempDir,
}

impl County {
    pub(crate) async fn start() -> Self {
        let folder = TempDir::new().unwrap();
        let url = format!("sqlite://{}", folder.path().join("accord.db").display());
        let store = Store::open(&url, StoreOptions::new(Keys::new([7; 32]).derive("ledger-head", ""))).await.unwrap();
        let parts = Parts {
            cache: Arc::new(MemoryCache::new(1 << 20)),
            spool: store.spool(),
            secret: Secret::new([9; 32]),
            folder: folder.path().to_owned(),
            doors: Doors::default(),
        };
        Self { directory: DirectoryServer::start(0).await.unwrap(), parts, _folder: folder }
    }

    pub(crate) fn connect(&self, settings: &str) -> Result<Arc<dyn Connector>, ConnectError> {
        let text = format!("{{ base_url = '{}', {settings} }}", self.directory.url());
        let section = ValueDeserializer::parse(&text).unwrap();
        registry().connect("openreferral", "directory".parse().unwrap(), section, &self.parts)
    }

    pub(crate) fn connector(&self) -> Arc<dyn Connector> {
        self.connect(CALM).unwrap_or_else(|error| panic!("{error}"))
    }

    /// Paths that were asked, in order.
    pub(crate) fn paths(&self) -> Vec<String> {
        self.directory.requests().into_iter().map(|entry| entry.path).collect()
    }
}

pub(crate) fn near(postcode: &str, metres: u32) -> ServiceQuery {
    ServiceQuery {
        postcode: Some(postcode.to_owned()),
        within_metres: Some(metres),
        limit: 100,
        ..ServiceQuery::default()
    }
}
