//! `tests/partners/python/partner.py`, running.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A running program over a journal of its own.
pub(crate) struct Program {
    folder: TempDir,
    process: Option<Child>,
    url: String,
    dial: Option<String>,
}

impl Program {
    /// One that the gateway calls.
    pub(crate) fn called(secret: &str) -> Self {
        Self::new(secret, None)
    }

    /// One that calls the gateway at this address.
    pub(crate) fn dialling(secret: &str, url: &str) -> Self {
        Self::new(secret, Some(url.to_owned()))
    }

    fn new(secret: &str, dial: Option<String>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::copy(here().join("records.jsonl"), folder.path().join("records.jsonl")).unwrap();
        fs::write(folder.path().join("secret"), secret).unwrap();
        let mut program = Self { folder, process: None, url: String::new(), dial };
        program.start();
        program
    }

    /// Where it is called.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Starts it, at the same address as before.
    pub(crate) fn start(&mut self) {
        let mut command = Command::new("python3");
        command.arg(here().join("partner.py")).arg("--data").arg(self.folder.path().join("records.jsonl"));
        command.arg("--token-file").arg(self.folder.path().join("secret")).stdin(Stdio::null());
        let port = self.url.rsplit(':').next().filter(|port| !port.is_empty()).unwrap_or("0");
        let (way, place) = self.dial.as_deref().map_or(("--port", port), |url| ("--dial", url));
        command.arg(way).arg(place);
        let mut process = command.stdout(Stdio::piped()).spawn().expect("python3 is needed: apt-get install python3");
        if self.dial.is_none() {
            let mut line = String::new();
            BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
            line.trim().clone_into(&mut self.url);
            assert!(self.url.starts_with("http://"), "the program did not start");
        }
        self.process = Some(process);
    }

    /// Writes one more change to the journal.
    pub(crate) fn append(&self, change: &Value) {
        let file = self.folder.path().join("records.jsonl");
        let mut file = fs::File::options().append(true).open(file).unwrap();
        writeln!(file, "{change}").unwrap();
    }

    /// Ends it as a power cut would.
    pub(crate) fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            drop(process.kill());
            drop(process.wait());
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.kill();
    }
}

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../partners/python")
}

#[test]
fn the_example_is_as_short_as_it_says() {
    let text = fs::read_to_string(here().join("partner.py")).unwrap();
    let code = text.lines().filter(|line| !line.trim().is_empty()).count();
    assert!(code <= 60, "{code} lines");
}
