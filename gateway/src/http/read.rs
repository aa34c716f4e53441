//! Step 1: from bytes to a GraphQL request. Nothing of what is wrong is repeated in the error.

use std::time::Duration;

use poem::Body;
use poem::error::ReadBodyError;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::Code;

/// How long a body may take to arrive.
const BODY_PATIENCE: Duration = Duration::from_secs(10);

/// A GraphQL request, as it came (GraphQL over HTTP, "Request parameters"). Unknown keys are ignored, as asked there; a
/// key that comes twice is refused, because two readers could read it differently.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Ask {
    pub(super) query: String,
    #[serde(default)]
    pub(super) operation_name: Option<String>,
    #[serde(default)]
    pub(super) variables: Option<Map<String, Value>>,
    #[serde(default)]
    #[expect(dead_code, reason = "checked for its type; no extension is offered")]
    pub(super) extensions: Option<Map<String, Value>>,
}

/// Reads the body, to its limit.
pub(super) async fn body(body: Body, limit_bytes: usize) -> Result<Ask, Code> {
    let bytes = tokio::time::timeout(BODY_PATIENCE, body.into_bytes_limit(limit_bytes));
    let bytes = bytes.await.map_err(|_| Code::BodySlow)?.map_err(|e| match e {
        ReadBodyError::PayloadTooLarge => Code::BodyTooLarge,
        _ => Code::BodyInvalid,
    })?;
    ask(&bytes)
}

fn ask(bytes: &[u8]) -> Result<Ask, Code> {
    let first = bytes.iter().find(|b| !b.is_ascii_whitespace());
    if first == Some(&b'[') {
        return Err(Code::BatchRefused);
    }
    serde_json::from_slice(bytes).map_err(|e| if e.is_data() { Code::RequestInvalid } else { Code::BodyInvalid })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_a_request_or_has_a_code() {
        let code = |text: &str| ask(text.as_bytes()).err();
        assert_eq!(code(r#"{"query": "{a}", "variables": null, "operationName": null, "extensions": null}"#), None);
        assert_eq!(code(r#"{"query": "{a}", "other": [1]}"#), None);
        for (text, expected) in [
            ("", Code::BodyInvalid),
            ("{\"query", Code::BodyInvalid),
            ("{\"query\": \"{a}\"} x", Code::BodyInvalid),
            (" [{\"query\": \"{a}\"}]", Code::BatchRefused),
            ("[]", Code::BatchRefused),
            ("null", Code::RequestInvalid),
            ("\"{a}\"", Code::RequestInvalid),
            ("{}", Code::RequestInvalid),
            (r#"{"query": 1}"#, Code::RequestInvalid),
            (r#"{"query": null}"#, Code::RequestInvalid),
            (r#"{"query": "{a}", "query": "{b}"}"#, Code::RequestInvalid),
            (r#"{"query": "{a}", "variables": []}"#, Code::RequestInvalid),
            (r#"{"query": "{a}", "variables": "x"}"#, Code::RequestInvalid),
            (r#"{"query": "{a}", "operationName": 1}"#, Code::RequestInvalid),
            (r#"{"query": "{a}", "extensions": []}"#, Code::RequestInvalid),
        ] {
            assert_eq!(code(text), Some(expected), "{text}");
        }
        assert_eq!(ask(b"{\"query\": \"\xff\"}").err(), Some(Code::BodyInvalid));
        assert_eq!(
            ask(format!("{{\"query\":\"a\",\"variables\":{{\"x\":{}}}}}", "[".repeat(60_000)).as_bytes()).err(),
            Some(Code::BodyInvalid)
        );
    }
}
