//! Failing on demand.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::http::{Ask, Reply, Sent};

/// A way to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FaultKind {
    /// Answers late.
    Slow,
    /// Never answers.
    Hang,
    /// Does what it was asked, and its answer never comes.
    LostAnswer,
    /// 401.
    Unauthorized,
    /// 503 with `Retry-After: 1`.
    Unavailable,
    /// 429 with `Retry-After: 1`.
    Throttled,
    /// 500.
    ServerError,
    /// The connection breaks in mid-body.
    Truncated,
    /// The body comes byte by byte, ten in a second.
    Drip,
    /// The connection is reset before there is an answer.
    Reset,
    /// Nobody listens: connections are refused, and those that are open break. Of the whole server, whatever the path. Ends with
    /// [`FaultKind::None`].
    Down,
    /// 200 with 9 MiB of JSON.
    Oversized,
    /// 200 with no body.
    EmptyBody,
    /// 302 to another path.
    Redirect,
    /// Numbers become texts, texts numbers, lists objects.
    WrongTypes,
    /// The next cursor leads nowhere and never ends.
    PageLoop,
    /// 200 with HTML.
    Garbage,
    /// NHS: search parameters are ignored, whatever the client prefers.
    IgnoreParameters,
    /// NHS: a row that nobody asked for.
    ForeignRow,
    /// NHS: another version of FHIR.
    WrongVersion,
    /// NHS: every entry twice.
    DuplicateEntries,
    /// NHS: the first entry has lost its resource.
    EntryWithoutResource,
    /// NHS: the next page lies on another host.
    NextElsewhere,
    /// NHS: 200 with XML.
    XmlBody,
    /// No fault; forgets the others.
    None,
}

/// What `POST /_sandbox/fault` says.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Order {
    pub(crate) kind: FaultKind,
    #[serde(default)]
    pub(crate) path_prefix: String,
    pub(crate) times: Option<usize>,
    pub(crate) delay_ms: Option<u64>,
}

/// A fault about to strike.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fault {
    pub(crate) kind: FaultKind,
    pub(crate) delay: Duration,
}

/// The faults ordered of one server; the first that fits strikes.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<Order>);

impl Faults {
    /// Takes an order.
    pub(crate) fn order(&mut self, order: Order) {
        match order.kind {
            FaultKind::None => self.0.clear(),
            // The listener's, not a request's.
            FaultKind::Down => {}
            _ => self.0.push(order),
        }
    }

    /// The fault for a path, used up once.
    pub(crate) fn strike(&mut self, path: &str) -> Option<Fault> {
        let at = self.0.iter().position(|order| path.starts_with(&order.path_prefix) && order.times != Some(0))?;
        let order = &mut self.0[at];
        order.times = order.times.map(|times| times - 1);
        let default = match order.kind {
            FaultKind::Slow => 2_000,
            // Longer than any test: the client gives up first.
            FaultKind::Hang | FaultKind::LostAnswer => 3_600_000,
            _ => 0,
        };
        Some(Fault { kind: order.kind, delay: Duration::from_millis(order.delay_ms.unwrap_or(default)) })
    }
}

impl FaultKind {
    /// The answer of a fault that needs no real one.
    pub(crate) fn before(self) -> Option<Reply> {
        Some(match self {
            Self::Unauthorized => Reply::problem(401, "unauthorized", "Unauthorized", "the token is not accepted")
                .with("www-authenticate", "Bearer error=\"invalid_token\""),
            Self::Throttled => {
                Reply::problem(429, "throttled", "Too many requests", "slow down").with("retry-after", "1")
            }
            Self::Unavailable => {
                Reply::problem(503, "unavailable", "Service unavailable", "come back").with("retry-after", "1")
            }
            Self::ServerError => Reply::problem(500, "server-error", "Internal server error", "something broke"),
            Self::Garbage => Reply::of(200, "text/html", b"<html><body>\xff\xfeProxy says no</body>".to_vec()),
            Self::Oversized => {
                Reply::of(200, "application/json", format!("{{\"x\":\"{}\"}}", "x".repeat(9 << 20)).into_bytes())
            }
            Self::EmptyBody => Reply::of(200, "application/json", Vec::new()),
            Self::Redirect => Reply::of(302, "text/html", Vec::new()).with("location", "/elsewhere"),
            Self::Reset => Reply { sent: Sent::Never, ..Reply::of(500, "text/plain", Vec::new()) },
            Self::Hang => Reply::problem(504, "server-error", "Gave up", "hung for an hour"),
            _ => return None,
        })
    }

    /// The real answer, spoilt.
    pub(crate) fn spoil(self, ask: &Ask, mut reply: Reply) -> Reply {
        let change: fn(&Ask, Value) -> Value = match self {
            Self::Truncated => {
                reply.sent = Sent::Half;
                return reply;
            }
            Self::Drip => {
                reply.sent = Sent::Dripping;
                return reply;
            }
            Self::WrongTypes => |_, value| twist(value),
            Self::PageLoop => |ask, mut value| {
                if value.get("nextCursor").is_some() {
                    let asked = ask.query.get("cursor").map_or(value["nextCursor"].clone(), |cursor| json!(cursor));
                    value["nextCursor"] = asked;
                    value["more"] = json!(true);
                }
                if value.get("last_page").is_some() {
                    value["last_page"] = json!(false);
                    value["total_pages"] = json!(1_000_000);
                }
                value
            },
            _ => return reply,
        };
        if let Ok(value) = serde_json::from_slice(&reply.body) {
            reply.body = change(ask, value).to_string().into_bytes();
        } else if self == Self::WrongTypes {
            reply.body = b"<other><shape>7</shape></other>".to_vec();
        }
        reply
    }
}

fn twist(value: Value) -> Value {
    match value {
        Value::Object(fields) => fields.into_iter().map(|(name, value)| (name, twist(value))).collect(),
        Value::Array(items) => items.into_iter().enumerate().map(|(at, item)| (at.to_string(), twist(item))).collect(),
        Value::String(text) => json!(text.len()),
        Value::Number(number) => json!(number.to_string()),
        Value::Bool(_) => json!("perhaps"),
        Value::Null => json!([]),
    }
}
