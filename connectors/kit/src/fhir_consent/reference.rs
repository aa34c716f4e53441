//! Whom and what a reference names: by identifier, by what the consent contains, or word for word.

use accord_model::{Audience, LocalId, PartnerId, RecordRef, RecordType};
use serde_json::{Map, Value};

use super::Names;
use super::codes::ours;
use super::json::{list, text};

/// The system of the NHS Organisation Data Service's codes.
pub const ODS: &str = "https://fhir.nhs.uk/Id/ods-organization-code";

/// Whom an actor's reference names.
pub(super) enum Named {
    Audience(Audience),
    /// Whoever holds a record.
    Everywhere,
}

/// Whom a reference names. What a contained resource names in its turn is not followed: no circle has an end to reach.
pub(super) fn named(reference: &Value, contained: &[&Value], names: &dyn Names) -> Option<Named> {
    let of = reference.as_object()?;
    if let Some((system, value)) = identifier(of.get("identifier")) {
        return match system {
            ours::KIND => Some(Named::Audience(Audience::Kind(value.parse().ok()?))),
            ours::CUSTODIAN if value == "ALL" => Some(Named::Everywhere),
            _ => names.organisation(system, value).map(|id| Named::Audience(Audience::Organisation(id))),
        };
    }
    let literal = text(of, "reference").ok()??;
    let organisation = match literal.strip_prefix('#') {
        Some(id) => {
            let here = contained.iter().filter_map(|one| one.as_object());
            let found = here.into_iter().find(|one| one.get("id").and_then(Value::as_str) == Some(id))?;
            let organisation = found.get("resourceType").and_then(Value::as_str) == Some("Organization");
            let identifiers = list(found, "identifier").ok().filter(|_| organisation)?;
            let mut identifiers = identifiers.into_iter().filter_map(|one| identifier(Some(one)));
            identifiers.find_map(|(system, value)| names.organisation(system, value))
        }
        None => names.organisation_at(literal),
    };
    organisation.map(|id| Named::Audience(Audience::Organisation(id)))
}

/// The record that a reference names.
pub(super) fn record(reference: &Value, names: &dyn Names) -> Option<RecordRef> {
    let of = reference.as_object()?;
    match identifier(of.get("identifier")) {
        Some((ours::RECORD, value)) => own_record(value),
        Some(_) => None,
        None => names.record(text(of, "reference").ok()??),
    }
}

/// System and value of an `Identifier`.
pub(super) fn identifier(value: Option<&Value>) -> Option<(&str, &str)> {
    let of: &Map<String, Value> = value?.as_object()?;
    Some((text(of, "system").ok()??, text(of, "value").ok()??))
}

/// `PARTNER/TYPE/ID`, as [`record_name`] writes it.
fn own_record(text: &str) -> Option<RecordRef> {
    let mut parts = text.splitn(3, '/');
    let (partner, kind, local) = (parts.next()?, parts.next()?, parts.next()?);
    let kind = match kind {
        "PERSON" => RecordType::Victim,
        "INCIDENT" => RecordType::Incident,
        "REFERRAL" => RecordType::Referral,
        _ => return None,
    };
    Some(RecordRef { partner: partner.parse::<PartnerId>().ok()?, kind, local: LocalId::new(local) })
}

/// The name of a record in our own system of identifiers.
pub(super) fn record_name(at: &RecordRef) -> String {
    let kind = match at.kind {
        RecordType::Victim => "PERSON",
        RecordType::Incident => "INCIDENT",
        RecordType::Referral => "REFERRAL",
    };
    format!("{}/{kind}/{}", at.partner, at.local.as_str())
}

/// Whom a consent is about, where our own name of a record says it; `PARTNER/ID`.
pub fn person_of(consent: &Value) -> Option<(PartnerId, String)> {
    let (system, value) = identifier(consent.get("patient")?.get("identifier"))?;
    let at = own_record(value).filter(|at| system == ours::RECORD && at.kind == RecordType::Victim)?;
    Some((at.partner, at.local.as_str().to_owned()))
}
