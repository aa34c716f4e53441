//! One vocabulary: every shipped map says the same thing by the same code.

use std::path::{Path, PathBuf};

use accord_connector_kit::{Terms, Vocabulary};

/// Every map of terms that stands beside the connectors, found and not listed: a new one cannot be forgotten.
fn maps() -> Vec<(PathBuf, Terms)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = [root.to_owned(), root.join("src")];
    let files = folders.iter().flat_map(|folder| std::fs::read_dir(folder).unwrap());
    let files = files.map(|entry| entry.unwrap().path().join("terms.toml")).filter(|path| path.is_file());
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).unwrap();
        let terms = Terms::read(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        (path, terms)
    };
    files.map(read).collect()
}

#[test]
fn every_offence_of_every_map_is_a_code_of_the_vocabulary() {
    let codes = Vocabulary::published().unwrap().codes("accord:offence").unwrap();
    let maps = maps();
    assert!(maps.len() >= 4, "the maps were found");
    for (path, terms) in &maps {
        let all = terms.lists().flat_map(|list| terms.terms(list)).filter(|term| term.coded.system == "accord:offence");
        for term in all {
            let entry = codes.get(&term.coded.code);
            assert!(
                entry.is_some_and(|entry| entry.text == term.coded.text),
                "{}: {}",
                path.display(),
                term.coded.code
            );
        }
        // A word that says what a record is, or that hate was recognised in an offence, is of that system and of no other.
        let stray = terms.lists().flat_map(|list| terms.terms(list)).find(|term| {
            term.kind.is_some() && term.coded.system != "accord:offence" && codes.contains_key(&term.coded.code)
        });
        assert!(stray.is_none(), "{}", path.display());
    }
}
