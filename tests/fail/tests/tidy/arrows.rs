//! Which room may use which: `Cargo.toml` is where an arrow is drawn.

use std::collections::BTreeSet;

use crate::source::{files, none};

/// What each crate may use of ours, tests apart. A crate that is missing here is refused.
const OURS: &[(&str, &[&str])] = &[
    ("accord-model", &[]),
    ("accord-consent", &["accord-model"]),
    ("accord-federation", &["accord-consent", "accord-model"]),
    ("accord-linkage", &["accord-consent", "accord-model"]),
    ("accord-graphql", &["accord-federation", "accord-consent", "accord-model"]),
    ("accord-connector-kit", &["accord-federation", "accord-consent", "accord-model"]),
    ("accord-connectors", &["accord-connector-kit", "accord-federation", "accord-consent", "accord-model"]),
    (
        "accord-store",
        &[
            "accord-connector-kit",
            "accord-federation",
            "accord-linkage",
            "accord-consent",
            "accord-model",
            "accord-migrations",
        ],
    ),
    ("accord-check", &["accord-connector-kit", "accord-federation", "accord-consent", "accord-model"]),
    (
        "accord-gateway",
        &[
            "accord-check",
            "accord-store",
            "accord-connectors",
            "accord-connector-kit",
            "accord-graphql",
            "accord-federation",
            "accord-linkage",
            "accord-consent",
            "accord-model",
            "accord-migrations",
            "accord-sandbox",
        ],
    ),
    ("accord-migrations", &[]),
    ("accord-sandbox", &[]),
    ("accord-harness", &["accord-sandbox"]),
    ("accord-suites", &["accord-harness", "accord-sandbox"]),
    (
        "accord-bench",
        &["accord-consent", "accord-federation", "accord-graphql", "accord-harness", "accord-model", "accord-sandbox"],
    ),
    ("accord-fail", &[]),
    ("accord-browser", &["accord-harness"]),
    ("accord-clock", &["accord-gateway", "accord-connectors"]),
];

/// Libraries and the crates that may use them.
const THEIRS: &[(&str, &[&str])] = &[
    ("sea-orm", &["accord-store", "accord-migrations"]),
    ("sea-orm-migration", &["accord-store", "accord-migrations"]),
    ("redis", &["accord-store"]),
    ("sqlx", &["accord-store", "accord-connectors", "accord-sandbox"]),
    (
        "reqwest",
        &[
            "accord-connector-kit",
            "accord-connectors",
            "accord-gateway",
            "accord-check",
            "accord-harness",
            "accord-suites",
        ],
    ),
    ("oauth2", &["accord-connector-kit", "accord-connectors"]),
    ("poem", &["accord-gateway", "accord-check", "accord-sandbox"]),
    ("async-graphql", &["accord-graphql", "accord-gateway", "accord-bench"]),
    ("clap", &["accord-gateway", "accord-sandbox", "accord-clock"]),
    ("dataloader", &["accord-federation"]),
];

/// What no crate of a room may use at all.
const NEVER: &[(&str, &[&str])] = &[
    ("accord-model", &["serde", "serde_json", "tokio", "tracing", "toml"]),
    ("accord-consent", &["tokio", "tracing", "async-graphql", "rand"]),
    ("accord-linkage", &["tokio", "tracing"]),
    ("accord-graphql", &["tokio"]),
];

struct Crate {
    name: String,
    uses: BTreeSet<String>,
    tests_use: BTreeSet<String>,
}

fn names(manifest: &toml::Table, section: &str) -> BTreeSet<String> {
    let table = manifest.get(section).and_then(toml::Value::as_table);
    table.into_iter().flat_map(|t| t.keys().cloned()).collect()
}

fn crates() -> Vec<Crate> {
    let manifests = files("Cargo.toml").into_iter().map(|file| file.text.parse::<toml::Table>().unwrap());
    let packages = manifests.filter(|manifest| manifest.contains_key("package"));
    packages
        .map(|manifest| Crate {
            name: manifest["package"]["name"].as_str().unwrap().to_owned(),
            uses: &names(&manifest, "dependencies") | &names(&manifest, "build-dependencies"),
            tests_use: names(&manifest, "dev-dependencies"),
        })
        .collect()
}

#[test]
fn each_room_uses_the_rooms_below_it_alone() {
    let mut places = Vec::new();
    for one in crates() {
        let Some((_, may)) = OURS.iter().find(|(name, _)| *name == one.name) else {
            places.push(format!("{} is not in the list", one.name));
            continue;
        };
        let ours = one.uses.iter().filter(|used| used.starts_with("accord-"));
        places
            .extend(ours.filter(|used| !may.contains(&used.as_str())).map(|used| format!("{} uses {used}", one.name)));
    }
    none(&places, "an arrow that points the wrong way");
}

#[test]
fn what_speaks_to_the_world_stands_where_it_may() {
    let mut places = Vec::new();
    for one in crates() {
        for used in &one.uses {
            let kept = THEIRS.iter().find(|(library, _)| library == used);
            if kept.is_some_and(|(_, by)| !by.contains(&one.name.as_str())) {
                places.push(format!("{} uses {used}", one.name));
            }
            let never = NEVER.iter().find(|(name, _)| *name == one.name);
            if never.is_some_and(|(_, banned)| banned.contains(&used.as_str())) {
                places.push(format!("{} uses {used}", one.name));
            }
        }
    }
    none(&places, "a library in a room that may not use it");
}

#[test]
fn a_fake_partner_shares_nothing_with_us_not_even_in_its_tests() {
    let all = crates();
    let sandbox = all.iter().find(|one| one.name == "accord-sandbox").unwrap();
    let ours: Vec<String> =
        sandbox.uses.union(&sandbox.tests_use).filter(|used| used.starts_with("accord-")).cloned().collect();
    none(&ours, "a fake that shares our types shares our mistakes");
}

#[test]
fn no_connector_knows_another() {
    let sources = files(".rs");
    let connectors: BTreeSet<String> = sources
        .iter()
        .filter_map(|file| file.path.strip_prefix("connectors/src/")?.split_once('/').map(|(name, _)| name.to_owned()))
        .collect();
    assert!(!connectors.is_empty());
    let mut places = Vec::new();
    for file in &sources {
        let Some((own, _)) = file.path.strip_prefix("connectors/src/").and_then(|rest| rest.split_once('/')) else {
            continue;
        };
        for other in connectors.iter().filter(|other| *other != own) {
            let named = format!("crate::{other}::");
            places.extend(
                file.lines()
                    .filter(|(_, line)| line.contains(&named))
                    .map(|(n, _)| format!("{}:{n}: {other}", file.path)),
            );
        }
    }
    none(&places, "a connector names another");
}
