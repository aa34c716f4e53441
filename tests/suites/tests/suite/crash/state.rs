//! A database, as far as two runs of the same thing must agree.

use std::collections::BTreeMap;

use accord_harness::{Tables, World};
use serde_json::{Map, Value, json};

/// Each table's rows as sorted lines.
pub(super) type State = BTreeMap<String, Vec<String>>;

/// What differs between two runs of the same thing: instants of this gateway's own clock, and what has a random nonce.
/// The log is left out, and checked by its own command.
const NOT_COMPARED: &[(&str, &str)] = &[
    ("directive", "withdrawn_at"),
    ("partner_note", "seen_at"),
    ("partner_state", "synced_at"),
    ("person_link", "changed_at"),
    ("person_link_change", "changed_at"),
    ("spool_row", "sealed"),
];

/// The council's database is read live: its records are as of the reading.
const READ_LIVE: &[(&str, &str, &str)] = &[
    ("directive", "scope_partner", "recorded_at"),
    ("indexed_record", "partner", "as_of"),
    ("spool_load", "partner", "extracted"),
    ("spool_load", "partner", "file_digest"),
    ("spool_row", "partner", "extracted"),
    // One of its rows is about the reading itself.
    ("spool_row", "partner", "digest"),
];

/// Cursors that say when they were last at the end, by this gateway's own clock.
const READ_AT: &[&str] = &["council-reports", "nhs"];

const NOT_COMPARED_AT_ALL: &[&str] = &["ledger_row", "ledger_head", "pseudonym", "seaql_migrations"];

/// The tables, without what may differ, each with its rows as sorted lines.
pub(super) fn state(world: &World) -> State {
    let tables: Tables = world.tables();
    let tables = tables.into_iter().filter(|(name, _)| !NOT_COMPARED_AT_ALL.contains(&name.as_str()));
    let tables = tables.map(|(name, rows)| {
        let mut lines: Vec<String> = rows.into_iter().map(|row| line(&name, row)).collect();
        lines.sort();
        (name, lines)
    });
    tables.collect()
}

fn line(table: &str, mut row: Map<String, Value>) -> String {
    for (_, column) in NOT_COMPARED.iter().filter(|(name, _)| *name == table) {
        // Whether there is something is compared; what it is, is not.
        if let Some(value) = row.get_mut(*column) {
            *value = json!(!value.is_null());
        }
    }
    for (_, partner, column) in READ_LIVE.iter().filter(|(name, ..)| *name == table) {
        if row.get(*partner) == Some(&json!("council")) && row.contains_key(*column) {
            row.insert((*column).to_owned(), json!("read"));
        }
    }
    let read_at = |partner: &Value| partner.as_str().is_some_and(|partner| READ_AT.contains(&partner));
    if table == "partner_state" && row.get("partner").is_some_and(read_at) {
        row.insert("cursor".to_owned(), json!(row["cursor"].is_null()));
    }
    Value::Object(row).to_string()
}

/// The same without how often the council's database was read: of syncs that run at once, each may make a load of it, and
/// those after the first change one row, the one about the reading itself.
pub(super) fn however_often_read(mut tables: State) -> State {
    let council = |line: &Value| line["partner"] == "council";
    for (table, lines) in &mut tables {
        let rows = lines.iter().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let rows = rows.filter(|row| {
            let again = council(row) && row["added"] == 0 && row["removed"] == 0 && row["changed"] == 1;
            table != "spool_load" || !again
        });
        let rows = rows.map(|mut row| {
            for column in ["cursor", "sequence"] {
                if council(&row) && row.get(column).is_some() {
                    row[column] = json!("read");
                }
            }
            row.to_string()
        });
        *lines = rows.collect();
    }
    tables
}

pub(super) fn same(found: &State, expected: &State, when: &str) {
    for (table, rows) in expected {
        let found = found.get(table).expect("the table is there");
        let only = |a: &[String], b: &[String]| a.iter().filter(|line| !b.contains(line)).cloned().collect::<Vec<_>>();
        let (missing, surplus) = (only(rows, found), only(found, rows));
        assert!(
            missing.is_empty() && surplus.is_empty() && found.len() == rows.len(),
            "{when}: {table}: {} rows for {}\nmissing: {missing:#?}\nsurplus: {surplus:#?}",
            found.len(),
            rows.len()
        );
    }
}
