//! A server that lives no longer than the test that started it, however the test ends.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;

/// A running server.
pub(crate) struct Server {
    process: Child,
    /// Dropped with the server; the thread that started it then ends.
    _keeper: mpsc::Sender<()>,
}

impl Server {
    /// A command that is ended with the process that started it, and runs as the user that [`as_user`] names.
    pub(crate) fn command(program: &Path) -> Command {
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "QUIT"]);
        if let Some(user) = as_user() {
            command.args(["--reuid", user, "--regid", user, "--init-groups"]);
        }
        command.arg("--").arg(program).current_dir("/");
        command
    }

    /// As [`Server::command`], as the user who runs the tests.
    pub(crate) fn tied(program: &Path) -> Command {
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "KILL", "--"]).arg(program);
        command
    }

    /// Starts it. The kernel ties a child to the thread that made it, not to the process: a thread of its own stays
    /// until the server is dropped.
    pub(crate) fn start(mut command: Command) -> Self {
        command.stdin(Stdio::null()).stderr(Stdio::null());
        let (keeper, kept) = mpsc::channel();
        let (made, makes) = mpsc::channel();
        std::thread::spawn(move || {
            // Nobody asks for the child where the test has ended meanwhile.
            drop(made.send(command.spawn()));
            while kept.recv().is_ok() {}
        });
        match makes.recv() {
            Ok(Ok(process)) => Self { process, _keeper: keeper },
            Ok(Err(error)) => panic!("the server does not start: {error}"),
            Err(error) => panic!("the server does not start: {error}"),
        }
    }

    /// The first line it prints, where its output was piped; none where it ends before.
    pub(crate) fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        let read = BufReader::new(self.process.stdout.take()?).read_line(&mut line).ok()?;
        (read > 0).then_some(line)
    }

    /// Ends it at once.
    pub(crate) fn end(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// Where a program of this name lies in `PATH`.
pub(crate) fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// The user that PostgreSQL runs as, where the tests run as root.
pub(crate) fn as_user() -> Option<&'static str> {
    use std::os::unix::fs::MetadataExt as _;
    let root = std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0);
    root.then_some("postgres")
}
