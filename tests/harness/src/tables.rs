use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use serde_json::{Map, Value};

/// Every row of every table, past every rule of the program.
pub type Tables = BTreeMap<String, Vec<Map<String, Value>>>;

/// Reads a SQLite file with Python's own library: the suites link nothing that the gateway is made of, the database's
/// library included.
pub(crate) fn tables(file: &Path) -> Tables {
    let output = Command::new("python3").args(["-c", include_str!("tables.py")]).arg(file).output();
    let output = output.unwrap_or_else(|e| panic!("python3 does not run: {e}"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("the tables: {e}"))
}
