//! Errors on their way out: each becomes a code of the list, with its place and nothing else, in an order that does not
//! tell which partner was slower.

use std::cmp::Ordering;

use accord_graphql::Published;
use async_graphql::{PathSegment, Pos, ServerError, Value};
use serde::Serialize;

use super::Code;

/// A request that fails before it runs, or an answer that may not leave.
pub(super) struct Refusal {
    errors: Vec<Shown>,
}

/// One error as it leaves.
#[derive(Clone, Serialize)]
pub(super) struct Shown {
    message: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locations: Vec<Pos>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    path: Vec<PathSegment>,
    extensions: Extensions,
}

#[derive(Clone, Serialize)]
struct Extensions {
    #[serde(serialize_with = "as_text")]
    code: Code,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn as_text<S: serde::Serializer>(code: &Code, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(code.code())
}

impl From<Code> for Refusal {
    fn from(code: Code) -> Self {
        Self { errors: vec![Shown::new(code, Vec::new(), Vec::new())] }
    }
}

impl Refusal {
    /// At a place of the document.
    pub(super) fn at(code: Code, place: Pos) -> Self {
        Self { errors: vec![Shown::new(code, vec![place], Vec::new())] }
    }

    /// What the schema says against a document, before anything ran.
    pub(super) fn of_document(errors: Vec<ServerError>) -> Self {
        let mut errors: Vec<_> = errors.into_iter().map(|e| Shown::from(e, of_document)).collect();
        errors.sort_by(order);
        // A document of a thousand tokens could have a thousand mistakes: the first few say enough.
        errors.truncate(MOST_SHOWN);
        if errors.is_empty() { Code::Internal.into() } else { Self { errors } }
    }

    /// The code of its first error.
    pub(super) fn code(&self) -> Code {
        self.errors.first().map_or(Code::Internal, |e| e.extensions.code)
    }

    /// Its errors.
    pub(super) fn into_errors(self) -> Vec<Shown> {
        self.errors
    }
}

/// More mistakes than these are not listed.
const MOST_SHOWN: usize = 20;

impl Shown {
    fn new(code: Code, mut locations: Vec<Pos>, path: Vec<PathSegment>) -> Self {
        locations.sort_by_key(|p| (p.line, p.column));
        Self { message: code.message(), locations, path, extensions: Extensions { code } }
    }

    fn from(error: ServerError, or: fn(&str) -> Code) -> Self {
        let said = error.extensions.as_ref().and_then(|e| e.get("code"));
        let code = match said {
            Some(Value::String(name)) => Code::named(name).unwrap_or(Code::Internal),
            _ => or(&error.message),
        };
        // A resolver's own sentence is a constant of the schema's crate; every other text stays here.
        let sentence = error.source::<Published>().filter(|said| said.code() == code.code()).map(Published::message);
        let shown = Self::new(code, error.locations, error.path);
        Self { message: sentence.unwrap_or(shown.message), ..shown }
    }

    /// Its code.
    pub(super) const fn code(&self) -> Code {
        self.extensions.code
    }
}

/// The errors of an answer, from the resolvers: what is not in the list is `INTERNAL`.
pub(super) fn of_fields(errors: Vec<ServerError>) -> Vec<Shown> {
    let mut errors: Vec<_> = errors.into_iter().map(|e| Shown::from(e, of_field)).collect();
    errors.sort_by(order);
    errors
}

/// By path, then by code, then by place.
fn order(a: &Shown, b: &Shown) -> Ordering {
    let segments = a.path.iter().zip(&b.path).map(|(a, b)| match (a, b) {
        (PathSegment::Field(a), PathSegment::Field(b)) => a.cmp(b),
        (PathSegment::Index(a), PathSegment::Index(b)) => a.cmp(b),
        (PathSegment::Index(_), PathSegment::Field(_)) => Ordering::Less,
        (PathSegment::Field(_), PathSegment::Index(_)) => Ordering::Greater,
    });
    let path = segments.fold(Ordering::Equal, Ordering::then).then(a.path.len().cmp(&b.path.len()));
    let places = |e: &Shown| e.locations.iter().map(|p| (p.line, p.column)).collect::<Vec<_>>();
    path.then_with(|| a.code().code().cmp(b.code().code())).then_with(|| places(a).cmp(&places(b)))
}

/// How the library begins what it says against a document. Its words repeat names and values of the request and
/// suggest names of the schema; the code is all that leaves.
const OF_DOCUMENT: &[(&str, Code)] = &[
    ("Unknown field", Code::FieldUnknown),
    ("Unknown argument", Code::ArgumentUnknown),
    ("Invalid value for argument", Code::ArgumentInvalid),
    ("Invalid default value", Code::VariableInvalid),
    ("There can only be one argument", Code::ArgumentInvalid),
    ("There can only be one variable", Code::VariableInvalid),
    ("Variable ", Code::VariableInvalid),
    ("Unknown type", Code::TypeUnknown),
    ("Unknown fragment", Code::FragmentInvalid),
    ("Fragment ", Code::FragmentInvalid),
    ("Cannot spread fragment", Code::FragmentInvalid),
    ("Unknown directive", Code::DirectiveInvalid),
    ("Duplicate directive", Code::DirectiveInvalid),
    ("Directive ", Code::DirectiveInvalid),
    ("Fields ", Code::FieldsConflict),
    ("The recursion depth", Code::LimitDepth),
    ("Unknown operation", Code::OperationUnknown),
    ("Operation name required", Code::OperationUnknown),
    ("Schema is not configured", Code::OperationUnknown),
];

fn of_document(message: &str) -> Code {
    if message.starts_with("Field ") {
        return if message.contains(" argument ") { Code::ArgumentInvalid } else { Code::SelectionInvalid };
    }
    let known = OF_DOCUMENT.iter().find(|(beginning, _)| message.starts_with(beginning));
    known.map_or(Code::ValidationFailed, |(_, code)| *code)
}

/// What the library itself says in a field: a value that its scalar refuses. The rest is a mistake of ours.
fn of_field(message: &str) -> Code {
    let refused = ["Failed to parse ", "Invalid value for argument", "Variable "];
    if refused.iter().any(|beginning| message.starts_with(beginning)) { Code::InvalidInput } else { Code::Internal }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(message: &str, path: &[&str], code: Option<&str>) -> ServerError {
        let mut error = ServerError::new(message, None);
        error.path = path
            .iter()
            .map(|s| s.parse().map_or_else(|_| PathSegment::Field((*s).to_owned()), PathSegment::Index))
            .collect();
        if let Some(code) = code {
            error.extensions.get_or_insert_default().set("code", code);
            error.extensions.get_or_insert_default().set("partner", "police said Jane");
        }
        error
    }

    #[test]
    fn only_codes_of_the_list_leave_and_nothing_else_with_them() {
        let errors = of_fields(vec![
            error("partner says Jane", &["a"], Some("INVALID_ID")),
            error("Jane", &["b"], Some("HTTP_500_FROM_POLICE")),
            error("Jane", &["c"], None),
            error("Failed to parse \"Date\": Jane", &["d"], None),
        ]);
        let text = serde_json::to_string(&errors).unwrap();
        assert!(!text.contains("Jane") && !text.contains("olice"), "{text}");
        let codes: Vec<_> = errors.iter().map(|e| e.code().code()).collect();
        assert_eq!(codes, ["INVALID_ID", "INTERNAL", "INTERNAL", "INVALID_INPUT"]);
    }

    #[test]
    fn errors_leave_in_the_order_of_their_paths() {
        let of = |order: &[usize]| {
            let all = [
                error("", &["a", "2", "x"], Some("INVALID_CURSOR")),
                error("", &["a", "10", "x"], Some("INVALID_CURSOR")),
                error("", &["a"], Some("INVALID_ID")),
                error("", &["a"], Some("INVALID_CURSOR")),
                error("", &["b"], Some("INVALID_CURSOR")),
            ];
            serde_json::to_string(&of_fields(order.iter().map(|i| all[*i].clone()).collect())).unwrap()
        };
        assert_eq!(of(&[0, 1, 2, 3, 4]), of(&[4, 2, 0, 3, 1]));
        let text = of(&[4, 3, 2, 1, 0]);
        let paths: Vec<_> = [r#"["a"]"#, r#"["a",2,"x"]"#, r#"["a",10,"x"]"#, r#"["b"]"#]
            .iter()
            .map(|path| text.find(path).unwrap())
            .collect();
        assert!(paths.is_sorted(), "{text}");
    }
}
