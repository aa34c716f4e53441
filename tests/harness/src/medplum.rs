//! A FHIR server that is not ours.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::binary::target;
use crate::server::{Server, program};

const FILES: [&str; 3] = ["package.json", "package-lock.json", "server.mjs"];

/// Medplum's FHIR router over its repository in memory, gone when it is dropped. What it can do and cannot is written
/// in `tests/medplum/README.md`.
pub struct Medplum {
    server: Server,
    fhir: String,
    token: String,
    _folder: TempDir,
}

impl Medplum {
    /// Starts it with the resources of a `Bundle`, as they are: ids and times too. The first start installs the packages.
    ///
    /// # Panics
    /// Where Node.js is not installed, where its packages are neither there nor to be had, or where it does not start.
    pub fn start(bundle: &Value) -> Self {
        let packages = installed();
        let folder = tempfile::tempdir().unwrap_or_else(|e| panic!("no folder: {e}"));
        let file = folder.path().join("bundle.json");
        fs::write(&file, bundle.to_string()).unwrap_or_else(|e| panic!("no bundle: {e}"));
        let mut node = Server::tied(&tool("node"));
        node.arg("server.mjs").arg(&file).current_dir(packages).stdout(Stdio::piped());
        let mut server = Server::start(node);
        let line = server.line().unwrap_or_else(|| panic!("Medplum does not start: run `node server.mjs` to see why"));
        let said: Value = serde_json::from_str(&line).unwrap_or_else(|e| panic!("Medplum says no addresses: {e}"));
        let text = |name: &str| said[name].as_str().unwrap_or_default().to_owned();
        Self { server, fhir: text("fhir"), token: text("token"), _folder: folder }
    }

    /// The base of the FHIR server, without a slash at the end.
    pub fn fhir_url(&self) -> &str {
        &self.fhir
    }

    /// A token endpoint that gives everybody a token.
    pub fn token_url(&self) -> &str {
        &self.token
    }
}

impl Drop for Medplum {
    fn drop(&mut self) {
        self.server.end();
    }
}

/// The server with its packages, in a folder of `target/` that every test shares.
fn installed() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("../medplum");
    let folder = target().join("tmp/medplum");
    fs::create_dir_all(&folder).unwrap_or_else(|e| panic!("no folder: {e}"));
    // Tests run side by side, and each is a process of its own.
    let lock = File::create(folder.join(".lock")).unwrap_or_else(|e| panic!("no lock: {e}"));
    lock.lock().unwrap_or_else(|e| panic!("no lock: {e}"));
    for file in FILES {
        fs::copy(here.join(file), folder.join(file)).unwrap_or_else(|e| panic!("{file}: {e}"));
    }
    let wanted = fs::read(folder.join("package-lock.json")).unwrap_or_default();
    let done = folder.join("node_modules/.done");
    if fs::read(&done).ok().as_ref() != Some(&wanted) {
        let mut install = Command::new(tool("npm"));
        install.args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"]).current_dir(&folder);
        let output = install.output().unwrap_or_else(|e| panic!("npm: {e}"));
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "npm has not installed Medplum (it needs the network once): {said}");
        fs::write(done, wanted).unwrap_or_else(|e| panic!("no mark: {e}"));
    }
    folder
}

/// A program on the path. A suite that cannot run must not look as if it had passed.
fn tool(name: &str) -> PathBuf {
    program(name).unwrap_or_else(|| panic!("{name} is not installed: `tests/run` installs what the tests need"))
}
