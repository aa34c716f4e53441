use accord_connector_kit::{Loaded, Spool, SpoolRow};
use accord_model::PartnerId;

use crate::base::{Base, on_both};
use crate::town::at;

fn partner() -> PartnerId {
    "county".parse().unwrap()
}

fn row(name: &str, version: u8) -> SpoolRow {
    SpoolRow { name: name.to_owned(), digest: [version; 32], sealed: vec![version; 40] }
}

async fn load(spool: &dyn Spool, digest: u8, minute: i64, rows: Vec<SpoolRow>) -> Loaded {
    spool.load(partner(), "cases", [digest; 32], at(minute), rows).await.unwrap()
}

async fn names(spool: &dyn Spool, after: (i64, &str)) -> Vec<(i64, String, bool)> {
    let entries = spool.changes(partner(), (after.0, after.1.to_owned()), 100).await.unwrap();
    entries.into_iter().map(|e| (e.sequence, e.name, e.sealed.is_some())).collect()
}

async fn an_extract_is_compared_with_the_one_before(base: Base) {
    let spool = base.store().await.spool();
    let first = load(&*spool, 1, 0, vec![row("a", 1), row("b", 1), row("c", 1)]).await;
    assert_eq!(first, Loaded { sequence: 1, added: 3, ..Loaded::default() });
    assert_eq!(load(&*spool, 1, 0, vec![]).await, first, "the same file a second time changes nothing");
    let second = load(&*spool, 2, 1, vec![row("a", 1), row("b", 2), row("d", 1)]).await;
    assert_eq!(second, Loaded { sequence: 2, added: 1, changed: 1, removed: 1, unchanged: 1 });
    let expected = [(2, "b".to_owned(), true), (2, "c".to_owned(), false), (2, "d".to_owned(), true)];
    assert_eq!(names(&*spool, (1, "a")).await, expected);
    assert_eq!(names(&*spool, (2, "b")).await, expected[1..]);
    assert_eq!(spool.count(partner(), "cases").await.unwrap(), 3);
    assert_eq!(spool.count(partner(), "other").await.unwrap(), 0);
    let read = spool.read(partner(), &["a", "c", "x"].map(str::to_owned)).await.unwrap();
    assert_eq!(read.len(), 1, "neither a tombstone nor an unknown name");
    assert_eq!(read[0].sealed, Some(vec![1; 40]));
}

async fn an_incremental_extract_buries_nothing(base: Base) {
    let spool = base.store().await.spool();
    load(&*spool, 1, 0, vec![row("a", 1), row("b", 1), row("c", 1)]).await;
    let part = |digest: u8, minute, rows| spool.load_part(partner(), "cases", [digest; 32], at(minute), rows);
    let second = part(2, 1, vec![row("b", 2), row("c", 1), row("d", 1)]).await.unwrap();
    assert_eq!(second, Loaded { sequence: 2, added: 1, changed: 1, removed: 0, unchanged: 1 });
    assert_eq!(names(&*spool, (1, "z")).await, [(2, "b".to_owned(), true), (2, "d".to_owned(), true)]);
    assert_eq!(part(2, 1, vec![]).await.unwrap(), second, "the same file a second time changes nothing");
    assert_eq!(spool.count(partner(), "cases").await.unwrap(), 4);
    // What was missing from it is as old as the last extract that held it: it goes first.
    assert_eq!(spool.expire(partner(), at(1)).await.unwrap(), 1);
    assert_eq!(names(&*spool, (2, "z")).await, [(3, "a".to_owned(), false)]);
    let back = part(3, 2, vec![row("a", 1)]).await.unwrap();
    assert_eq!((back.sequence, back.added, back.removed), (4, 1, 0));
    let whole = load(&*spool, 4, 3, vec![row("a", 1)]).await;
    assert_eq!((whole.unchanged, whole.removed), (1, 3), "a full extract says of every row whether it is there");
}

async fn another_source_and_another_partner_stay_as_they_are(base: Base) {
    let spool = base.store().await.spool();
    load(&*spool, 1, 0, vec![row("a", 1)]).await;
    spool.load(partner(), "people", [2; 32], at(0), vec![row("p", 1)]).await.unwrap();
    spool.load("other".parse().unwrap(), "cases", [3; 32], at(0), vec![]).await.unwrap();
    assert_eq!(spool.count(partner(), "cases").await.unwrap(), 1);
    assert_eq!(spool.count(partner(), "people").await.unwrap(), 1);
}

async fn what_is_too_old_is_destroyed(base: Base) {
    let spool = base.store().await.spool();
    load(&*spool, 1, 0, vec![row("a", 1), row("b", 1)]).await;
    load(&*spool, 2, 10, vec![row("a", 1)]).await;
    assert_eq!(spool.expire(partner(), at(5)).await.unwrap(), 0, "a is as fresh as the extract that held it last");
    assert_eq!(spool.expire(partner(), at(11)).await.unwrap(), 1);
    assert_eq!(names(&*spool, (2, "z")).await, [(3, "a".to_owned(), false)]);
    assert!(base.rows("spool_row").await.iter().all(|line| !line.contains("0101")), "neither contents nor digest");
    let back = load(&*spool, 2, 20, vec![row("a", 1)]).await;
    assert_eq!((back.sequence, back.added), (4, 1), "the same contents, extracted anew");
}

on_both!(
    an_extract_is_compared_with_the_one_before,
    an_incremental_extract_buries_nothing,
    another_source_and_another_partner_stay_as_they_are,
    what_is_too_old_is_destroyed,
);
