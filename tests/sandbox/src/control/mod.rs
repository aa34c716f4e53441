//! What tests do to a server from outside: faults, and the journal of what was asked.

mod edit;
mod fault;
mod journal;

pub use edit::{Edit, Op, Target};
pub(crate) use fault::Fault;
pub use fault::FaultKind;
use fault::{Faults, Order};
pub use journal::Entry;
use journal::Journal;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use serde_json::json;
use tokio::sync::watch;

use crate::http::{Ask, Reply};

/// Faults and journal of one server.
#[derive(Debug, Default)]
pub(crate) struct Control {
    faults: Mutex<Faults>,
    journal: Mutex<Journal>,
    open: AtomicUsize,
    down: watch::Sender<bool>,
}

/// A call that is not over: answered whole, or its caller gone.
pub(crate) struct Open<'a>(&'a AtomicUsize);

impl Drop for Open<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Control {
    /// Answers the commands that every server knows.
    pub(crate) fn command(&self, path: &str, ask: &Ask) -> Option<Reply> {
        match (ask.method.as_str(), path) {
            ("POST", "fault") => Some(match serde_json::from_slice::<Order>(&ask.body) {
                Ok(order) => {
                    self.take(order);
                    Reply::json(200, &json!({"ok": true}))
                }
                Err(error) => Reply::problem(400, "bad-request", "Not a fault", &error.to_string()),
            }),
            ("GET", "requests") => {
                let journal = self.journal.lock();
                Some(Reply::json(200, &json!({"requests": journal.entries, "tokenCalls": journal.token_calls})))
            }
            ("DELETE", "requests") => {
                self.journal.lock().clear();
                Some(Reply::json(200, &json!({"ok": true})))
            }
            _ => None,
        }
    }

    /// Forgets faults and journal.
    pub(crate) fn reset(&self) {
        *self.faults.lock() = Faults::default();
        self.down.send_replace(false);
        self.journal.lock().clear();
    }

    /// Writes a request down; its place is for [`Control::answered`].
    pub(crate) fn note(&self, ask: &Ask) -> usize {
        self.journal.lock().note(ask)
    }

    /// Writes the status down.
    pub(crate) fn answered(&self, entry: usize, status: u16) {
        self.journal.lock().answered(entry, status);
    }

    /// The fault that strikes a request, if any.
    pub(crate) fn strike(&self, path: &str) -> Option<Fault> {
        self.faults.lock().strike(path)
    }

    /// Everything asked so far.
    pub(crate) fn entries(&self) -> Vec<Entry> {
        self.journal.lock().entries.clone()
    }

    /// Forgets what was asked.
    pub(crate) fn forget_requests(&self) {
        self.journal.lock().clear();
    }

    /// How often a token was asked for.
    pub(crate) fn token_calls(&self) -> usize {
        self.journal.lock().token_calls
    }

    /// Counts a call until what it gives is dropped.
    pub(crate) fn enter(&self) -> Open<'_> {
        self.open.fetch_add(1, Ordering::Relaxed);
        Open(&self.open)
    }

    /// How many calls are not over.
    pub(crate) fn open_calls(&self) -> usize {
        self.open.load(Ordering::Relaxed)
    }

    /// Whether nobody listens.
    pub(crate) fn down(&self) -> watch::Receiver<bool> {
        self.down.subscribe()
    }

    /// Orders slowness.
    pub(crate) fn delay(&self, delay: Duration, prefix: &str, times: Option<usize>) {
        let delay_ms = u64::try_from(delay.as_millis()).ok();
        self.take(Order { kind: FaultKind::Slow, path_prefix: prefix.to_owned(), times, delay_ms });
    }

    /// Orders a fault, as `POST /_sandbox/fault` does.
    pub(crate) fn order(&self, kind: FaultKind, prefix: &str, times: Option<usize>) {
        self.take(Order { kind, path_prefix: prefix.to_owned(), times, delay_ms: None });
    }

    fn take(&self, order: Order) {
        match order.kind {
            FaultKind::Down => drop(self.down.send_replace(true)),
            FaultKind::None => drop(self.down.send_replace(false)),
            _ => {}
        }
        self.faults.lock().order(order);
    }
}
