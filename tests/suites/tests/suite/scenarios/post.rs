//! Somebody who takes alerts.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::Value;

/// An address that alerts are posted to.
pub(crate) struct Post {
    /// `http://127.0.0.1:...`
    pub(crate) url: String,
    taken: Receiver<(Instant, String, String)>,
}

impl Post {
    /// Listens. The first `refused` posts are answered with 503.
    pub(crate) fn open(mut refused: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (give, taken) = channel();
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let mut reader = BufReader::new(&stream);
                let (mut head, mut length) = (String::new(), 0);
                loop {
                    let mut line = String::new();
                    reader.read_line(&mut line).unwrap_or_default();
                    if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                        length = value.trim().parse().unwrap_or_default();
                    }
                    head.push_str(&line);
                    if line.trim().is_empty() {
                        break;
                    }
                }
                let mut body = vec![0; length];
                reader.read_exact(&mut body).unwrap_or_default();
                let answer = if refused > 0 { "503 Service Unavailable" } else { "204 No Content" };
                refused = refused.saturating_sub(1);
                write!(&stream, "HTTP/1.1 {answer}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                    .unwrap_or_default();
                if answer.starts_with("204") {
                    drop(give.send((Instant::now(), head, String::from_utf8_lossy(&body).into_owned())));
                }
            }
        });
        Self { url, taken }
    }

    /// The next alert: how long after `since` it came, its head and its body.
    pub(crate) fn next(&self, since: Instant) -> (Duration, String, Value) {
        let (at, head, body) = self.taken.recv_timeout(Duration::from_secs(20)).expect("an alert comes");
        (at.duration_since(since), head, serde_json::from_str(&body).unwrap())
    }

    /// How many more have come.
    pub(crate) fn more(&self) -> usize {
        std::thread::sleep(Duration::from_millis(2500));
        self.taken.try_iter().count()
    }
}
