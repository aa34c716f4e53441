//! When a file is whole, and what a death in between costs.

use accord_connectors::table::Mapping;
use accord_federation::Fault;
use accord_model::RecordType;
use sha2::Digest as _;

use crate::consent::{FILE, older};
use crate::spool::Dies;
use crate::town::{Town, county, mapping, shipped};

fn file() -> String {
    older(&[&[("Victim name", "Anna Zqqx")], &[("Description", "Shouted Zqqx")]])
}

#[tokio::test]
async fn a_file_is_destroyed_once_its_rows_are_durable_and_they_rest_sealed() {
    let mut town = Town::new(county());
    town.put(FILE, file());
    town.sync().await.unwrap();
    assert!(town.files().is_empty());
    assert_eq!(town.references(RecordType::Incident).len(), 2);
    let dump = String::from_utf8_lossy(&town.spool.dump()).into_owned();
    assert!(!dump.contains("Zqqx") && !dump.contains("HIM-2025"));
}

#[tokio::test]
async fn what_is_still_being_written_is_not_read() {
    let mut town = Town::new(county());
    for name in
        [".him-older_2026-11-20.csv.part", "him-older_2026-11-20.csv.part", "him-older_2026-11-20.csv~", "x.csv"]
    {
        std::fs::write(town.drop.path().join(name), file()).unwrap();
    }
    std::fs::create_dir(town.drop.path().join(FILE)).unwrap();
    town.sync().await.unwrap();
    assert_eq!((town.files().len(), town.index.len()), (4, 0));
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_is_not_followed() {
    let mut town = Town::new(county());
    let outside = town.drop.path().join("outside.txt");
    std::fs::write(&outside, file()).unwrap();
    std::os::unix::fs::symlink(&outside, town.drop.path().join(FILE)).unwrap();
    town.sync().await.unwrap();
    assert!(town.index.is_empty() && outside.exists());
}

#[tokio::test]
async fn with_manifests_a_file_waits_for_its_checksum() {
    let text = std::fs::read_to_string(shipped("county.toml")).unwrap();
    let words = std::fs::read_to_string(shipped("terms.toml")).unwrap();
    let map: Mapping = mapping(&text.replace("arrival = \"renamed\"", "arrival = \"manifest\""), &words);
    let mut town = Town::new(map);
    town.put(FILE, file());
    town.sync().await.unwrap();
    assert!(town.index.is_empty(), "no manifest yet");
    let manifest = town.drop.path().join(format!("{FILE}.sha256"));
    std::fs::write(&manifest, format!("{}  {FILE}\n", "0".repeat(64))).unwrap();
    town.sync().await.unwrap();
    assert!(town.index.is_empty() && town.notes[0].code == "CHECKSUM_DIFFERS");
    let digest: String = sha2::Sha256::digest(file()).iter().map(|byte| format!("{byte:02x}")).collect();
    std::fs::write(&manifest, format!("{digest}  {FILE}\n")).unwrap();
    town.sync().await.unwrap();
    assert_eq!(town.references(RecordType::Incident).len(), 2);
    assert!(town.files().is_empty());
}

#[tokio::test]
async fn a_death_anywhere_loses_and_doubles_nothing() {
    for dies in [Dies::BeforeLoad, Dies::AfterLoad] {
        let mut town = Town::new(county());
        town.put(FILE, file());
        town.spool.dies(dies);
        assert_eq!(town.sync().await, Err(Fault::Store));
        assert_eq!(town.files(), [FILE], "{dies:?}");
        town.restart(county());
        town.sync().await.unwrap();
        assert!(town.files().is_empty());
        assert_eq!((town.spool.loads(), town.spool.last().added), (1, 3), "{dies:?}");
        assert_eq!(town.references(RecordType::Incident).len(), 2);
    }
}

#[tokio::test]
async fn the_same_file_again_changes_nothing() {
    let mut town = Town::new(county());
    town.put(FILE, file());
    town.sync().await.unwrap();
    let before = town.spool.state();
    town.put(FILE, file());
    town.sync().await.unwrap();
    assert_eq!((town.spool.loads(), town.spool.state()), (1, before));
    assert!(town.files().is_empty());
}

#[tokio::test]
async fn another_mapping_makes_every_row_a_changed_one() {
    let mut town = Town::new(county());
    town.put(FILE, file());
    town.sync().await.unwrap();
    let text = std::fs::read_to_string(shipped("county.toml")).unwrap();
    let words = std::fs::read_to_string(shipped("terms.toml")).unwrap();
    town.restart(mapping(&text, &words.replacen("version = \"", "version = \"next-", 1)));
    town.put(FILE, file());
    town.sync().await.unwrap();
    assert_eq!(town.spool.last().changed, 3);
}

#[tokio::test]
async fn no_folder_is_a_silent_partner() {
    let mut town = Town::new(county());
    std::fs::remove_dir(town.drop.path()).unwrap();
    assert_eq!(town.sync().await, Err(Fault::Silent));
}
