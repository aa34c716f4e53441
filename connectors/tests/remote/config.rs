use std::path::PathBuf;
use std::sync::Arc;

use accord_connectors::{ConnectError, Doors, Parts, Secret, registry};
use accord_store::{MemoryCache, Store, StoreOptions};
use toml::de::ValueDeserializer;

use crate::program::hospice;

async fn refused(section: &str) -> Option<ConnectError> {
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
    registry().connect("remote", hospice(), section, &parts).err()
}

#[tokio::test]
async fn a_value_that_cannot_work_is_refused_with_its_key_and_without_the_secret() {
    const URL: &str = "base_url = 'https://hospice.example'";
    let long = "token = '0123456789abcdef0123456789abcdef'";
    let login = "token_url = 'https://hospice.example/token', client_secret = 'very secret'";
    assert!(refused(&format!("{{ {URL}, token = 'very secret' }}")).await.is_none());
    assert!(refused(&format!("{{ {URL}, {login}, client_id = 'accord' }}")).await.is_none());
    assert!(refused(&format!("{{ dials_in = true, {long} }}")).await.is_none());
    for (section, key) in [
        (format!("{{ {long} }}"), "base_url"),
        (format!("{{ {URL}, dials_in = true, {long} }}"), "base_url"),
        (format!("{{ base_url = 'http://hospice.example', {long} }}"), "base_url"),
        (format!("{{ {URL} }}"), "token"),
        (format!("{{ {URL}, {login}, client_id = 'accord', token = 'very secret' }}"), "token"),
        (format!("{{ {URL}, {login} }}"), "client_id"),
        ("{ dials_in = true, token = 'very secret' }".to_owned(), "token"),
        (format!("{{ dials_in = true, {long}, {login} }}"), "token_url"),
        (format!("{{ {URL}, {long}, terms = 'not there' }}"), "terms"),
        (format!("{{ {URL}, {long}, page_size = 0 }}"), "page_size"),
        (format!("{{ {URL}, {long}, limits = {{ cap = 501 }} }}"), "limits.cap"),
        (format!("{{ {URL}, {long}, reference_systems = {{ X = 'No Name' }} }}"), "reference_systems"),
    ] {
        match refused(&section).await {
            Some(error @ ConnectError::Key { key: found, .. }) => {
                assert_eq!(found, key, "{section}");
                assert!(!error.to_string().contains("very secret"));
            }
            other => panic!("{section}: {other:?}"),
        }
    }
}
