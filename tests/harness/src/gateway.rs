use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A gateway that runs as a process of its own. It is killed when it is dropped.
pub struct Gateway {
    process: Child,
    /// Where it answers: `http://127.0.0.1:.../graphql`.
    pub url: String,
}

impl Gateway {
    /// Runs the command and waits until it says where it listens.
    ///
    /// # Panics
    /// Where it does not start within a minute.
    pub fn start(mut command: Command) -> Self {
        let mut process = match command.stdout(Stdio::piped()).spawn() {
            Ok(process) => process,
            Err(error) => panic!("the gateway does not start: {error}"),
        };
        let Some(stdout) = process.stdout.take() else { panic!("no standard output") };
        let (said, hears) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                let url = line.split(['"', ' ']).find(|word| word.starts_with("http://") && word.ends_with("/graphql"));
                if let Some(url) = url {
                    // The receiver goes away once it knows.
                    drop(said.send(url.to_owned()));
                }
            }
        });
        let end = Instant::now() + Duration::from_secs(60);
        loop {
            if let Ok(url) = hears.recv_timeout(Duration::from_millis(200)) {
                return Self { process, url };
            }
            let ended = process.try_wait().ok().flatten();
            assert!(ended.is_none() && Instant::now() < end, "the gateway did not start: {ended:?}");
        }
    }

    /// The address without the path.
    pub fn base(&self) -> &str {
        self.url.trim_end_matches("/graphql")
    }

    /// Tells it to stop, as a service manager does, and waits until it has. True where it ended well within a minute.
    pub fn stop(mut self) -> bool {
        let told = Command::new("kill").arg("-TERM").arg(self.process.id().to_string()).status();
        let end = Instant::now() + Duration::from_secs(60);
        while told.is_ok() && Instant::now() < end {
            if let Ok(Some(status)) = self.process.try_wait() {
                return status.success();
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        false
    }

    /// Tells it to take its changed configuration up.
    ///
    /// # Panics
    /// Where it cannot be told.
    pub fn reload(&self) {
        let told = Command::new("kill").arg("-HUP").arg(self.process.id().to_string()).status();
        assert!(told.is_ok_and(|status| status.success()), "the gateway cannot be told");
    }

    /// Whether the process still runs.
    pub fn is_alive(&mut self) -> bool {
        matches!(self.process.try_wait(), Ok(None))
    }

    /// Ends it as a power cut would.
    pub fn kill(mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}
