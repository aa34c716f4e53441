use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::server::{Server, as_user, program};

/// A PostgreSQL server of its own, on a socket in a temporary folder, gone when it is dropped.
///
/// The programs are looked for in `PATH` and under `/usr/lib/postgresql/*/bin`. PostgreSQL does not run as root: then
/// it runs as the user `postgres`.
pub struct Postgres {
    server: Server,
    folder: TempDir,
}

/// Who owns the database.
const USER: &str = "accord";

impl Postgres {
    /// Starts a server with an empty database.
    ///
    /// # Panics
    /// Where it is not installed, or does not answer within a minute.
    pub fn start() -> Self {
        let Ok(folder) = tempfile::Builder::new().prefix("accord-pg").tempdir() else {
            panic!("no temporary folder");
        };
        if as_user().is_some() {
            run(Command::new("chown").arg("postgres").arg(folder.path()));
        }
        let data = folder.path().join("data");
        let options = ["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--username", USER, "--pgdata"];
        run(Server::command(&tool("initdb")).args(options).arg(&data));
        let mut postgres = Server::command(&tool("postgres"));
        postgres.arg("-D").arg(&data).arg("-k").arg(folder.path());
        // Durability is not what is tested on a server that lives for one test; order and atomicity are.
        for setting in ["listen_addresses=", "fsync=off", "full_page_writes=off", "max_connections=200"] {
            postgres.args(["-c", setting]);
        }
        let started = Self { server: Server::start(postgres), folder };
        started.wait();
        started
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("postgres://{USER}@localhost/postgres?host={}", self.folder.path().display())
    }

    /// Everything in the database, as `pg_dump` writes it. Binary columns are in hexadecimal.
    ///
    /// # Panics
    /// Where `pg_dump` fails.
    pub fn dump(&self) -> String {
        run(Command::new(tool("pg_dump")).arg("-h").arg(self.folder.path()).args(["-U", USER, "postgres"]))
    }

    /// What a database at this address answers to one statement, as text.
    pub(crate) fn asked(url: &str, statement: &str) -> String {
        run(Command::new(tool("psql")).args(["-X", "-q", "-A", "-t", "-c", statement]).arg(url))
    }

    fn wait(&self) {
        let end = Instant::now() + Duration::from_secs(60);
        loop {
            let mut ready = Command::new(tool("pg_isready"));
            ready.arg("-q").arg("-h").arg(self.folder.path()).args(["-U", USER]);
            if ready.status().is_ok_and(|status| status.success()) {
                return;
            }
            assert!(Instant::now() < end, "PostgreSQL does not answer");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // Its own way to stop gives its shared memory back; a kill would not.
        let mut stop = Server::command(&tool("pg_ctl"));
        stop.args(["stop", "-m", "immediate", "-s", "-D"]).arg(self.folder.path().join("data"));
        drop(stop.status());
        self.server.end();
    }
}

fn tool(name: &str) -> PathBuf {
    let mut folders: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .collect();
    folders.sort();
    folders.reverse();
    let found = program(name).or_else(|| folders.iter().map(|f| f.join(name)).find(|path| Path::is_file(path)));
    let Some(found) = found else { panic!("{name} is not installed: apt-get install postgresql") };
    found
}

fn run(command: &mut Command) -> String {
    let output = match command.output() {
        Ok(output) => output,
        Err(error) => panic!("{command:?}: {error}"),
    };
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}
