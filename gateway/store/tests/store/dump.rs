use accord_consent::PolicyWrite;
use accord_model::{Incident, SubjectId};
use uuid::Uuid;

use crate::base::{Base, on_both};
use crate::town::{MARY, POLICE, Town, at, incident, quote, victim, word};

/// Neither what identifies a person nor what a partner wrote about one can be read from the database, as text, as bytes
/// or as hexadecimal.
async fn a_dump_shows_nothing_that_was_planted(base: Base) {
    let town = Town::new(&base.store().await);
    let record = Incident {
        quoted: vec![quote("county", "CANARY-REF-7")],
        terms: vec![word("canaryslur")],
        ..incident(POLICE, "i1", &["v1"])
    };
    town.apply(POLICE, vec![town.victim(victim(POLICE, "v1", MARY)), town.incident(record)], 0).await;
    let sought = accord_consent::Sought {
        family: MARY.family.to_owned(),
        given: Some(MARY.given.to_owned()),
        date_of_birth: None,
        postcode: Some(MARY.postcode.to_owned()),
        nhs_number: MARY.nhs.map(str::to_owned),
    };
    let introduced = PolicyWrite::Introduce {
        subject: SubjectId(Uuid::from_u128(5)),
        organisation: "charity".parse().unwrap(),
        fingerprints: town.desk.fingerprints(&sought),
        sealed: vec![7; 30],
        at: at(0),
    };
    town.store.directives().write(&[introduced]).await.unwrap();
    let dump = match &base {
        Base::Postgres(server) => server.dump().into_bytes(),
        Base::Sqlite(folder) => {
            let files = std::fs::read_dir(folder.path()).unwrap();
            files.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect()
        }
    };
    assert!(holds(&dump, "charnwood"), "the dump is the right one");
    let planted = [
        "Canaryfield",
        "Marigold",
        "1971-03-14",
        "LE88 8XQ",
        "LE888XQ",
        "Quillfeather",
        "9434765919",
        "CANARY-REF-7",
        "canaryslur",
    ];
    for value in planted {
        assert!(!holds(&dump, value), "{value}");
        let hexadecimal: String = value.bytes().map(|byte| format!("{byte:02x}")).collect();
        assert!(!holds(&dump, &hexadecimal), "{value} in hexadecimal");
    }
}

/// Whatever the case.
fn holds(dump: &[u8], text: &str) -> bool {
    let text = text.as_bytes();
    dump.windows(text.len()).any(|window| window.eq_ignore_ascii_case(text))
}

on_both!(a_dump_shows_nothing_that_was_planted);
