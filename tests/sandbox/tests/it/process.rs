use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::client::{Outcome, text};

#[test]
fn the_binary_says_where_it_listens_and_ends_on_sigterm() -> Outcome {
    let folder = tempfile::tempdir()?;
    let mut child = Command::new(env!("CARGO_BIN_EXE_accord-sandbox"))
        .args(["--people", "100", "--incidents", "120", "--drop-folder"])
        .arg(folder.path())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut line = String::new();
    BufReader::new(child.stdout.take().ok_or("no output")?).read_line(&mut line)?;
    let said: Value = serde_json::from_str(&line)?;
    assert!(text(&said["police"]).starts_with("http://127.0.0.1:"));
    assert_eq!(std::fs::read_dir(folder.path())?.count(), 2);
    Command::new("kill").arg(child.id().to_string()).status()?;
    assert!(child.wait()?.success());
    Ok(())
}
