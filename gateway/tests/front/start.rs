//! One gateway in this process, on a port of its own.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use accord_connector_kit::Doors;
use accord_consent::{Desk, DeskSetup, Keys, Ledger};
use accord_federation::{House, IndexFault, SyncStatus, Synced};
use accord_gateway::auth::Gatekeeper;
use accord_gateway::config::Config;
use accord_gateway::http::{Front, Limits, serve};
use accord_gateway::staff::Staff;
use accord_sandbox::{IdentityServer, Mint};
use accord_store::{Store, StoreOptions};
use arc_swap::ArcSwap;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

pub(crate) const NEW: &str = "application/graphql-response+json";
pub(crate) const OLD: &str = "application/json";

/// A question that needs a token and shows nothing about a person.
pub(crate) const WHO: &str = "{ viewer { role purpose } }";

type Wrap = fn(Store) -> Arc<dyn Ledger>;

/// What kind of gateway a test wants.
pub(crate) struct Wanted {
    pub(crate) demo: bool,
    pub(crate) limits: Limits,
    pub(crate) origins: Vec<String>,
    pub(crate) ledger: Wrap,
    pub(crate) deadline: Duration,
    pub(crate) doors: Doors,
}

impl Default for Wanted {
    fn default() -> Self {
        Self {
            demo: false,
            limits: Limits::default(),
            origins: Vec::new(),
            ledger: |store| store.ledger(),
            deadline: Duration::from_secs(30),
            doors: Doors::default(),
        }
    }
}

pub(crate) struct Gateway {
    pub(crate) base: String,
    pub(crate) idp: IdentityServer,
    pub(crate) store: Store,
    pub(crate) http: reqwest::Client,
    stop: Option<oneshot::Sender<()>>,
    ends: JoinHandle<std::io::Result<()>>,
    _folder: TempDir,
}

/// The configuration of the partnership that the project ships, for this issuer and database.
pub(crate) fn config(issuer: &str, folder: &Path) -> Config {
    let text = format!(
        "[database]\nurl = \"sqlite://{}\"\n[keys]\nfile = \"master.key\"\n\
         [partnership]\norganisations = \"organisations.toml\"\nagreements = \"agreements.toml\"\n\
         [[issuers]]\nissuer = \"{issuer}\"\naudience = \"accord\"\njwks_url = \"{issuer}/jwks\"\n",
        folder.join("accord.sqlite").display()
    );
    Config::read(Path::new("accord.toml"), &|path| shipped(path, &text)).unwrap()
}

pub(crate) fn shipped(path: &Path, own: &str) -> Result<String, String> {
    match path.to_str() {
        Some("accord.toml") => Ok(own.to_owned()),
        Some("organisations.toml") => Ok(include_str!("../../config/llr/organisations.toml").to_owned()),
        Some("agreements.toml") => Ok(include_str!("../../config/llr/agreements.toml").to_owned()),
        _ => Err("not found".to_owned()),
    }
}

/// No partner, no sync.
struct Never;

#[async_trait::async_trait]
impl Synced for Never {
    async fn status(&self, _: accord_model::PartnerId) -> Result<SyncStatus, IndexFault> {
        Ok(SyncStatus::default())
    }

    async fn unmapped(
        &self,
        _: accord_model::PartnerId,
    ) -> Result<Vec<(accord_consent::UnmappedWord, u64)>, IndexFault> {
        Ok(Vec::new())
    }
}

impl Gateway {
    pub(crate) async fn start(wanted: Wanted) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let idp = IdentityServer::start(0).await.unwrap();
        let config = config(&idp.url(), folder.path());
        let keys = Keys::new([7; 32]);
        let options = StoreOptions::new(keys.derive("ledger-head", ""));
        let store = Store::open(&config.database_url, options).await.unwrap();
        store.migrate().await.unwrap();
        let clock: accord_gateway::Clock = Arc::new(jiff::Timestamp::now);
        let organisations = config.organisations.clone();
        let gatekeeper = Gatekeeper::new(config.issuers.clone(), organisations, &keys, clock.clone()).unwrap();
        let house = Arc::new(house(config, keys, &store, &wanted));
        let api = accord_graphql::api(wanted.demo).unwrap();
        let front = Front {
            staff: Arc::new(Staff::new(store.audit())),
            house: Arc::new(ArcSwap::new(house)),
            api,
            gatekeeper,
            limits: wanted.limits,
            origins: wanted.origins,
            demo: wanted.demo,
            doors: wanted.doors,
            clock,
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let (stop, stopped) = oneshot::channel::<()>();
        let ends = tokio::spawn(serve(front, listener, async { drop(stopped.await) }));
        Self { base, idp, store, http: reqwest::Client::new(), stop: Some(stop), ends, _folder: folder }
    }

    pub(crate) async fn plain() -> Self {
        Self::start(Wanted::default()).await
    }

    pub(crate) async fn demo() -> Self {
        Self::start(Wanted { demo: true, ..Wanted::default() }).await
    }

    pub(crate) fn token(&self) -> String {
        self.idp.mint(&Mint::default()).unwrap()
    }

    /// A request as a partner's frontend would send it, to be changed by a test.
    pub(crate) fn post(&self, query: &str) -> reqwest::RequestBuilder {
        self.raw(json!({ "query": query }).to_string())
    }

    pub(crate) fn raw(&self, body: impl Into<reqwest::Body>) -> reqwest::RequestBuilder {
        self.http.post(format!("{}/graphql", self.base)).header(CONTENT_TYPE, OLD).header(ACCEPT, NEW).body(body)
    }

    /// As the demo's support worker.
    pub(crate) fn signed(&self, query: &str) -> reqwest::RequestBuilder {
        self.post(query).header(AUTHORIZATION, format!("Bearer {}", self.token())).header("accord-purpose", "SUPPORT")
    }

    pub(crate) async fn stop(mut self) {
        drop(self.stop.take());
        tokio::time::timeout(Duration::from_secs(60), self.ends).await.unwrap().unwrap().unwrap();
    }
}

#[expect(clippy::disallowed_methods, reason = "a house of its own, to put a failing log into")]
fn house(config: Config, keys: Keys, store: &Store, wanted: &Wanted) -> House {
    let desk = Desk::new(DeskSetup {
        keys,
        agreements: config.agreements,
        organisations: config.organisations,
        ledger: (wanted.ledger)(store.clone()),
        directives: store.directives(),
    });
    House {
        desk: Arc::new(desk),
        index: store.index(),
        systems: Vec::new(),
        synced: Arc::new(Never),
        reached: Arc::default(),
        patience: config.patience,
        deadline: wanted.deadline,
        finds_per_hour: config.finds_per_hour,
        finds: Arc::default(),
        rights: store.rights(),
        longest_exemption: config.longest_exemption,
    }
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) async fn to(request: reqwest::RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Self { status, headers, text: response.text().await.unwrap() }
    }

    pub(crate) fn body(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or(Value::Null)
    }

    pub(crate) fn code(&self) -> String {
        self.body()["errors"][0]["extensions"]["code"].as_str().unwrap_or_default().to_owned()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |v| v.to_str().unwrap())
    }

    /// Status and code.
    pub(crate) fn outcome(&self) -> (u16, String) {
        (self.status, self.code())
    }
}

pub(crate) fn outcome(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}
