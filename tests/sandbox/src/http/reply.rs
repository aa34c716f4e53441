//! An answer, still in one piece so that a fault can spoil it.

use std::time::Duration;

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use poem::http::StatusCode;
use serde_json::{Value, json};

/// One answer.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
    pub(crate) sent: Sent,
}

/// How much of an answer arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sent {
    /// All of it.
    Whole,
    /// Half of its body: then the connection breaks.
    Half,
    /// All of it, ten bytes in a second.
    Dripping,
    /// Nothing: the connection is reset.
    Never,
}

impl Reply {
    /// JSON.
    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self::of(status, "application/json", body.to_string().into_bytes())
    }

    /// Anything.
    pub(crate) fn of(status: u16, content_type: &str, body: Vec<u8>) -> Self {
        Self { status, headers: vec![("content-type", content_type.to_owned())], body, sent: Sent::Whole }
    }

    /// A problem as in RFC 9457.
    pub(crate) fn problem(status: u16, kind: &str, title: &str, detail: &str) -> Self {
        let body = json!({
            "type": format!("https://police.example/problems/{kind}"),
            "title": title,
            "status": status,
            "detail": detail,
        });
        Self::of(status, "application/problem+json", body.to_string().into_bytes())
    }

    /// Nothing here.
    pub(crate) fn not_found() -> Self {
        Self::problem(404, "not-found", "Not found", "no such thing")
    }

    /// The same with one more header.
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The answer for poem.
    pub(crate) fn into_response(self) -> poem::Response {
        let mut builder = poem::Response::builder().status(StatusCode::from_u16(self.status).unwrap_or_default());
        for (name, value) in self.headers {
            builder = builder.header(name, value);
        }
        // Promises all of the body, however much of it is sent.
        let promised = builder.header("content-length", self.body.len());
        match self.sent {
            Sent::Whole | Sent::Never => promised.body(self.body),
            Sent::Half => promised.body(half(self.body)),
            Sent::Dripping => promised.body(dripping(self.body)),
        }
    }
}

fn half(mut body: Vec<u8>) -> poem::Body {
    body.truncate(body.len() / 2);
    let first = stream::once(async move { Ok(Bytes::from(body)) });
    let then = stream::once(async {
        // Long enough for the first half to be on its way.
        tokio::time::sleep(Duration::from_millis(50)).await;
        Err(std::io::Error::other("broken on purpose"))
    });
    poem::Body::from_bytes_stream(first.chain(then))
}

fn dripping(body: Vec<u8>) -> poem::Body {
    let drops = stream::iter(body).then(|byte| async move {
        tokio::time::sleep(Duration::from_millis(100)).await;
        Ok::<_, std::io::Error>(Bytes::copy_from_slice(&[byte]))
    });
    poem::Body::from_bytes_stream(drops)
}
