use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::server::{Server, program};

/// A Redis server of its own, on a socket in a temporary folder, gone when it is dropped.
pub struct Redis {
    server: Server,
    folder: TempDir,
}

impl Redis {
    /// Starts an empty server that writes nothing to disk.
    ///
    /// # Panics
    /// Where it is not installed, or does not answer within a minute.
    pub fn start() -> Self {
        let Ok(folder) = tempfile::Builder::new().prefix("accord-redis").tempdir() else {
            panic!("no temporary folder");
        };
        let started = Self { server: Server::start(command(folder.path().join("redis.sock"))), folder };
        started.wait();
        started
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("redis+unix://{}", self.socket().display())
    }

    /// Everything in it, names and values, as it lies in a file of its own: not compressed.
    ///
    /// # Panics
    /// Where `redis-cli` is not installed or fails.
    pub fn dump(&self) -> Vec<u8> {
        let file = self.folder.path().join("dump.rdb");
        self.cli(&["CONFIG", "SET", "rdbcompression", "no"]);
        self.cli(&["--rdb", &file.to_string_lossy()]);
        std::fs::read(file).unwrap_or_else(|e| panic!("no dump: {e}"))
    }

    fn cli(&self, words: &[&str]) {
        let mut client = Command::new("redis-cli");
        let status =
            client.arg("-s").arg(self.socket()).args(words).stdout(Stdio::null()).stderr(Stdio::null()).status();
        assert!(status.is_ok_and(|status| status.success()), "redis-cli {words:?}");
    }

    /// Ends it as a power cut would; the address stays.
    pub fn kill(&mut self) {
        self.server.end();
    }

    /// Starts it again, empty.
    ///
    /// # Panics
    /// As [`Redis::start`].
    pub fn restart(&mut self) {
        self.server.end();
        drop(std::fs::remove_file(self.socket()));
        self.server = Server::start(command(self.socket()));
        self.wait();
    }

    fn socket(&self) -> PathBuf {
        self.folder.path().join("redis.sock")
    }

    fn wait(&self) {
        let end = Instant::now() + Duration::from_secs(60);
        while UnixStream::connect(self.socket()).is_err() {
            assert!(Instant::now() < end, "Redis does not answer");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.server.end();
    }
}

fn command(socket: PathBuf) -> Command {
    let Some(path) = program("redis-server") else {
        panic!("redis-server is not installed: apt-get install redis-server");
    };
    let mut redis = Server::tied(&path);
    redis.args(["--port", "0", "--save", "", "--appendonly", "no", "--unixsocket"]).arg(socket);
    redis.stdout(Stdio::null());
    redis
}
