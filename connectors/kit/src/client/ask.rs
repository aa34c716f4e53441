use reqwest::Method;
use serde::Serialize;

/// One question to a partner. It only reads: it may be asked twice.
pub struct Ask {
    pub(super) method: Method,
    pub(super) path: &'static str,
    pub(super) query: Vec<(&'static str, String)>,
    pub(super) body: Option<Vec<u8>>,
}

impl Ask {
    /// `GET`. The path comes after the base address and begins with a slash; it holds nothing about a person.
    pub const fn get(path: &'static str) -> Self {
        Self { method: Method::GET, path, query: Vec::new(), body: None }
    }

    /// `POST` of JSON, for protocols that read by POST to keep ids out of the address.
    pub fn post(path: &'static str, body: &impl Serialize) -> Self {
        Self {
            method: Method::POST,
            path,
            query: Vec::new(),
            // A list of texts always becomes JSON; if it did not, the partner would refuse the empty body.
            body: Some(serde_json::to_vec(body).unwrap_or_default()),
        }
    }

    /// Adds a parameter to the address. Cursors, times and limits alone; nothing about a person.
    #[must_use]
    pub fn query(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.query.push((name, value.into()));
        self
    }
}
