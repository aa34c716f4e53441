use std::collections::BTreeMap;
use std::process::Command;

use serde_json::{Map, Value};

use crate::Postgres;

/// Every row of every table, past every rule of the program. Bytes are in hexadecimal.
pub type Tables = BTreeMap<String, Vec<Map<String, Value>>>;

/// Reads a database with its own tools: the suites link nothing that the gateway is made of, the database's library
/// included.
pub(crate) fn tables(url: &str) -> Tables {
    let text = url.strip_prefix("sqlite://").map_or_else(|| postgres(url), sqlite);
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("the tables: {e}"))
}

fn sqlite(file: &str) -> String {
    let output = Command::new("python3").args(["-c", include_str!("tables.py"), file]).output();
    let output = output.unwrap_or_else(|e| panic!("python3 does not run: {e}"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn postgres(url: &str) -> String {
    let names = Postgres::asked(url, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
    let of = |name: &str| format!("'{name}', (SELECT coalesce(json_agg(t), '[]') FROM \"{name}\" t)");
    let tables: Vec<String> = names.lines().map(of).collect();
    Postgres::asked(url, &format!("SELECT json_build_object({})", tables.join(", ")))
}
