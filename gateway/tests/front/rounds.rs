//! Partners that are read again and again: a connector with a mistake in it costs its own rounds.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use accord_connector_kit::{Connect, ConnectError, Parts, Registry};
use accord_consent::{FieldSet, StandingOrder};
use accord_federation::{Change, ChangeCursor, ChangePage, Connector, Fault};
use accord_gateway::config::Config;
use accord_gateway::house;
use accord_gateway::sync::Fresh;
use accord_model::{PartnerId, RecordRef, RecordType};
use async_trait::async_trait;

/// How often each was asked.
static PANICKED: AtomicU32 = AtomicU32::new(0);
static ANSWERED: AtomicU32 = AtomicU32::new(0);

struct Panics(PartnerId);
struct Answers(PartnerId);

macro_rules! connector {
    ($kind:ident, $name:literal, |$partner:ident| $answer:block) => {
        impl Connect for $kind {
            const NAME: &'static str = $name;
            type Config = serde::de::IgnoredAny;

            fn connect(id: PartnerId, _: Self::Config, _: &Parts) -> Result<Arc<dyn Connector>, ConnectError> {
                Ok(Arc::new(Self(id)))
            }
        }

        #[async_trait]
        impl Connector for $kind {
            fn partner(&self) -> PartnerId {
                self.0
            }

            fn kind(&self) -> &'static str {
                $name
            }

            fn victim_fields(&self) -> FieldSet {
                FieldSet::default()
            }

            fn incident_fields(&self) -> FieldSet {
                FieldSet::default()
            }

            async fn changes(&self, _: &StandingOrder, _: Option<&ChangeCursor>) -> Result<ChangePage, Fault> {
                let $partner = self.0;
                $answer
            }
        }
    };
}

connector!(Panics, "panics", |partner| {
    let times = PANICKED.fetch_add(1, Ordering::SeqCst);
    panic!("{partner} for the {times}th time");
});

connector!(Answers, "answers", |partner| {
    let times = ANSWERED.fetch_add(1, Ordering::SeqCst);
    let gone = RecordRef { partner, kind: RecordType::Incident, local: accord_model::LocalId::new("1") };
    Ok(ChangePage {
        changes: vec![Change::Gone(gone)],
        next: ChangeCursor(times.to_string()),
        more: false,
        expected: None,
        notes: Vec::new(),
    })
});

const CONFIG: &str = r#"
[database]
url = "sqlite://{folder}/accord.sqlite"
[keys]
file = "master.key"
[partnership]
organisations = "organisations.toml"
agreements = "agreements.toml"
[[issuers]]
issuer = "https://login.example"
audience = "accord"
jwks_url = "https://login.example/jwks"
[[partners]]
id = "police"
owner = "leicestershire-police"
connector = "panics"
population = "HATE_FLAGGED"
[[partners]]
id = "county"
owner = "county-hate-incident-monitoring-project"
connector = "answers"
population = "AS_EXPORTED"
"#;

fn configured(folder: &Path) -> Config {
    for (name, text) in [
        ("accord.toml", CONFIG.replace("{folder}", &folder.display().to_string())),
        ("master.key", "07".repeat(32)),
        ("organisations.toml", include_str!("../../config/llr/organisations.toml").to_owned()),
        ("agreements.toml", include_str!("../../config/llr/agreements.toml").to_owned()),
    ] {
        std::fs::write(folder.join(name), text).unwrap();
    }
    Config::load(&folder.join("accord.toml")).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connector_that_panics_costs_its_own_rounds_alone() {
    let folder = tempfile::tempdir().unwrap();
    let config = configured(folder.path());
    house::store(&config).await.unwrap().migrate().await.unwrap();
    let populations = config.partners.iter().map(|partner| (partner.id, partner.population.clone())).collect();
    let registry = Registry::default().with::<Panics>().with::<Answers>();
    let clock: accord_gateway::Clock = Arc::new(jiff::Timestamp::now);
    let opened = house::open(config, &registry, clock.clone(), false).await.unwrap();
    let every = Duration::from_millis(20);
    let fresh = Fresh { house: opened.house.clone(), store: opened.store.sync(), clock, every };
    let mut rounds = fresh.start(populations);
    let enough = async {
        while PANICKED.load(Ordering::SeqCst) < 3 || ANSWERED.load(Ordering::SeqCst) < 3 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), enough).await.expect("both are asked again");
    rounds.shutdown().await;
    let (police, county) = ("police".parse().unwrap(), "county".parse().unwrap());
    assert!(!opened.house.reached.last(police) && opened.house.reached.last(county));
    assert!(opened.store.sync().cursor(county).await.unwrap().is_some());
    assert!(opened.store.verify_ledger().await.is_ok(), "each round is in the log");
    let times = ANSWERED.load(Ordering::SeqCst);
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(ANSWERED.load(Ordering::SeqCst), times, "told to stop, it stops");
}
