use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::server::{Server, as_user, program};

/// A `MariaDB` server of its own, on a socket in a temporary folder, gone when it is dropped.
///
/// It does not run as root: then it runs as the user `postgres`, as the other database does.
pub struct MariaDb {
    server: Server,
    folder: TempDir,
}

impl MariaDb {
    /// Starts a server with an empty database `cases`.
    ///
    /// # Panics
    /// Where it is not installed, or does not answer within a minute.
    pub fn start() -> Self {
        let Ok(folder) = tempfile::Builder::new().prefix("accord-maria").tempdir() else {
            panic!("no temporary folder");
        };
        if let Some(user) = as_user() {
            run(Command::new("chown").arg(user).arg(folder.path()));
        }
        let data = format!("--datadir={}", folder.path().join("data").display());
        let install = ["--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db", &data];
        run(Server::command(&tool("mariadb-install-db")).args(install));
        let mut server = Server::command(&tool("mariadbd"));
        // Durability is not what is tested on a server that lives for one test.
        server.args(["--no-defaults", "--skip-networking", "--innodb-flush-log-at-trx-commit=0", &data]);
        server.arg(format!("--socket={}", folder.path().join("s").display()));
        server.arg(format!("--pid-file={}", folder.path().join("pid").display()));
        let started = Self { server: Server::start(server), folder };
        started.wait();
        started
    }

    /// Its address, as the user who may do everything.
    pub fn url(&self) -> String {
        format!("mysql://root@localhost/cases?socket={}", self.folder.path().join("s").display())
    }

    fn wait(&self) {
        let end = Instant::now() + Duration::from_secs(60);
        let socket = format!("--socket={}", self.folder.path().join("s").display());
        loop {
            let mut made = Command::new(tool("mariadb"));
            made.args(["--no-defaults", &socket, "-u", "root", "-e"]);
            made.arg("CREATE DATABASE IF NOT EXISTS cases CHARACTER SET utf8mb4");
            if made.output().is_ok_and(|made| made.status.success()) {
                return;
            }
            assert!(Instant::now() < end, "MariaDB does not answer");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for MariaDb {
    fn drop(&mut self) {
        self.server.end();
    }
}

fn tool(name: &str) -> PathBuf {
    let sbin = PathBuf::from("/usr/sbin").join(name);
    let found = program(name).or_else(|| sbin.is_file().then_some(sbin));
    let Some(found) = found else { panic!("{name} is not installed: apt-get install mariadb-server") };
    found
}

fn run(command: &mut Command) {
    match command.output() {
        Ok(output) => {
            assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
        }
        Err(error) => panic!("{command:?}: {error}"),
    }
}
