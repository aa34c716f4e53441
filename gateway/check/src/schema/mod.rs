//! The schema that a partner publishes: an `OpenAPI` description (3.0 or 3.1, JSON or YAML), or a FHIR
//! `CapabilityStatement`. What is found is told in the schema's own words, never in those of an answer.

mod capabilities;
mod openapi;

use std::collections::BTreeSet;

use serde_json::Value;

use crate::wire::Call;
use capabilities::Capabilities;
use openapi::OpenApi;

/// A published schema.
pub(crate) enum Schema {
    OpenApi(OpenApi),
    Capabilities(Capabilities),
}

impl Schema {
    /// Reads JSON or YAML. None where it is neither kind of schema.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let text = text.trim_start_matches('\u{feff}');
        let value: Value = serde_json::from_str(text).ok().or_else(|| serde_saphyr::from_str(text).ok())?;
        if value.get("resourceType").and_then(Value::as_str) == Some("CapabilityStatement") {
            return Some(Self::Capabilities(Capabilities::of(&value)));
        }
        let version = value.get("openapi").and_then(Value::as_str)?;
        ["3.0", "3.1"].iter().any(|known| version.starts_with(known)).then(|| Self::OpenApi(OpenApi::of(value)))
    }

    /// What a call asks that the schema does not describe. `base`: the path of the partner's address.
    pub(crate) fn undescribed(&self, call: &Call, base: &str) -> BTreeSet<String> {
        match self {
            Self::OpenApi(schema) => schema.undescribed(call, base),
            Self::Capabilities(schema) => schema.undescribed(call, base),
        }
    }

    /// Where an answer is not what the schema describes.
    ///
    /// # Errors
    /// Where the schema itself cannot be used.
    pub(crate) fn unlike(&self, call: &Call, base: &str) -> Result<BTreeSet<String>, String> {
        match self {
            Self::OpenApi(schema) => schema.unlike(call, base),
            Self::Capabilities(schema) => Ok(schema.unlike(call)),
        }
    }
}

/// Path and question of a call, decoded.
struct Asked {
    path: String,
    names: Vec<String>,
}

impl Asked {
    fn of(call: &Call) -> Self {
        let (path, query) = call.target.split_once('?').unwrap_or((&call.target, ""));
        Self { path: path.to_owned(), names: names(query.as_bytes()) }
    }

    /// The path below the partner's address.
    fn below(&self, base: &str) -> &str {
        self.path.strip_prefix(base.trim_end_matches('/')).unwrap_or(&self.path)
    }
}

/// The names of a form, or of a query.
fn names(form: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(form);
    let url = reqwest::Url::parse(&format!("http://partner.invalid/?{text}"));
    url.map(|url| url.query_pairs().map(|(name, _)| name.into_owned()).collect()).unwrap_or_default()
}
