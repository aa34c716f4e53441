//! Snapshots that shrink, rows that vanish, extracts that are old.

use accord_federation::Fault;
use accord_model::RecordType;

use crate::consent::older;
use crate::content::workbook;
use crate::spool::codes;
use crate::town::{Town, county};

fn first(rows: usize) -> String {
    older(&vec![[("Victim name", "A B")].as_slice(); rows])
}

#[tokio::test]
async fn a_missing_row_is_gone_with_its_person() {
    let mut town = Town::new(county());
    town.put("him-older_2026-11-19.csv", first(20));
    town.sync().await.unwrap();
    assert_eq!(town.index.len(), 40);
    town.put("him-older_2026-11-20.csv", first(18));
    town.sync().await.unwrap();
    assert_eq!(town.index.len(), 36);
    assert_eq!((town.spool.last().removed, town.spool.last().unchanged), (2, 18));
    let at = town.victim("HIM-2025-0001").await.record().as_of;
    assert_eq!(at.to_string(), "2026-11-20T00:00:00Z", "a row that was seen again is as young as the extract");
}

#[tokio::test]
async fn a_snapshot_that_shrank_is_held_until_a_human_moves_it() {
    let mut town = Town::new(county());
    town.put("him-older_2026-11-19.csv", first(20));
    town.sync().await.unwrap();
    town.put("him-older_2026-11-20.csv", first(17));
    assert_eq!(town.sync().await, Err(Fault::Held));
    assert_eq!(town.index.len(), 40, "nothing of it is read");
    assert_eq!(town.files(), ["held/him-older_2026-11-20.csv", "held/him-older_2026-11-20.csv.why"]);
    assert_eq!(town.sync().await, Err(Fault::Held), "and it is said again each time");
    assert_eq!(codes(&town.notes), ["SNAPSHOT_HELD"]);
    let held = town.drop.path().join("held/him-older_2026-11-20.csv");
    std::fs::rename(held, town.drop.path().join("him-older_2026-11-20.csv.accepted")).unwrap();
    town.sync().await.unwrap();
    assert_eq!(town.index.len(), 34);
    assert!(town.files().is_empty(), "{:?}", town.files());
}

#[tokio::test]
async fn what_can_be_taken_in_is_taken_in_before_the_fault() {
    let mut town = Town::new(county());
    town.put("him-older_2026-11-19.csv", first(20));
    town.put("him-older_2026-11-20.csv", first(2));
    assert_eq!(town.sync().await, Err(Fault::Held));
    assert_eq!(town.references(RecordType::Incident).len(), 20);
}

#[tokio::test]
async fn a_good_extract_makes_an_older_held_one_obsolete() {
    let mut town = Town::new(county());
    town.put("him-older_2026-11-19.csv", first(20));
    town.put("him-older_2026-11-20.csv", first(2));
    assert_eq!(town.sync().await, Err(Fault::Held));
    town.put("him-older_2026-11-21.csv", first(21));
    town.sync().await.unwrap();
    assert!(town.files().is_empty(), "{:?}", town.files());
    assert_eq!(town.references(RecordType::Incident).len(), 21);
}

#[tokio::test]
async fn an_old_extract_brings_nothing_back() {
    let mut town = Town::new(county());
    town.put("him-older_2026-11-20.csv", first(19));
    town.sync().await.unwrap();
    town.put("him-older_2026-11-19.csv", first(20));
    assert_eq!(town.sync().await, Err(Fault::Broken));
    assert!(codes(&town.notes).contains(&"EXTRACT_STALE"));
    assert_eq!(town.references(RecordType::Incident).len(), 19);
}

#[tokio::test]
async fn what_is_too_old_is_destroyed() {
    let mut town = Town::new(county());
    town.put("him-older_2020-01-01.csv", first(5));
    town.sync().await.unwrap();
    assert!(town.index.is_empty());
    assert!(town.spool.state().iter().all(|(_, _, alive)| !alive));
}

#[tokio::test]
async fn a_reference_in_two_data_sets_is_one_record_until_one_of_them_lets_go() {
    let mut town = Town::new(county());
    town.put("him-2026_2026-11-19.xlsx", workbook());
    let moved = [("RefNo", "HIM-2026-0001"), ("Victim name", "A B")];
    let mut rows = vec![[("Victim name", "C D")].as_slice(); 19];
    rows.push(&moved);
    town.put("him-older_2026-11-19.csv", older(&rows));
    town.sync().await.unwrap();
    assert!(codes(&town.notes).contains(&"REFERENCE_IN_TWO_SOURCES"));
    assert!(town.victim("HIM-2026-0001").await.record().name.is_some(), "the source named first counts");
    rows.pop();
    town.put("him-older_2026-11-20.csv", older(&rows));
    town.sync().await.unwrap();
    assert!(town.victim("HIM-2026-0001").await.record().name.is_none(), "the other one is still there");
}
