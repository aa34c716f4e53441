//! Partners that dial in: they fetch their questions here and post the answers (`docs/connector-protocol.yaml`, dial-out).
//!
//! The rules of GraphQL requests do not apply: no purpose, no document, no viewer. A partner shows its own secret and gets its own
//! questions alone. What it posts is as trustworthy as what it would answer if it were called, and is read by the same connector.

use std::time::Duration;

use accord_connector_kit::{Doors, Mailbox, Question, Reply};
use poem::error::ReadBodyError;
use poem::http::header::AUTHORIZATION;
use poem::http::{HeaderMap, Method, StatusCode};
use poem::{Request, Response};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::http::Code;

/// How long a call waits for a question: shorter than what proxies on the way allow.
const WAIT: Duration = Duration::from_secs(25);
/// How long an answer may take to arrive.
const BODY_PATIENCE: Duration = Duration::from_secs(10);
/// What stands around an answer's body.
const AROUND_BODY: usize = 1_024;

/// A question as it leaves.
#[derive(Serialize)]
struct Asked {
    id: Uuid,
    method: String,
    path: String,
    body: Option<Value>,
}

/// An answer as it comes. What a newer program says beside it is ignored.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answered {
    status: u16,
    #[serde(default)]
    retry_after: Option<u32>,
    #[serde(default)]
    body: Value,
}

/// Answers a call under `/connectors/`.
pub(crate) async fn answer(doors: &Doors, request: Request) -> Result<Response, Code> {
    let path = request.uri().path().to_owned();
    let mut parts = path.trim_start_matches("/connectors/").split('/');
    let partner = parts.next().unwrap_or_default();
    let call = match (parts.next(), parts.next(), parts.next()) {
        (Some("next"), None, None) => None,
        (Some("answers"), Some(id), None) => Some(id.to_owned()),
        _ => return Err(Code::PathUnknown),
    };
    if *request.method() != Method::POST {
        return Err(Code::MethodNotAllowed);
    }
    // Before anything of the call is read: a stranger gets no further.
    let mailbox = bearer(request.headers()).and_then(|token| doors.admit(partner, token));
    let mailbox = mailbox.ok_or(Code::Unauthenticated)?;
    match call {
        None => next(&mailbox).await,
        Some(id) => taken(&mailbox, &id, request).await,
    }
}

/// The one token that a call shows.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut all = headers.get_all(AUTHORIZATION).iter();
    let (one, another) = (all.next()?, all.next());
    let (scheme, token) = one.to_str().ok()?.split_once(' ')?;
    (another.is_none() && scheme.eq_ignore_ascii_case("bearer")).then_some(token)
}

async fn next(mailbox: &Mailbox) -> Result<Response, Code> {
    let question = mailbox.next(WAIT).await.map_err(|_| Code::PollersTooMany)?;
    let Some(Question { id, method, path, body }) = question else { return Ok(nothing()) };
    // Our own question: always JSON.
    let body = body.map(|bytes| serde_json::from_slice(&bytes)).transpose().map_err(|_| Code::Internal)?;
    let asked = serde_json::to_vec(&Asked { id, method, path, body }).map_err(|_| Code::Internal)?;
    Ok(Response::builder().status(StatusCode::OK).content_type("application/json").body(asked))
}

async fn taken(mailbox: &Mailbox, id: &str, mut request: Request) -> Result<Response, Code> {
    // Nothing is read that nobody waits for.
    let id = id.parse().ok().filter(|id| mailbox.awaits(*id)).ok_or(Code::AnswerUnknown)?;
    let limit = mailbox.max_answer_bytes().saturating_add(AROUND_BODY);
    let bytes = tokio::time::timeout(BODY_PATIENCE, request.take_body().into_bytes_limit(limit));
    let bytes = bytes.await.map_err(|_| Code::BodySlow)?.map_err(|error| match error {
        ReadBodyError::PayloadTooLarge => Code::BodyTooLarge,
        _ => Code::BodyInvalid,
    })?;
    let answered: Answered = serde_json::from_slice(&bytes).map_err(|_| Code::BodyInvalid)?;
    let body = serde_json::to_vec(&answered.body).map_err(|_| Code::BodyInvalid)?;
    let reply = Reply { status: answered.status, retry_after: answered.retry_after, body };
    if mailbox.answer(id, reply) { Ok(nothing()) } else { Err(Code::AnswerUnknown) }
}

fn nothing() -> Response {
    Response::builder().status(StatusCode::NO_CONTENT).finish()
}
