//! Another partner is another TOML: a tenants' association's log has nothing in common with the county's files.

use accord_model::{Precision, RecordType, Strand};

use crate::spool::codes;
use crate::town::{Town, mapping};

pub(crate) const MAP: &str = r#"
terms = "words.toml"
retention_days = 3000
shrink_percent = 50

[[source]]
name = "log"
files = "tenants*.txt"
extent = "incremental"
encoding = "windows-1252"
delimiter = ";"
dates = "month-first"

[[column]]
header = "No."
is = "reference"

[[column]]
header = "Wann"
also = ["When"]
is = "occurred"

[[column]]
header = "Who"
is = "victim-family"

[[column]]
header = "First name"
is = "victim-given"

[[column]]
header = "Flat"
is = "victim-address"

[[column]]
header = "What for"
is = "strands"
list = "because"

[[column]]
header = "Told"
is = "narrative"
"#;

pub(crate) const WORDS: &str = r#"
version = "1"
[list.because.terms]
faith = { strand = "RELIGION_BELIEF" }
"#;

#[tokio::test]
async fn a_second_partner_is_toml_alone() {
    let mut town = Town::new(mapping(MAP, WORDS));
    let log = b"No.;When;Who;First name;Flat;What for;Told\n7;11/3/2025;O\x92Brien;Zo\xeb;Flat 3;Faith;Shouted at\n8;Nov 2025;;;;noise;=1+1\n";
    town.put("tenants of May.txt", log);
    town.sync().await.unwrap();
    assert_eq!(town.references(RecordType::Incident), ["7", "8"]);
    assert_eq!(town.references(RecordType::Victim), ["7"]);
    let victim = town.victim("7").await;
    let name = victim.record().name.as_ref().unwrap().reveal();
    assert!(name.family == "O’Brien" && name.given == ["Zoë"]);
    assert_eq!(victim.record().address.as_ref().unwrap().reveal().lines, ["Flat 3"]);
    let incident = town.incident("7").await;
    let occurred = incident.record().occurred.as_ref().unwrap().reveal();
    assert_eq!((occurred.earliest.to_string(), occurred.precision), ("2025-11-03T00:00:00Z".into(), Precision::Day));
    assert_eq!(incident.record().strands[0].reveal().strand, Strand::ReligionBelief);
    // A formula is what somebody typed.
    assert_eq!(town.incident("8").await.record().narrative.as_ref().unwrap().reveal(), "=1+1");
    assert!(town.notes.is_empty(), "{:?}", codes(&town.notes));
}

#[tokio::test]
async fn an_incremental_file_takes_nothing_away() {
    let mut town = Town::new(mapping(MAP, WORDS));
    town.put("tenants-1.txt", "No.;When;Who;First name;Flat;What for;Told\n1;1/2/2025;A;B;;;x\n2;1/2/2025;C;D;;;y\n");
    town.sync().await.unwrap();
    town.put(
        "tenants-2.txt",
        "No.;When;Who;First name;Flat;What for;Told\n2;1/2/2025;C;D;;;changed\n3;1/2/2025;;;;;z\n",
    );
    town.sync().await.unwrap();
    assert_eq!(town.references(RecordType::Incident), ["1", "2", "3"]);
    assert_eq!(town.incident("2").await.record().narrative.as_ref().unwrap().reveal(), "changed");
}
