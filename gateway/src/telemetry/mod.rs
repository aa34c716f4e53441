//! Log lines. What is never in one: docs/logging.md.

mod line;

use std::panic;

use serde::Deserialize;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

pub(crate) use line::{Line, request_id};

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// One JSON object a line.
    Json,
    /// For people.
    Pretty,
}

/// The least serious line that is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Something failed.
    Error,
    /// Something failed and the gateway went on.
    Warn,
    /// One line a request.
    Info,
    /// More.
    Debug,
}

impl From<Level> for LevelFilter {
    fn from(level: Level) -> Self {
        match level {
            Level::Error => Self::ERROR,
            Level::Warn => Self::WARN,
            Level::Info => Self::INFO,
            Level::Debug => Self::DEBUG,
        }
    }
}

/// Begins to write log lines to standard error. Only this project's own lines are written: a library's line may hold an
/// address, a header or a statement, and no setting lets one through. Twice is the same as once.
pub fn init(format: Format, level: Level) {
    let ours = Targets::new().with_target("accord", LevelFilter::from(level));
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let layer = match format {
        Format::Json => lines.json().flatten_event(true).with_current_span(false).with_span_list(false).boxed(),
        Format::Pretty => lines.boxed(),
    };
    if tracing_subscriber::registry().with(layer.with_filter(ours)).try_init().is_ok() {
        panic::set_hook(Box::new(|info| {
            // Where, never what: a panic's message may hold a value.
            let place = info.location();
            tracing::error!(
                code = "PANIC",
                file = place.map_or("", panic::Location::file),
                line = place.map_or(0, panic::Location::line),
                "a task panicked"
            );
        }));
    }
}
