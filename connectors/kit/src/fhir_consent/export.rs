//! A directive as a Consent. Codes of HL7 where there is one, ours beside them or alone where there is none.

use accord_consent::{Directive, Effect};
use accord_model::{Audience, CategorySet, Purpose, RecordRef, RecordScope};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::codes::{self, ours};
use super::period;
use super::reference::record_name;

/// One directive as a FHIR R4 Consent, about the person whose record lies at `person`. What it says reads back as it was
/// ([`super::read`]); of one that was withdrawn the status says so.
pub fn export(directive: &Directive, person: Option<&RecordRef>) -> Value {
    let patient = person.map_or_else(
        || identifier("Patient", ours::PERSON, &directive.subject.0.to_string()),
        |at| identifier("Patient", ours::RECORD, &record_name(at)),
    );
    let given = &directive.given;
    let part = |url: &str, value: &str| json!({ "url": url, "valueString": value });
    json!({
        "resourceType": "Consent",
        "id": directive.id.to_string(),
        "extension": [{ "url": ours::GIVEN, "extension": [
            part("by", &given.by),
            part("method", &given.method),
            part("wordingVersion", &given.wording_version),
            part("language", &given.language),
        ] }],
        "identifier": [{ "system": "urn:ietf:rfc:3986", "value": format!("urn:uuid:{}", directive.id) }],
        "status": if directive.withdrawn_at.is_some() { "inactive" } else { "active" },
        "scope": { "coding": [{ "system": codes::CONSENT_SCOPE, "code": "patient-privacy" }] },
        "category": [{ "coding": [{ "system": "http://loinc.org", "code": "59284-0" }] }],
        "patient": patient,
        "dateTime": directive.recorded_at.to_string(),
        "performer": [{ "type": if given.by == "SELF" { "Patient" } else { "RelatedPerson" }, "display": given.by }],
        "organization": [identifier("Organization", ours::ORGANISATION, directive.recorded_by.as_str())],
        "policyRule": { "coding": [{ "system": ours::POLICY, "code": "DIRECTIVE" }] },
        "provision": provision(directive),
    })
}

/// A Bundle, type collection, of these Consents.
pub fn bundle(consents: Vec<Value>, at: Timestamp) -> Value {
    let entry = |consent: Value| {
        let url = format!("urn:uuid:{}", consent.get("id").and_then(Value::as_str).unwrap_or_default());
        json!({ "fullUrl": url, "resource": consent })
    };
    let mut bundle = json!({ "resourceType": "Bundle", "type": "collection", "timestamp": at.to_string() });
    let entries: Vec<Value> = consents.into_iter().map(entry).collect();
    // FHIR knows no empty lists.
    if let Some(of) = bundle.as_object_mut().filter(|_| !entries.is_empty()) {
        of.insert("entry".to_owned(), Value::Array(entries));
    }
    bundle
}

fn provision(directive: &Directive) -> Value {
    let mut of = Map::new();
    let mut put = |name: &str, value: Value| drop(of.insert(name.to_owned(), value));
    if directive.firm {
        put("modifierExtension", json!([{ "url": ours::FIRM, "valueBoolean": true }]));
    }
    put("type", json!(if directive.effect == Effect::Permit { "permit" } else { "deny" }));
    let mut period = json!({ "start": directive.start.to_string() });
    if let Some((end, period)) = directive.end.zip(period.as_object_mut()) {
        period.insert("end".to_owned(), json!(period::last_before(end)));
    }
    put("period", period);
    put("actor", Value::Array(actors(directive)));
    if let Some(action) = directive.action {
        let theirs = (action == accord_model::Action::View)
            .then(|| json!({ "system": codes::CONSENT_ACTION, "code": "access" }));
        let own = json!({ "system": ours::ACTION, "code": action.code() });
        put("action", json!([{ "coding": theirs.into_iter().chain([own]).collect::<Vec<_>>() }]));
    }
    if directive.categories != CategorySet::ALL {
        let label = |code: &str| json!({ "system": ours::CATEGORY, "code": code });
        put("securityLabel", directive.categories.iter().map(|category| label(category.code())).collect());
    }
    if let Some(purpose) = directive.purpose {
        put("purpose", json!([coding(purpose)]));
    }
    if let RecordScope::Record(at) = &directive.records {
        let reference = json!({ "identifier": { "system": ours::RECORD, "value": record_name(at) } });
        put("data", json!([{ "meaning": "instance", "reference": reference }]));
    }
    of.retain(|_, value| value.as_array().is_none_or(|all| !all.is_empty()));
    Value::Object(of)
}

fn coding(purpose: Purpose) -> Value {
    let own = json!([{ "url": ours::PURPOSE, "valueCode": purpose.code() }]);
    json!({ "extension": own, "system": codes::ACT_REASON, "code": codes::nearest(purpose) })
}

fn actors(directive: &Directive) -> Vec<Value> {
    let role = |code: &str| json!({ "coding": [{ "system": codes::PARTICIPATION, "code": code }] });
    let to = match directive.to {
        Audience::Anyone => None,
        Audience::Kind(kind) => Some(identifier("Group", ours::KIND, kind.code())),
        Audience::Organisation(id) => Some(identifier("Organization", ours::ORGANISATION, id.as_str())),
    };
    let holder = match &directive.records {
        RecordScope::All => Some(identifier("Group", ours::CUSTODIAN, "ALL")),
        RecordScope::Owner(id) => Some(identifier("Organization", ours::ORGANISATION, id.as_str())),
        RecordScope::Record(_) => None,
    };
    let to = to.map(|reference| json!({ "role": role("IRCP"), "reference": reference }));
    let holder = holder.map(|reference| json!({ "role": role("CST"), "reference": reference }));
    to.into_iter().chain(holder).collect()
}

fn identifier(kind: &str, system: &str, value: &str) -> Value {
    json!({ "type": kind, "identifier": { "system": system, "value": value } })
}
