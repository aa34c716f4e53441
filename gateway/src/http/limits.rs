use serde::Deserialize;

use super::Code;
use super::measure::Measure;

/// What a request may cost. Each is checked before anything runs.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Bytes of a body.
    pub body_bytes: usize,
    /// Tokens of a document.
    pub tokens: usize,
    /// Levels of nested fields.
    pub depth: usize,
    /// Aliases of an operation, fragments written out.
    pub aliases: usize,
    /// Fields at the root of an operation.
    pub root_fields: usize,
    /// Fields of one selection.
    pub breadth: usize,
    /// Directives in one place.
    pub directives: usize,
    /// Fields of the answer, lists counted by their `first`.
    pub cost: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 64 * 1024,
            tokens: 1_000,
            depth: 10,
            aliases: 15,
            root_fields: 10,
            breadth: 100,
            directives: 4,
            cost: 20_000,
        }
    }
}

/// The depth of the introspection query that tools send, with some room.
const INTROSPECTION_DEPTH: usize = 20;

impl Limits {
    /// The first limit that an operation breaks.
    pub(super) fn broken_by(&self, measure: &Measure, introspects: bool) -> Option<Code> {
        let depth = if introspects { INTROSPECTION_DEPTH } else { self.depth };
        let checks = [
            (measure.root_fields > self.root_fields, Code::LimitRootFields),
            (measure.depth > depth, Code::LimitDepth),
            (measure.aliases > self.aliases, Code::LimitAliases),
            (measure.directives > self.directives, Code::LimitDirectives),
            (measure.breadth > self.breadth, Code::LimitBreadth),
            (measure.cost > self.cost, Code::LimitCost),
        ];
        checks.into_iter().find_map(|(broken, code)| broken.then_some(code))
    }
}
