use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::client::Outcome;

#[test]
fn the_program_starts_a_trust_and_keeps_its_key_from_others() -> Outcome {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("nhs.pem");
    let mut program = Command::new(env!("CARGO_BIN_EXE_accord-sandbox"))
        .args(["--people", "20", "--incidents", "20", "--nhs-port", "0", "--nhs-key-file"])
        .arg(&file)
        .stdout(Stdio::piped())
        .spawn()?;
    let mut line = String::new();
    BufReader::new(program.stdout.take().ok_or("no output")?).read_line(&mut line)?;
    program.kill()?;
    program.wait()?;
    let said: Value = serde_json::from_str(&line)?;
    assert!(said["nhs"]["fhir"].as_str().is_some_and(|url| url.ends_with("/fhir/R4")));
    assert_eq!((&said["nhs"]["client"], &said["nhs"]["kid"]), (&"accord".into(), &"accord-1".into()));
    assert_eq!(std::fs::metadata(&file)?.permissions().mode() & 0o777, 0o600);
    assert!(std::fs::read_to_string(&file)?.starts_with("-----BEGIN PRIVATE KEY-----"));
    Ok(())
}
