//! A FHIR search as it was asked: which parameters this server knows, and what becomes of the others.

use jiff::civil::Date;
use jiff::{Span, Timestamp};

use super::outcome::{invalid, refuse};
use crate::http::Reply;

/// How many ids `_id` may name, and how many rows a page may hold.
pub(crate) const CAP: usize = 100;
const PAGE: usize = 50;

/// `_include`s: type, parameter, element.
const INCLUDES: &[(&str, &str, &str)] = &[
    ("Flag", "subject", "subject"),
    ("ServiceRequest", "subject", "subject"),
    ("ServiceRequest", "performer", "performer"),
    ("ServiceRequest", "requester", "requester"),
    ("Task", "focus", "focus"),
    ("Encounter", "subject", "subject"),
    ("Condition", "subject", "subject"),
    ("Consent", "patient", "patient"),
];

/// One search.
#[derive(Clone, Debug, Default)]
pub(crate) struct Query {
    pub(crate) filters: Vec<Filter>,
    /// Rows of a page.
    pub(crate) count: usize,
    /// Elements asked for; all when none.
    pub(crate) elements: Option<Vec<String>>,
    /// Elements whose references come along.
    pub(crate) includes: Vec<&'static str>,
    /// Tasks of the matches come along.
    pub(crate) tasks: bool,
    /// Consents of the matches come along.
    pub(crate) consents: bool,
    /// By `_lastUpdated`, oldest first, instead of by id.
    pub(crate) by_update: bool,
    /// What was understood: for the `self` link.
    pub(crate) used: Vec<(String, String)>,
}

/// One condition on a resource; the values of a list are alternatives.
#[derive(Clone, Debug)]
pub(crate) enum Filter {
    Id(Vec<String>),
    /// From the first moment on, before the second.
    Updated(Option<Timestamp>, Option<Timestamp>),
    /// An element and `system|code`s.
    Token(&'static str, Vec<String>),
    /// An element and references.
    Reference(&'static str, Vec<String>),
}

/// How a server treats what it does not know.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Manners {
    /// `Prefer: handling=strict`.
    pub(crate) strict: bool,
    /// By fault: every condition is ignored, also under strict.
    pub(crate) deaf: bool,
}

/// Reads the parameters of a search for resources of a type.
pub(crate) fn read(kind: &str, pairs: &[(String, String)], manners: Manners) -> Result<Query, Reply> {
    let mut query = Query { count: PAGE, ..Query::default() };
    for (name, value) in pairs {
        if control(&mut query, kind, name, value, manners)? {
            query.used.push((name.clone(), value.clone()));
            continue;
        }
        match filter(kind, name, value)? {
            Some(filter) if !manners.deaf => {
                query.filters.push(filter);
                query.used.push((name.clone(), value.clone()));
            }
            None if manners.strict && !manners.deaf => {
                return Err(refuse(
                    400,
                    "not-supported",
                    "REC_BAD_REQUEST",
                    &format!("Unknown search parameter {name}"),
                ));
            }
            // The trap: what is not understood restricts nothing.
            _ => {}
        }
    }
    Ok(query)
}

/// Parameters about the answer; false for one that is none of them.
fn control(query: &mut Query, kind: &str, name: &str, value: &str, manners: Manners) -> Result<bool, Reply> {
    match name {
        "_count" => {
            let count: usize = value.parse().map_err(|_| invalid("_count must be a number"))?;
            query.count = count.min(CAP);
        }
        "_elements" => query.elements = Some(value.split(',').map(|name| name.trim().to_owned()).collect()),
        "_include" => match INCLUDES.iter().find(|(of, by, _)| *of == kind && value == format!("{of}:{by}")) {
            Some((.., element)) => query.includes.push(element),
            None if manners.strict => return Err(invalid("Unknown _include")),
            None => return Ok(false),
        },
        "_revinclude" => match (kind, value) {
            ("ServiceRequest", "Task:focus") => query.tasks = true,
            ("Patient", "Consent:patient") => query.consents = true,
            _ if manners.strict => return Err(invalid("Unknown _revinclude")),
            _ => return Ok(false),
        },
        "_sort" => match value {
            "_lastUpdated" => query.by_update = true,
            _ if manners.strict => return Err(invalid("Only _sort=_lastUpdated is supported")),
            _ => return Ok(false),
        },
        "_format" | "_pretty" | "_total" => {}
        _ => return Ok(false),
    }
    Ok(true)
}

fn filter(kind: &str, name: &str, value: &str) -> Result<Option<Filter>, Reply> {
    let list = || value.split(',').map(|one| one.trim().to_owned()).filter(|one| !one.is_empty()).collect::<Vec<_>>();
    let subject = match kind {
        "Task" => "for",
        "Consent" => "patient",
        _ => "subject",
    };
    Ok(Some(match (kind, name) {
        (_, "_id") => {
            if list().len() > CAP {
                return Err(refuse(400, "too-costly", "REC_BAD_REQUEST", "_id names more than 100 ids"));
            }
            Filter::Id(list())
        }
        (_, "_lastUpdated") => updated(value).ok_or_else(|| invalid("_lastUpdated is not a date with a prefix"))?,
        (_, "identifier") => Filter::Token("identifier", list()),
        ("Encounter" | "Condition" | "Flag" | "ServiceRequest" | "Task", "patient" | "subject")
        | ("Consent", "patient") => Filter::Reference(subject, list()),
        ("Task", "focus") => Filter::Reference("focus", list()),
        ("Condition" | "Flag" | "ServiceRequest" | "Task", "code") => Filter::Token("code", list()),
        ("Condition" | "Flag" | "ServiceRequest" | "Consent", "category") => Filter::Token("category", list()),
        ("Encounter" | "Flag" | "ServiceRequest" | "Task" | "Consent", "status") => Filter::Token("status", list()),
        ("Encounter", "reason-code") => Filter::Token("reasonCode", list()),
        ("Encounter", "type") => Filter::Token("type", list()),
        _ => return Ok(None),
    }))
}

/// The search parameters of a type, as the `CapabilityStatement` names them: those that [`filter`] knows.
pub(crate) fn known(kind: &str) -> impl Iterator<Item = &'static str> + '_ {
    const ALL: [&str; 11] = [
        "_id",
        "_lastUpdated",
        "identifier",
        "patient",
        "subject",
        "focus",
        "code",
        "category",
        "status",
        "reason-code",
        "type",
    ];
    let value = |name: &str| if name == "_lastUpdated" { "ge2026-01-01" } else { "x" };
    ALL.into_iter().filter(move |name| matches!(filter(kind, name, value(name)), Ok(Some(_))))
}

/// A moment, or a whole day, with a prefix.
fn updated(value: &str) -> Option<Filter> {
    let prefixes = ["ge", "gt", "le", "lt", "eq"];
    let prefixed = prefixes.iter().find_map(|prefix| Some((*prefix, value.strip_prefix(prefix)?)));
    let (prefix, moment) = prefixed.unwrap_or(("eq", value));
    let nanosecond = Span::new().nanoseconds(1);
    let (from, until) = match moment.parse::<Timestamp>() {
        Ok(at) => (at, at.checked_add(nanosecond).ok()?),
        Err(_) => {
            let day: Date = moment.parse().ok().filter(|_| moment.len() == 10)?;
            let start = |day: Date| day.to_zoned(jiff::tz::TimeZone::UTC).map(|midnight| midnight.timestamp()).ok();
            (start(day)?, start(day.tomorrow().ok()?)?)
        }
    };
    Some(match prefix {
        "ge" => Filter::Updated(Some(from), None),
        "gt" => Filter::Updated(Some(until), None),
        "le" => Filter::Updated(None, Some(until)),
        "lt" => Filter::Updated(None, Some(from)),
        _ => Filter::Updated(Some(from), Some(until)),
    })
}
