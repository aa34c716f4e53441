//! Reading JSON so that what is not as FHIR says is noticed where it stands.

use accord_federation::Note;
use serde_json::{Map, Value};

/// What is said of where something stands: codes and places, never values.
#[derive(Default)]
pub(super) struct Notices(pub(super) Vec<Note>);

impl Notices {
    pub(super) fn add(&mut self, code: &'static str, place: &str) {
        let note = Note { code, place: place.to_owned() };
        if !self.0.contains(&note) {
            self.0.push(note);
        }
    }
}

/// Something that is there, and is not what FHIR says.
#[derive(Clone, Copy)]
pub(super) struct Unreadable;

/// A list; one item where a list belongs counts as a list of one.
pub(super) fn list<'v>(of: &'v Map<String, Value>, name: &str) -> Result<Vec<&'v Value>, Unreadable> {
    match of.get(name) {
        None | Some(Value::Null) => Ok(Vec::new()),
        // FHIR knows no empty lists: what was to be in it is not known.
        Some(Value::Array(items)) if !items.is_empty() => Ok(items.iter().collect()),
        Some(one @ Value::Object(_)) => Ok(vec![one]),
        Some(_) => Err(Unreadable),
    }
}

/// A text. FHIR knows no empty ones.
pub(super) fn text<'v>(of: &'v Map<String, Value>, name: &str) -> Result<Option<&'v str>, Unreadable> {
    match of.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if !text.trim().is_empty() => Ok(Some(text)),
        Some(_) => Err(Unreadable),
    }
}

/// `Coding`: system and code.
pub(super) fn coding(value: &Value) -> Result<(&str, &str), Unreadable> {
    let of = value.as_object().ok_or(Unreadable)?;
    let (system, code) = (text(of, "system")?, text(of, "code")?);
    Ok((system.unwrap_or_default(), code.ok_or(Unreadable)?))
}

/// The codings of a `CodeableConcept`, which all say the same thing.
pub(super) fn concept(value: &Value) -> Result<Vec<(&str, &str)>, Unreadable> {
    let codings = list(value.as_object().ok_or(Unreadable)?, "coding")?;
    codings.into_iter().map(coding).collect()
}

/// The value of an extension of ours, by its address.
pub(super) fn extension<'v>(of: &'v Map<String, Value>, list_of: &str, url: &str) -> Option<&'v Map<String, Value>> {
    let all = list(of, list_of).ok()?;
    all.into_iter().filter_map(Value::as_object).find(|one| one.get("url").and_then(Value::as_str) == Some(url))
}
