//! Single values: spans, names, addresses.

use accord_connector_kit::{Field, List, Notes, postcode, span};
use accord_model::{Address, AreaCode, HumanName, Precision, Private, TimeSpan};

use crate::remote::wire::{Home, Name, Span};

/// An instant, or a span that says how exactly it is known.
pub(super) fn time(notes: &mut Notes, name: &str, field: Field<Span>) -> Option<Private<TimeSpan>> {
    let read = read(notes.take(name, field)?);
    if read.is_none() {
        notes.field("DATE_UNREADABLE", name);
    }
    read.map(Private::new)
}

pub(super) fn read(from: Span) -> Option<TimeSpan> {
    match from {
        Span::Instant(at) => span(at.parse().ok()?, None),
        Span::Whole { earliest, latest, precision } => {
            let (earliest, latest) = (earliest.parse().ok()?, latest.parse().ok()?);
            let precision = match precision.as_str() {
                "MINUTE" => Precision::Minute,
                "DAY" => Precision::Day,
                "MONTH" => Precision::Month,
                "YEAR" => Precision::Year,
                _ => return None,
            };
            (earliest < latest).then_some(TimeSpan { earliest, latest, precision })
        }
    }
}

/// A name that has a part that can be read.
pub(super) fn name(field: &str, from: Name, notes: &mut Notes) -> Option<Private<HumanName>> {
    let family = notes.take(field, from.family).unwrap_or_default();
    let given = notes.list(field, from.given);
    (!family.is_empty() || !given.is_empty()).then(|| Private::new(HumanName { family, given }))
}

pub(super) fn names(field: &str, from: List<Name>, notes: &mut Notes) -> Vec<Private<HumanName>> {
    let all = notes.list(field, from).into_iter();
    all.filter_map(|one| name(field, one, notes)).collect()
}

/// A district by its short name.
pub(super) fn area(field: &str, from: Field<String>, notes: &mut Notes) -> Option<AreaCode> {
    let read = notes.take(field, from)?.parse().ok();
    if read.is_none() {
        notes.field("FIELD_UNREADABLE", field);
    }
    read
}

pub(super) fn address(field: &str, from: Home, notes: &mut Notes) -> Address {
    Address {
        lines: notes.list(field, from.lines),
        postcode: notes.take(field, from.postcode).as_deref().map(postcode),
        ward: notes.take(field, from.ward),
        district: area(field, from.district, notes),
    }
}
