use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use accord_sandbox::{Delivery, Edit, NhsOptions, NhsServer, Options, Persona, REPORTS_API_KEY, Sandbox};
use tempfile::TempDir;

use crate::binary::accord_at;
use crate::tables::{Tables, tables};
use crate::{Client, Gateway, accord};

/// What kind of world a suite wants.
#[derive(Clone, Default)]
pub struct WorldOptions {
    /// How many people; 200 where nothing is said.
    pub people: Option<usize>,
    /// How many incidents; 300 where nothing is said.
    pub incidents: Option<usize>,
    /// What has always been different in this world.
    pub edits: Vec<Edit>,
    /// Another database than a SQLite file.
    pub database_url: Option<String>,
    /// Another cache than the process's memory.
    pub cache_url: Option<String>,
    /// Seconds between two rounds of a serving gateway's own sync; 0 where nothing is said: it reads no partner by itself.
    pub sync_seconds: u32,
    /// Further lines of `accord.toml`.
    pub more: String,
    /// The instant at which the gateway's clock stands, RFC 3339, until [`World::set_clock`] moves it. Nothing: the machine's.
    pub clock: Option<String>,
}

/// A county with its partners, and the configuration of a gateway over it.
pub struct World {
    /// The partners.
    pub sandbox: Sandbox,
    folder: TempDir,
    database: String,
}

impl World {
    /// Starts the partners, delivers the county's first export and writes the configuration. The gateway is migrated and
    /// has not synced yet.
    ///
    /// # Panics
    /// Where anything of it fails.
    pub async fn start(options: WorldOptions) -> Self {
        let folder = tempfile::tempdir().unwrap_or_else(|e| panic!("no folder: {e}"));
        let drop_folder = folder.path().join("drop");
        fs::create_dir_all(&drop_folder).unwrap_or_else(|e| panic!("no folder: {e}"));
        let sandbox = Sandbox::start(Options {
            people: options.people.unwrap_or(200),
            incidents: options.incidents.unwrap_or(300),
            drop_folder: Some(drop_folder),
            nhs: Some(NhsOptions::default()),
            case_database: Some(folder.path().join("cases.sqlite")),
            edits: options.edits.clone(),
            ..Options::default()
        });
        let sandbox = sandbox.await.unwrap_or_else(|e| panic!("the sandbox does not start: {e}"));
        sandbox.county.deliver(Delivery::Full).unwrap_or_else(|e| panic!("no county files: {e}"));
        let file = || format!("sqlite://{}", folder.path().join("accord.sqlite").display());
        let database = options.database_url.clone().unwrap_or_else(file);
        let world = Self { sandbox, folder, database };
        if let Some(instant) = &options.clock {
            world.set_clock(instant);
        }
        world.configure(&options);
        world.accord(&["migrate"]);
        world
    }

    fn configure(&self, options: &WorldOptions) {
        let path = self.folder.path();
        // The same key in every world: ids and handles are then the same.
        fs::write(path.join("master.key"), "07".repeat(32)).unwrap_or_else(|e| panic!("{e}"));
        // The sandbox's extracts are always of November 2026; under the shipped schedule of a year they would be destroyed
        // on arrival from November 2027 on.
        fs::create_dir_all(path.join("council")).unwrap_or_else(|e| panic!("{e}"));
        for (from, to) in [("county", ""), ("council", "council/")] {
            let read = |name: &str| {
                let file = shipped().join("connectors").join(from).join(name);
                fs::read_to_string(file).unwrap_or_else(|e| panic!("{from}/{name}: {e}"))
            };
            let mapping = lasting(&read(&format!("{from}.toml")));
            for (name, text) in [(format!("{to}{from}.toml"), mapping), (format!("{to}terms.toml"), read("terms.toml"))]
            {
                fs::write(path.join(name), text).unwrap_or_else(|e| panic!("{e}"));
            }
        }
        let key = self.sandbox.nhs.as_ref().and_then(NhsServer::private_key).unwrap_or_default();
        fs::write(path.join("nhs.pem"), key).unwrap_or_else(|e| panic!("{e}"));
        fs::write(path.join("council-reports.key"), REPORTS_API_KEY).unwrap_or_else(|e| panic!("{e}"));
        let text = format!(
            include_str!("accord.toml.in"),
            database = self.database,
            cache = options.cache_url.as_deref().unwrap_or("memory"),
            shipped = shipped().display(),
            idp = self.sandbox.idp.url(),
            police = self.sandbox.police.url(),
            reports = self.sandbox.reports.url(),
            directory = self.sandbox.directory.url(),
            nhs = self.sandbox.nhs.as_ref().map(NhsServer::url).unwrap_or_default(),
            cases = path.join("cases.sqlite").display(),
            drop_folder = path.join("drop").display(),
            sync_seconds = options.sync_seconds,
            more = options.more,
        );
        fs::write(self.config(), text).unwrap_or_else(|e| panic!("{e}"));
    }

    /// The folder that holds the configuration, the database and the drop folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The configuration file.
    pub fn config(&self) -> PathBuf {
        self.folder.path().join("accord.toml")
    }

    /// A command of the gateway over this world's configuration.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let clock = self.clock();
        let mut command = if clock.exists() { Command::new(accord_at()) } else { Command::new(accord()) };
        if clock.exists() {
            command.arg(clock);
        }
        command.args(arguments).arg("--config").arg(self.config()).stdin(Stdio::null());
        command
    }

    fn clock(&self) -> PathBuf {
        self.folder.path().join("clock")
    }

    /// Moves the gateway's clock, of a gateway that serves too. For a world that began with one.
    ///
    /// # Panics
    /// Where the file cannot be written.
    pub fn set_clock(&self, instant: &str) {
        let next = self.folder.path().join("clock.next");
        let written = fs::write(&next, instant).and_then(|()| fs::rename(&next, self.clock()));
        written.unwrap_or_else(|e| panic!("no clock: {e}"));
    }

    /// Runs a command to its end.
    ///
    /// # Panics
    /// Where it fails.
    pub fn accord(&self, arguments: &[&str]) -> String {
        let Output { status, stdout, stderr } =
            self.command(arguments).output().unwrap_or_else(|e| panic!("`accord` does not run: {e}"));
        let said = String::from_utf8_lossy(&stdout).into_owned();
        assert!(status.success(), "accord {arguments:?}: {said}\n{}", String::from_utf8_lossy(&stderr));
        said
    }

    /// Starts a gateway.
    pub fn serve(&self) -> Gateway {
        let mut command = self.command(&["serve"]);
        let log = fs::File::options().create(true).append(true).open(self.log());
        if let Ok(log) = log {
            command.stderr(log);
        }
        Gateway::start(command)
    }

    /// The gateway's log, of all its runs.
    pub fn log(&self) -> PathBuf {
        self.folder.path().join("gateway.log")
    }

    /// Everything in the gateway's database.
    ///
    /// # Panics
    /// Where it does not answer.
    pub fn tables(&self) -> Tables {
        tables(&self.database)
    }

    /// The county's drop folder.
    pub fn drop_folder(&self) -> PathBuf {
        self.folder.path().join("drop")
    }

    /// The names of all files in the drop folder and the folders below it, sorted.
    pub fn dropped(&self) -> Vec<String> {
        let mut names = Vec::new();
        below(&self.drop_folder(), "", &mut names);
        names.sort();
        names
    }

    /// A client of this gateway, signed in as one of the demo's personas.
    ///
    /// # Panics
    /// Where there is no such persona.
    pub fn client(&self, gateway: &Gateway, persona: &str, purpose: &str) -> Client {
        let Some(known) = Persona::named(persona) else { panic!("no persona {persona}") };
        let token = self.sandbox.idp.token(known).unwrap_or_else(|e| panic!("no token: {e}"));
        Client::new(&gateway.url, &token, purpose)
    }
}

fn below(folder: &Path, name: &str, names: &mut Vec<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = format!("{name}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            below(&entry.path(), &format!("{name}/"), names);
        } else {
            names.push(name);
        }
    }
}

/// A mapping for extracts that never grow old, and for the council's: over its database instead of its export.
fn lasting(mapping: &str) -> String {
    let text = mapping.replace("retention_days = 365\n", "retention_days = 36500\n");
    assert!(text.contains("retention_days = 36500"), "the mapping says something else");
    text.replace("files = \"cases_{date}.csv\"", "sql = { from = \"accord_cases\" }")
}

/// The configuration that the project ships.
fn shipped() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap_or_default()
}
