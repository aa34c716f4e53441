//! The last step: the only place that writes an answer. Data leaves as `Released` or as `Public`, never otherwise.

use accord_consent::Released;
use poem::Response;
use poem::http::header::{ALLOW, CONTENT_TYPE, WWW_AUTHENTICATE};
use poem::http::{HeaderValue, StatusCode};
use serde::Serialize;

use super::Code;
use super::accept::Media;
use super::errors::{Refusal, Shown};
use super::screen::Plan;

/// An answer, serialised: bytes and how it went.
pub(super) struct Reply {
    bytes: Vec<u8>,
    /// The first error, if there is one.
    first: Option<Code>,
    has_data: bool,
}

/// An answer of public roots alone. It is made without a session, and nothing about a person can be had without one.
pub(super) struct Public(Reply);

impl Public {
    /// The answer to a plan that selects public roots alone; of any other, nothing leaves.
    pub(super) fn new(plan: &Plan, reply: Reply) -> Result<Self, Code> {
        if plan.is_public { Ok(Self(reply)) } else { Err(Code::Internal) }
    }
}

/// What may leave.
pub(super) enum Leaving {
    /// Data, after the log is durable and consent has been checked.
    Released(Box<Released<Reply>>),
    /// Data of public roots alone.
    Public(Public),
    /// Codes, and no data.
    Refused(Refusal),
}

impl From<Code> for Leaving {
    fn from(code: Code) -> Self {
        Self::Refused(code.into())
    }
}

#[derive(Serialize)]
struct Body<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a async_graphql::Value>,
    #[serde(skip_serializing_if = "<[Shown]>::is_empty")]
    errors: &'a [Shown],
}

impl Reply {
    /// An answer with its field errors.
    pub(super) fn new(data: &async_graphql::Value, errors: &[Shown]) -> Result<Self, Code> {
        let bytes = serde_json::to_vec(&Body { data: Some(data), errors }).map_err(|_| Code::Internal)?;
        let has_data = *data != async_graphql::Value::Null;
        Ok(Self { bytes, first: errors.first().map(Shown::code), has_data })
    }

    fn write(self, media: Media) -> (Response, &'static str) {
        let failed = self.first.filter(|_| !self.has_data && media == Media::GraphqlResponse);
        let status = failed.map_or(StatusCode::OK, status);
        (body(status, media, self.bytes), self.first.map_or("OK", Code::code))
    }
}

/// Writes what leaves, and its code for the log.
pub(super) fn write(leaving: Leaving, media: Media) -> (Response, &'static str) {
    match leaving {
        Leaving::Released(released) => released.into_inner().write(media),
        Leaving::Public(public) => public.0.write(media),
        Leaving::Refused(refusal) => refuse(refusal, media),
    }
}

/// Writes an error without data.
pub(super) fn refuse(refusal: Refusal, media: Media) -> (Response, &'static str) {
    let code = refusal.code();
    let well_formed = code.is_of_document() && media == Media::Json;
    let errors = refusal.into_errors();
    let bytes = serde_json::to_vec(&Body { data: None, errors: &errors }).unwrap_or_default();
    let mut response = body(if well_formed { StatusCode::OK } else { status(code) }, media, bytes);
    let header = match code {
        Code::Unauthenticated => Some((WWW_AUTHENTICATE, "Bearer realm=\"accord\"")),
        Code::MethodNotAllowed => Some((ALLOW, "POST")),
        _ => None,
    };
    if let Some((name, value)) = header {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    (response, code.code())
}

fn status(code: Code) -> StatusCode {
    StatusCode::from_u16(code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

fn body(status: StatusCode, media: Media, bytes: Vec<u8>) -> Response {
    Response::builder().status(status).header(CONTENT_TYPE, media.content_type()).body(bytes)
}
