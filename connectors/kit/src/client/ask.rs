use std::borrow::Cow;
use std::fmt::Write as _;

use accord_federation::Fault;
use reqwest::header::CONTENT_TYPE;
use reqwest::{Method, Response, Url};
use serde::Serialize;

use super::Failure;

const JSON: &str = "application/json";

/// What a refusal's body says, in a partner's own protocol. None: the status alone counts.
pub type Explain = fn(&[u8]) -> Option<Fault>;

/// One question to a partner. It only reads: it may be asked twice.
pub struct Ask {
    pub(super) method: Method,
    pub(super) place: Place,
    pub(super) query: Vec<(&'static str, String)>,
    pub(super) body: Option<Vec<u8>>,
    pub(super) content_type: &'static str,
    pub(super) accept: &'static str,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) explain: Option<Explain>,
    gone: &'static [(u16, Option<&'static str>)],
}

/// Where a question goes.
pub(super) enum Place {
    /// After the base address.
    Path(Cow<'static, str>),
    /// Word for word what the partner named, on the same server.
    Link(String),
}

impl Ask {
    /// `GET`. The path comes after the base address and begins with a slash; it holds nothing about a person.
    pub const fn get(path: &'static str) -> Self {
        Self {
            method: Method::GET,
            place: Place::Path(Cow::Borrowed(path)),
            query: Vec::new(),
            body: None,
            content_type: JSON,
            accept: JSON,
            headers: Vec::new(),
            explain: None,
            gone: &[],
        }
    }

    /// `GET` of one thing of a list: the path, a slash and the id. For ids of things alone, never of a person's record.
    /// Nothing where the id cannot be one segment of a path.
    pub fn one(path: &'static str, id: &str) -> Option<Self> {
        if id.is_empty() || id.bytes().all(|byte| byte == b'.') {
            return None;
        }
        let mut whole = format!("{path}/");
        for byte in id.bytes() {
            match byte {
                b'-' | b'.' | b'_' | b'~' => whole.push(char::from(byte)),
                byte if byte.is_ascii_alphanumeric() => whole.push(char::from(byte)),
                // Writing to a String does not fail.
                byte => write!(whole, "%{byte:02X}").unwrap_or_default(),
            }
        }
        Some(Self { place: Place::Path(Cow::Owned(whole)), ..Self::get(path) })
    }

    /// `GET` of a link that the partner gave, word for word. A link to another server is never followed: the question is
    /// then [`Fault::Broken`] before a call is made.
    pub fn link(url: impl Into<String>) -> Self {
        Self { place: Place::Link(url.into()), ..Self::get("/") }
    }

    /// `POST` of JSON, for protocols that read by POST to keep ids out of the address.
    pub fn post(path: &'static str, body: &impl Serialize) -> Self {
        Self {
            method: Method::POST,
            // A list of texts always becomes JSON; if it did not, the partner would refuse the empty body.
            body: Some(serde_json::to_vec(body).unwrap_or_default()),
            ..Self::get(path)
        }
    }

    /// `POST` of a form, for protocols that search by form to keep ids out of the address.
    pub fn form(path: &'static str, fields: &[(&str, String)]) -> Self {
        let form = reqwest::Url::parse_with_params("form:", fields).ok();
        let form = form.and_then(|url| url.query().map(str::to_owned)).unwrap_or_default();
        Self {
            method: Method::POST,
            body: Some(form.into_bytes()),
            content_type: "application/x-www-form-urlencoded",
            ..Self::get(path)
        }
    }

    /// Adds a parameter to the address. Cursors, times and limits alone; nothing about a person.
    #[must_use]
    pub fn query(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.query.push((name, value.into()));
        self
    }

    /// Adds a header of the partner's protocol; nothing about a person.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Path and parameters, as they stand in a request to a partner that dials in. It is given no links: it has no address.
    pub(super) fn path_and_query(&self) -> Result<String, Failure> {
        let Place::Path(path) = &self.place else { return Err(Failure::elsewhere()) };
        let mut url = Url::parse("http://partner.invalid").map_err(|_| Failure::BROKEN)?;
        url.set_path(path);
        if !self.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&self.query);
        }
        Ok(url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path())))
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

    /// Reads the body of a refusal, of at most 64 KiB, for what the protocol says in it.
    #[must_use]
    pub const fn explained(mut self, explain: Explain) -> Self {
        self.explain = Some(explain);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_one_segment_of_the_path_or_no_question() {
        let path = |id| match Ask::one("/services", id)?.place {
            Place::Path(path) => Some(path.into_owned()),
            Place::Link(_) => None,
        };
        assert_eq!(path("ac14-b_1").as_deref(), Some("/services/ac14-b_1"));
        assert_eq!(path("../taxonomies?x#y z").as_deref(), Some("/services/..%2Ftaxonomies%3Fx%23y%20z"));
        for id in ["", ".", ".."] {
            assert_eq!(path(id), None, "{id:?}");
        }
    }
}
