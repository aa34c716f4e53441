use std::path::PathBuf;
use std::sync::Arc;

use accord_connectors::{ConnectError, Doors, Parts, Secret, registry};
use accord_store::{MemoryCache, Store, StoreOptions};
use toml::de::ValueDeserializer;

const RIGHT: &str = "base_url = 'https://police.example', token_url = 'https://police.example/token', client_id = 'a'";

async fn refused(kind: &str, section: &str) -> Option<ConnectError> {
    let seal_key = accord_consent::Keys::new([7; 32]).derive("ledger-head", "");
    let folder = tempfile::TempDir::new().unwrap();
    let url = format!("sqlite://{}", folder.path().join("accord.db").display());
    let store = Store::open(&url, StoreOptions::new(seal_key)).await.unwrap();
    let parts = Parts {
        cache: Arc::new(MemoryCache::new(1)),
        spool: store.spool(),
        secret: Secret::new([9; 32]),
        folder: PathBuf::new(),
        doors: Doors::default(),
    };
    let section = ValueDeserializer::parse(section).unwrap();
    registry().connect(kind, "police".parse().unwrap(), section, &parts).err()
}

#[tokio::test]
async fn a_kind_that_nobody_knows_is_refused_with_what_is_allowed() {
    let error = refused("polize", "{}").await.unwrap();
    assert!(matches!(&error, ConnectError::UnknownKind { allowed, .. } if allowed.contains("police")));
}

#[tokio::test]
async fn a_key_that_nobody_knows_is_refused_with_its_place_and_without_the_secret() {
    let section = format!("{{ {RIGHT}, client_secret = 'very secret', bas_url = 'x' }}");
    let error = refused("police", &section).await.unwrap();
    let ConnectError::Section { message, span } = &error else { panic!("{error}") };
    assert!(message.contains("bas_url") && message.contains("base_url") && !message.contains("very secret"));
    let span = span.clone().unwrap();
    assert!(span.start > 0 && span.end <= section.len());
}

#[tokio::test]
async fn a_value_that_cannot_work_is_refused_with_its_key() {
    let secret = "client_secret = 's'";
    for (section, key) in [
        (format!("{{ {RIGHT} }}"), "client_secret"),
        (format!("{{ {RIGHT}, {secret}, client_secret_file = 'x' }}"), "client_secret"),
        (format!("{{ {RIGHT}, client_secret_file = 'not there' }}"), "client_secret"),
        (format!("{{ {RIGHT}, {secret}, limits = {{ cap = 101 }} }}"), "limits.cap"),
        (format!("{{ {RIGHT}, {secret}, limits = {{ patience_ms = 5 }} }}"), "limits.attempt_timeout_ms"),
        (format!("{{ {RIGHT}, {secret}, page_size = 201 }}"), "page_size"),
        (format!("{{ {RIGHT}, {secret}, reference_systems = {{ X = 'No Name' }} }}"), "reference_systems"),
        (format!("{{ {RIGHT}, {secret}, organisations = {{ X = 'No Name' }} }}"), "organisations"),
        (format!("{{ {}, {secret} }}", RIGHT.replace("base_url = 'https", "base_url = 'http")), "base_url"),
    ] {
        match refused("police", &section).await {
            Some(ConnectError::Key { key: found, .. }) => assert_eq!(found, key),
            other => panic!("{section}: {other:?}"),
        }
    }
    assert_eq!(refused("police", &format!("{{ {RIGHT}, {secret} }}")).await, None);
}
