//! What the proxy does to an answer.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use super::Call;

/// Which calls a plan strikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Strikes {
    /// Questions about records.
    Data,
    /// Calls for a token.
    Token,
}

/// A change of an answer's JSON; the request is at hand. False where there was nothing to change.
pub(crate) type Edit = Arc<dyn Fn(&mut Value, &Call) -> bool + Send + Sync>;
/// A change of an answer's bytes.
pub(crate) type Rewrite = Arc<dyn Fn(Vec<u8>) -> Vec<u8> + Send + Sync>;

/// One way to spoil an answer.
#[derive(Clone)]
pub(crate) enum Spoil {
    /// Never answers.
    Hang,
    /// The first bytes come at once, the others one by one.
    Drip,
    /// Answers late, and rightly.
    Late(Duration),
    /// Another status, with these headers and this body; the partner is not asked.
    Instead { status: u16, headers: Vec<(&'static str, String)>, body: Vec<u8> },
    /// The connection breaks in the middle of the body.
    Cut,
    /// The connection breaks before the first byte of the body.
    Reset,
    /// The JSON is another.
    Edit(Edit),
    /// The bytes are others, and these headers stand beside them.
    Rewrite { headers: Vec<(&'static str, String)>, rewrite: Rewrite },
}

impl Spoil {
    pub(crate) fn instead(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self::Instead { status, headers: vec![("content-type", "application/json".to_owned())], body: body.into() }
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        if let Self::Instead { headers, .. } | Self::Rewrite { headers, .. } = &mut self {
            headers.retain(|(known, _)| *known != name);
            headers.push((name, value.into()));
        }
        self
    }

    pub(crate) fn edit(edit: impl Fn(&mut Value, &Call) -> bool + Send + Sync + 'static) -> Self {
        Self::Edit(Arc::new(edit))
    }

    pub(crate) fn rewrite(rewrite: impl Fn(Vec<u8>) -> Vec<u8> + Send + Sync + 'static) -> Self {
        Self::Rewrite { headers: Vec::new(), rewrite: Arc::new(rewrite) }
    }
}

/// A spoiling, of which calls, and how often.
pub(crate) struct Plan {
    pub(crate) strikes: Strikes,
    /// Calls that pass before the first is struck.
    pub(crate) after: usize,
    /// Calls that are struck.
    pub(crate) times: usize,
    pub(crate) spoil: Spoil,
}

impl Plan {
    /// The spoiling for the next call, if it is struck.
    pub(super) fn next(&mut self, strikes: Strikes) -> Option<Spoil> {
        if self.strikes != strikes || self.times == 0 {
            return None;
        }
        if self.after > 0 {
            self.after -= 1;
            return None;
        }
        self.times -= 1;
        Some(self.spoil.clone())
    }
}
