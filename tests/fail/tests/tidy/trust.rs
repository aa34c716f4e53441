//! Where trust begins and where a value about a person may be taken out: few places, all listed here.

use crate::source::{Source, files, none};

/// Every place outside tests where one of `words` stands, and where it may not.
fn outside(words: &[&str], may: impl Fn(&str) -> bool) -> (usize, Vec<String>) {
    let sources: Vec<Source> = files(".rs").into_iter().filter(|file| !file.is_test()).collect();
    let mut allowed = 0;
    let mut places = Vec::new();
    for file in &sources {
        let code = file.lines().filter(|(_, line)| !line.trim_start().starts_with("//"));
        for (n, line) in code.filter(|(_, line)| words.iter().any(|word| line.contains(word))) {
            if may(&file.path) {
                allowed += 1;
            } else {
                places.push(format!("{}:{n}: {}", file.path, line.trim()));
            }
        }
    }
    (allowed, places)
}

/// Fails where a word stands where it may not, and where it stands nowhere: then it has another name now.
fn only_in(words: &[&str], rule: &str, may: impl Fn(&str) -> bool) {
    let (allowed, places) = outside(words, may);
    none(&places, rule);
    assert!(allowed > 0, "{words:?} stands nowhere: the rule guards nothing");
}

/// In a connector, a partner's words become a record in `map`; the connector `table` is a map in many files.
fn maps(path: &str) -> bool {
    path.starts_with("connectors/src/table/")
        || (path.starts_with("connectors/src/")
            && path.split('/').skip(3).any(|part| part == "map" || part.starts_with("map.")))
}

#[test]
fn a_value_is_taken_out_where_it_is_decided_shown_merged_or_mapped() {
    only_in(&[".reveal()", "Private::reveal"], "a value about a person is taken out of its wrapping", |path| {
        path.starts_with("schema/consent/src/")
            || path.starts_with("schema/graphql/src/objects")
            || path.starts_with("schema/federation/src/merge")
            || path.starts_with("schema/federation/src/order")
            // The hash of a quoted reference, for its own map.
            || path == "schema/model/src/incident.rs"
            || maps(path)
    });
}

#[test]
fn a_viewer_is_asserted_by_the_login_alone() {
    only_in(&["Viewer::assertion(", "assertion("], "a viewer made by hand", |path| {
        path.starts_with("gateway/src/auth") || path == "schema/consent/src/viewer.rs"
    });
}

#[test]
fn there_is_one_desk() {
    only_in(&["Desk::new("], "a second desk", |path| path == "gateway/src/house.rs");
}

#[test]
fn a_reload_alone_changes_what_is_agreed() {
    only_in(&[".renew("], "agreements put in force by hand", |path| path == "gateway/src/reload.rs");
}

#[test]
fn sync_alone_asks_under_a_standing_order() {
    only_in(&[".standing_order("], "a standing order outside sync", |path| {
        path.starts_with("gateway/src/sync")
            || path.starts_with("schema/consent/src/")
            // `connector try` rehearses sync's reading on one file, over no database and no partner.
            || path == "gateway/src/command/connector/roles.rs"
    });
}

#[test]
fn connectors_see_no_desk_and_no_viewer() {
    let words = ["Desk", "Viewer", "Disclosed<Victim>", "Disclosed<Incident>", "Grants", "Trail"];
    let here = |path: &str| path.starts_with("connectors/src/") || path.starts_with("connectors/kit/src/");
    let sources: Vec<Source> = files(".rs").into_iter().filter(|file| here(&file.path) && !file.is_test()).collect();
    let mut places = Vec::new();
    for file in &sources {
        for (n, line) in file.lines().filter(|(_, line)| line.contains("accord_consent")) {
            let named = |word: &&str| line.split(|c: char| !c.is_alphanumeric() && c != '_').any(|part| part == *word);
            if words.iter().any(named) {
                places.push(format!("{}:{n}: {}", file.path, line.trim()));
            }
        }
    }
    none(&places, "a connector is asked by a permit and never sees who asks");
}

#[test]
fn the_core_names_no_partners_system() {
    // In federation a partner is a `PartnerId` out of the configuration.
    let names = ["\"police\"", "\"county\"", "\"nhs\"", "\"council\""];
    let mut places = Vec::new();
    for file in files(".rs").into_iter().filter(|f| f.path.starts_with("schema/") && !f.is_test()) {
        let code = file.lines().filter(|(_, line)| !line.trim_start().starts_with("//"));
        places.extend(
            code.filter(|(_, line)| names.iter().any(|name| line.contains(name)))
                .map(|(n, line)| format!("{}:{n}: {}", file.path, line.trim())),
        );
    }
    none(&places, "the core knows a partner by name");
}
