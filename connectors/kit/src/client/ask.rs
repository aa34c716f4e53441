use reqwest::header::CONTENT_TYPE;
use reqwest::{Method, Response};
use serde::Serialize;

const JSON: &str = "application/json";

/// One question to a partner. It only reads: it may be asked twice.
pub struct Ask {
    pub(super) method: Method,
    pub(super) path: &'static str,
    pub(super) query: Vec<(&'static str, String)>,
    pub(super) body: Option<Vec<u8>>,
    pub(super) accept: &'static str,
    gone: &'static [(u16, Option<&'static str>)],
}

impl Ask {
    /// `GET`. The path comes after the base address and begins with a slash; it holds nothing about a person.
    pub const fn get(path: &'static str) -> Self {
        Self { method: Method::GET, path, query: Vec::new(), body: None, accept: JSON, gone: &[] }
    }

    /// `POST` of JSON, for protocols that read by POST to keep ids out of the address.
    pub fn post(path: &'static str, body: &impl Serialize) -> Self {
        Self {
            method: Method::POST,
            path,
            query: Vec::new(),
            // A list of texts always becomes JSON; if it did not, the partner would refuse the empty body.
            body: Some(serde_json::to_vec(body).unwrap_or_default()),
            accept: JSON,
            gone: &[],
        }
    }

    /// Adds a parameter to the address. Cursors, times and limits alone; nothing about a person.
    #[must_use]
    pub fn query(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.query.push((name, value.into()));
        self
    }

    /// The media types that the answer may have. `application/json` where nothing is said.
    #[must_use]
    pub const fn accept(mut self, media_types: &'static str) -> Self {
        self.accept = media_types;
        self
    }

    /// Statuses, each with a media type where that matters, by which this partner says that something of what was asked
    /// for is not there. They become [`accord_federation::Fault::Stale`]: not asked again, and no mark against the
    /// partner's health.
    #[must_use]
    pub const fn gone_on(mut self, answers: &'static [(u16, Option<&'static str>)]) -> Self {
        self.gone = answers;
        self
    }

    /// Whether this answer is one of [`Ask::gone_on`].
    pub(super) fn says_gone(&self, response: &Response) -> bool {
        let media = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        self.gone.iter().any(|(status, wanted)| {
            *status == response.status().as_u16() && wanted.is_none_or(|wanted| media.starts_with(wanted))
        })
    }
}
