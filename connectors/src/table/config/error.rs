use std::ops::Range;
use std::path::PathBuf;

/// Why a configuration is refused: where, and what is allowed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}:{line}: {}{message}", file.display(), key_before(key))]
pub struct ConfigError {
    /// The file.
    pub file: PathBuf,
    /// Line, from 1.
    pub line: usize,
    /// The key; empty where the file cannot be read at all.
    pub key: String,
    /// What is wrong, and what is allowed.
    pub message: String,
}

fn key_before(key: &str) -> String {
    if key.is_empty() { String::new() } else { format!("`{key}`: ") }
}

/// A fault at a place of a text.
pub(super) struct Fault {
    pub(super) span: Range<usize>,
    pub(super) key: &'static str,
    pub(super) message: String,
}

impl Fault {
    pub(super) fn new(span: Range<usize>, key: &'static str, message: impl Into<String>) -> Self {
        Self { span, key, message: message.into() }
    }

    pub(super) fn at(self, file: &std::path::Path, text: &str) -> ConfigError {
        ConfigError {
            file: file.to_owned(),
            line: line_of(text, self.span.start),
            key: self.key.to_owned(),
            message: self.message,
        }
    }
}

/// The line of a byte, from 1.
pub(super) fn line_of(text: &str, byte: usize) -> usize {
    1 + text.bytes().take(byte).filter(|b| *b == b'\n').count()
}

/// What stands before `=` in a line.
pub(super) fn key_of(text: &str, line: usize) -> String {
    let line = text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
    let key = line.split_once('=').map_or(line, |(key, _)| key);
    key.trim().to_owned()
}
