//! What is different at the NHS trust.

use std::collections::BTreeSet;

use accord_sandbox::{Edit, Target};
use serde_json::{Value, json};

use super::book::Book;
use super::difference::Difference;

/// What names the population of the agreement.
const FLAG: &str = "hate-incident";
const REFERRAL: &str = "hate-crime-support";
const CONSENT: &str = "hate-crime-sharing";
/// What the map of words has; anything else is somebody's medical record.
const TOLD: &[&str] = &["X99", "Y00", "Y04", "52684005", "\"assault\"", "Z60.5"];

/// Everything that the trust holds about a patient, gone without a trace.
pub(crate) fn patient_gone(book: &Book, id: &str) -> Vec<Edit> {
    let names = names(book, id);
    let hers = book.resources.iter().filter(|(name, resource)| {
        name.strip_prefix("Patient/").is_some_and(|own| own == id)
            || subject(resource).is_some_and(|subject| names.contains(subject))
    });
    hers.map(|(name, _)| Edit::erase(Target::Nhs, name)).collect()
}

/// Patients whom none of the agreed codes names, or who said no; what is written down of the others and has nothing to do
/// with what was done to them. Nobody is shown any of it, whoever asks.
pub(crate) fn outside(book: &Book) -> Vec<Difference> {
    let (mut whole, mut parts) = (Vec::new(), Vec::new());
    for patient in book.resources.keys().filter_map(|name| name.strip_prefix("Patient/")) {
        if is_agreed(book, patient) {
            parts
                .extend(book.resources.iter().filter(|(_, r)| subject(r) == Some(patient)).filter(is_nobodys_business));
        } else {
            whole.push(Difference {
                what: format!("{patient}, outside the population, is not there"),
                edits: patient_gone(book, patient),
            });
        }
    }
    let parts = parts.into_iter().map(|(name, _)| Difference::erase(Target::Nhs, name));
    whole.into_iter().take(8).chain(parts.take(12)).collect()
}

/// Patients of the population who are not there; what is written of them at other partners stays.
pub(crate) fn patients_gone(book: &Book) -> Vec<Difference> {
    let patients = book.resources.keys().filter_map(|name| name.strip_prefix("Patient/"));
    let agreed = patients.filter(|id| is_agreed(book, id));
    let gone = agreed.map(|id| Difference { what: format!("{id} is not there"), edits: patient_gone(book, id) });
    gone.take(10).collect()
}

/// Whether the trust's own words put a patient into the agreed population.
fn is_agreed(book: &Book, patient: &str) -> bool {
    let names = names(book, patient);
    let hers = || book.resources.values().filter(|r| subject(r).is_some_and(|subject| names.contains(subject)));
    let says = |kind: &str, code: &str| {
        hers().any(|r| r["resourceType"] == kind && r.to_string().contains(code) && r["status"] != "entered-in-error")
    };
    let denies = hers().any(|r| r["provision"]["type"] == "deny" && r["status"] == "active");
    !denies && (says("Flag", FLAG) || says("ServiceRequest", REFERRAL) || says("Consent", CONSENT))
}

fn is_nobodys_business((_, resource): &(&String, &Value)) -> bool {
    let text = resource.to_string();
    match resource["resourceType"].as_str() {
        Some("Flag") => !text.contains(FLAG),
        Some("ServiceRequest") => !text.contains(REFERRAL),
        Some("Encounter" | "Condition") => !TOLD.iter().any(|code| text.contains(code)),
        _ => false,
    }
}

/// The ids by which a patient goes: her own, and those that it replaces.
fn names<'a>(book: &'a Book, id: &'a str) -> BTreeSet<&'a str> {
    let links = book.resources.get(&format!("Patient/{id}")).and_then(|patient| patient["link"].as_array());
    let links = links.into_iter().flatten().filter_map(|link| link["other"]["reference"].as_str());
    links.filter_map(|old| old.strip_prefix("Patient/")).chain([id]).collect()
}

fn subject(resource: &Value) -> Option<&str> {
    let whom = ["subject", "patient", "for"].iter().find_map(|field| resource[*field]["reference"].as_str())?;
    whom.strip_prefix("Patient/")
}

/// Another value for these fields of a resource.
pub(crate) fn resource(name: &str, fields: &[&str]) -> Vec<Difference> {
    fields.iter().map(|field| Difference::set(Target::Nhs, name, field, other(field))).collect()
}

fn other(field: &str) -> Value {
    let coded = |system: &str, code: &str| json!([{"coding": [{"system": system, "code": code, "display": "Other"}]}]);
    match field {
        "telecom" => json!([{"system": "phone", "value": "07700900997", "use": "mobile"}]),
        "address" => json!([{"use": "home", "line": ["7 Elsewhere Row"], "city": "Oakham", "postalCode": "LE15 6ZZ"}]),
        "generalPractitioner" => json!([{"display": "Another surgery"}]),
        "text" => json!({"status": "generated", "div": "<div>Quite different</div>"}),
        "note" => json!([{"text": "It was told quite differently."}]),
        "onsetDateTime" => json!("2024-02-03T04:05:06Z"),
        "recordedDate" => json!("2024-02-04T04:05:06Z"),
        // Both are what was perceived or done, to whom HEALTH and OFFENCE are shown.
        "reasonCode" => coded("http://hl7.org/fhir/sid/icd-10", "Y04"),
        other => panic!("no other value for {other}"),
    }
}

/// Another name given up.
pub(crate) fn another_former_name(patient: &str) -> Difference {
    Difference::set(Target::Nhs, patient, "/name/1/family", "Before")
}

/// Restricted by its source.
pub(crate) fn restricted(patient: &str) -> Difference {
    Difference::set(Target::Nhs, patient, "meta", label("R"))
}

/// A label of confidentiality.
pub(crate) fn label(code: &str) -> Value {
    json!({"security": [{"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": code}]})
}

/// A referral that went to another organisation.
pub(crate) fn sent_to(request: &str, organisation: &str) -> Difference {
    Difference::set(Target::Nhs, request, "performer", parties(organisation))
}

/// The performer of a referral.
pub(crate) fn parties(organisation: &str) -> Value {
    json!([{"reference": format!("Organization/{organisation}")}])
}

/// A referral for another service.
pub(crate) fn sent_for(request: &str, service: &str) -> Difference {
    Difference::set(Target::Nhs, request, "/code/coding/0/code", service)
}
