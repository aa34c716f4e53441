use accord_store::{Store, StoreError};

use crate::base::{Base, TABLES, on_both};

async fn tables_are_made_from_nothing_and_once(base: Base) {
    let store = Store::open(&base.url(), Base::options()).await.unwrap();
    assert_eq!(store.ready().await, Err(StoreError::Unavailable), "no tables yet");
    store.migrate().await.unwrap();
    store.ready().await.unwrap();
    let before = base.all_but(&[]).await;
    assert_eq!(before.len(), TABLES.len());
    store.migrate().await.unwrap();
    assert_eq!(base.all_but(&[]).await, before);
    store.close().await.unwrap();
}

async fn two_gateways_that_start_at_once_take_turns(base: Base) {
    let one = Store::open(&base.url(), Base::options()).await.unwrap();
    let other = Store::open(&base.url(), Base::options()).await.unwrap();
    let (a, b) = tokio::join!(one.migrate(), other.migrate());
    a.unwrap();
    b.unwrap();
    one.ready().await.unwrap();
}

on_both!(tables_are_made_from_nothing_and_once, two_gateways_that_start_at_once_take_turns);

#[tokio::test]
async fn other_addresses_are_refused() {
    for url in ["mysql://localhost/accord", "accord.db", "", "sqlite::memory:"] {
        assert_eq!(Store::open(url, Base::options()).await.err(), Some(StoreError::Address), "{url}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn the_file_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let base = Base::sqlite();
    base.store().await.close().await.unwrap();
    let Base::Sqlite(folder) = &base else { panic!() };
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let rights = entry.unwrap().metadata().unwrap().permissions().mode();
        assert_eq!(rights & 0o077, 0);
    }
}
