//! Everything that a question writes to the log, kept for the length of the run.

use std::fmt;
use std::fmt::Write as _;
use std::sync::Arc;

use parking_lot::Mutex;
use tracing::field::{Field, Visit};
use tracing::span;
use tracing::{Event, Metadata, Subscriber};

/// Libraries whose lines the gateway never writes, whatever they say (`telemetry` lets this project's own through). A
/// connector of a crate of its own is not among them.
const LIBRARIES: &[&str] =
    &["hyper", "reqwest", "h2", "rustls", "poem", "tokio", "tower", "mio", "sqlx", "sea_orm", "log"];

/// The lines so far.
#[derive(Clone, Default)]
pub(crate) struct Logs(Arc<Mutex<Vec<String>>>);

impl Logs {
    /// Whether a line holds this text.
    pub(crate) fn hold(&self, text: &str) -> bool {
        self.0.lock().iter().any(|line| line.contains(text))
    }

    /// How many lines there are.
    pub(crate) fn count(&self) -> usize {
        self.0.lock().len()
    }
}

struct Words<'a>(&'a mut String);

impl Visit for Words<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        // Writing to a String does not fail.
        write!(self.0, " {}={value:?}", field.name()).unwrap_or_default();
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        write!(self.0, " {}={value}", field.name()).unwrap_or_default();
    }
}

impl Subscriber for Logs {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        let first = metadata.target().split("::").next().unwrap_or_default();
        !LIBRARIES.iter().any(|library| first.starts_with(library))
    }

    fn new_span(&self, attributes: &span::Attributes<'_>) -> span::Id {
        let mut line = String::from(attributes.metadata().name());
        attributes.record(&mut Words(&mut line));
        self.0.lock().push(line);
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, values: &span::Record<'_>) {
        let mut line = String::new();
        values.record(&mut Words(&mut line));
        self.0.lock().push(line);
    }

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut line = String::from(event.metadata().target());
        event.record(&mut Words(&mut line));
        self.0.lock().push(line);
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}
