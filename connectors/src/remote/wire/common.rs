use serde::Deserialize;

use super::{Field, List};

/// A word: bare, or with its list and code.
#[derive(Deserialize)]
#[serde(untagged)]
pub(in crate::remote) enum Word {
    Bare(String),
    Whole { system: Option<String>, code: Option<String>, text: Option<String> },
}

/// One of the partner's further words.
#[derive(Deserialize)]
pub(in crate::remote) struct Own {
    pub(in crate::remote) system: String,
    pub(in crate::remote) version: Option<String>,
    pub(in crate::remote) code: Option<String>,
    pub(in crate::remote) text: String,
}

/// An instant, or a span.
#[derive(Deserialize)]
#[serde(untagged)]
pub(in crate::remote) enum Span {
    Instant(String),
    Whole { earliest: String, latest: String, precision: String },
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::remote) struct Name {
    pub(in crate::remote) family: Field<String>,
    pub(in crate::remote) given: List<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::remote) struct Home {
    pub(in crate::remote) lines: List<String>,
    pub(in crate::remote) postcode: Field<String>,
    pub(in crate::remote) ward: Field<String>,
    pub(in crate::remote) district: Field<String>,
}
