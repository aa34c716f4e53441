//! A kept conversation with a partner's test system. It holds records; it never holds a credential.

use serde::{Deserialize, Serialize};

use super::Call;

/// One question and its answer. Headers are left out, but for the answer's type: credentials live in headers.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exchange {
    /// A call for a token: what was sent and what was given is not kept.
    token: bool,
    method: String,
    target: String,
    question: String,
    /// The status.
    pub(super) status: u16,
    /// The answer's media type.
    pub(super) content_type: String,
    answer: String,
}

impl Exchange {
    pub(super) fn of(call: &Call, status: u16, content_type: &str, answer: &[u8]) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        // A token call is played as one that gives a token of no worth.
        let (target, question, answer) = if call.token {
            let path = call.target.split('?').next().unwrap_or_default().to_owned();
            let given = if status == 200 {
                r#"{"access_token":"replayed","token_type":"Bearer","expires_in":3600}"#
            } else {
                "{}"
            };
            (path, String::new(), given.to_owned())
        } else {
            (call.target.clone(), text(&call.body), text(answer))
        };
        let (method, content_type) = (call.method.clone(), content_type.to_owned());
        Self { token: call.token, method, target, question, status, content_type, answer }
    }

    pub(super) fn reply_bytes(&self) -> Vec<u8> {
        self.answer.clone().into_bytes()
    }

    fn answers(&self, call: &Call) -> bool {
        if self.token || call.token {
            return self.token == call.token;
        }
        self.method == call.method && self.target == call.target && self.question == String::from_utf8_lossy(&call.body)
    }
}

/// A recorded conversation. No `Debug`: it holds what the partner's test system said.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cassette {
    /// Version of this format.
    #[serde(default = "version")]
    version: u8,
    exchanges: Vec<Exchange>,
}

const fn version() -> u8 {
    1
}

/// A cassette that cannot be read. It holds no line of the file.
#[derive(Debug, thiserror::Error)]
#[error("not a cassette of this version")]
pub struct CassetteError;

impl Cassette {
    /// Reads what [`Cassette::to_json`] wrote.
    pub fn read(text: &str) -> Result<Self, CassetteError> {
        let read: Self = serde_json::from_str(text).map_err(|_| CassetteError)?;
        if read.version == version() { Ok(read) } else { Err(CassetteError) }
    }

    /// As a file.
    pub fn to_json(&self) -> String {
        let whole = Self { version: version(), exchanges: self.exchanges.clone() };
        // Texts and numbers always become JSON.
        serde_json::to_string_pretty(&whole).unwrap_or_default()
    }

    /// How many exchanges it holds.
    pub const fn len(&self) -> usize {
        self.exchanges.len()
    }

    /// Whether it holds none.
    pub const fn is_empty(&self) -> bool {
        self.exchanges.is_empty()
    }

    /// Keeps one exchange; one that is there already is not kept twice.
    pub(super) fn keep(&mut self, one: Exchange) {
        let same = |known: &Exchange| {
            known.token == one.token
                && known.method == one.method
                && known.target == one.target
                && known.question == one.question
        };
        if let Some(known) = self.exchanges.iter_mut().find(|known| same(known)) {
            // A partner that was asked too much once is not kept as one that never answers.
            if one.status < 400 || known.status >= 400 {
                *known = one;
            }
        } else {
            self.exchanges.push(one);
        }
    }

    /// The answer to this question.
    pub(super) fn find(&self, call: &Call) -> Option<Exchange> {
        self.exchanges.iter().find(|one| one.answers(call)).cloned()
    }
}
