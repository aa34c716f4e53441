//! A trust, whom its consents name, and one question to what they become.

use accord_connector_kit::fhir_consent::{BasePolicy, Names, ODS, ReadConsent, read};
use accord_consent::{Directive, Effect, Given, decide_by_directives};
use accord_model::{
    Action, Category, LocalId, OrganisationId, OrganisationKind, Purpose, RecordRef, RecordScope, RecordType,
    SourceDirective, SourceScope, SubjectId,
};
use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

pub(crate) const HL7: &str = "http://terminology.hl7.org/CodeSystem";
/// A policy text that the trust's configuration knows.
pub(crate) const KNOWN_POLICY: &str = "https://fhir.leicspart.example/policies/sharing";

pub(crate) const MEMBERS: [(&str, OrganisationKind); 4] = [
    ("trust", OrganisationKind::Nhs),
    ("charity", OrganisationKind::Charity),
    ("council", OrganisationKind::Council),
    ("police", OrganisationKind::Police),
];

pub(crate) struct Trust;

pub(crate) fn id(name: &str) -> OrganisationId {
    name.parse().unwrap()
}

fn member(name: &str) -> Option<OrganisationId> {
    MEMBERS.iter().find(|(known, _)| *known == name).map(|(known, _)| id(known))
}

pub(crate) fn encounter(number: &str) -> RecordRef {
    RecordRef {
        partner: "nhs".parse().unwrap(),
        kind: RecordType::Incident,
        local: LocalId::new(format!("Encounter/{number}")),
    }
}

impl Names for Trust {
    fn organisation(&self, system: &str, value: &str) -> Option<OrganisationId> {
        match (system, value) {
            (ODS, "RT5") => Some(id("trust")),
            ("accord:organisation", name) => member(name),
            _ => None,
        }
    }

    fn organisation_at(&self, reference: &str) -> Option<OrganisationId> {
        member(reference.strip_prefix("Organization/")?)
    }

    fn kind(&self, organisation: OrganisationId) -> Option<OrganisationKind> {
        MEMBERS.iter().find(|(name, _)| id(name) == organisation).map(|(_, kind)| *kind)
    }

    fn within(&self, part: OrganisationId, whole: OrganisationId) -> Option<bool> {
        Some(part == whole)
    }

    fn record(&self, reference: &str) -> Option<RecordRef> {
        reference.strip_prefix("Encounter/").map(encounter)
    }

    fn policy(&self, uri: &str) -> Option<BasePolicy> {
        (uri == KNOWN_POLICY).then_some(BasePolicy::AsWritten)
    }
}

/// A question; what it leaves open is SUPPORT of a person's health record at the trust, today.
#[derive(Clone)]
pub(crate) struct Asked {
    pub(crate) by: &'static str,
    pub(crate) purpose: Purpose,
    pub(crate) category: Category,
    pub(crate) action: Action,
    pub(crate) record: RecordRef,
    pub(crate) owner: &'static str,
    pub(crate) at: Timestamp,
}

pub(crate) fn ask(by: &'static str, purpose: Purpose, category: Category) -> Asked {
    Asked { by, purpose, category, action: Action::View, record: encounter("1"), owner: "trust", at: today() }
}

pub(crate) fn today() -> Timestamp {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

/// What the trust's consent becomes, on its own handle of the person.
pub(crate) fn directives(all: &[SourceDirective]) -> Vec<Directive> {
    all.iter().map(directive).collect()
}

fn directive(from: &SourceDirective) -> Directive {
    Directive {
        id: Uuid::nil(),
        subject: SubjectId(Uuid::nil()),
        effect: if from.permit { Effect::Permit } else { Effect::Deny },
        to: from.to,
        purpose: from.purpose,
        categories: from.categories,
        action: from.action,
        records: match &from.records {
            SourceScope::Holder => RecordScope::Owner(id("trust")),
            SourceScope::Row => panic!("a consent is about no row"),
            SourceScope::Of(records) => records.clone(),
        },
        start: from.start.unwrap_or(Timestamp::UNIX_EPOCH),
        end: from.end,
        firm: from.firm,
        given: Given {
            by: String::new(),
            method: String::new(),
            wording_version: String::new(),
            language: String::new(),
        },
        recorded_by: id("trust"),
        recorded_at: today(),
        withdrawn_at: None,
        lapsed: false,
    }
}

pub(crate) fn answers(directives: &[Directive], asked: &Asked) -> bool {
    let kind = MEMBERS.iter().find(|(name, _)| *name == asked.by).map(|(_, kind)| *kind);
    let question = (id(asked.by), kind, asked.purpose, asked.action, id(asked.owner), &asked.record);
    decide_by_directives(directives.iter(), question, asked.at, asked.category)
}

/// Whether this consent, and nothing else, lets them.
pub(crate) fn sees(consent: &Value, asked: &Asked) -> bool {
    answers(&directives(&read(consent, &Trust).directives), asked)
}

/// What was noted: codes and places.
pub(crate) fn notes(consent: &Value) -> Vec<String> {
    let ReadConsent { notes, .. } = read(consent, &Trust);
    notes.into_iter().map(|note| format!("{} {}", note.code, note.place)).collect()
}

/// An active privacy consent of a patient, with this beside.
pub(crate) fn consent(more: Value) -> Value {
    let mut all = json!({
        "resourceType": "Consent",
        "id": "c1",
        "status": "active",
        "scope": { "coding": [{ "system": format!("{HL7}/consentscope"), "code": "patient-privacy" }] },
        "category": [{ "coding": [{ "system": "http://loinc.org", "code": "59284-0" }] }],
        "patient": { "reference": "Patient/p1" },
        "dateTime": "2015-11-18",
        "organization": [{ "reference": "Organization/trust" }],
        "sourceAttachment": { "title": "The words that were signed." },
    });
    let Value::Object(more) = more else { panic!("an object") };
    all.as_object_mut().unwrap().extend(more);
    all
}

pub(crate) fn rule(code: &str) -> Value {
    json!({ "coding": [{ "system": format!("{HL7}/v3-ActCode"), "code": code }] })
}

pub(crate) fn actor(role: &str, reference: &str) -> Value {
    json!({
        "role": { "coding": [{ "system": format!("{HL7}/v3-ParticipationType"), "code": role }] },
        "reference": { "reference": reference },
    })
}

pub(crate) fn action(code: &str) -> Value {
    json!({ "coding": [{ "system": format!("{HL7}/consentaction"), "code": code }] })
}

pub(crate) fn reason(code: &str) -> Value {
    json!({ "system": format!("{HL7}/v3-ActReason"), "code": code })
}

pub(crate) fn label(code: &str) -> Value {
    let system = if matches!(code, "N" | "R" | "V") { "v3-Confidentiality" } else { "v3-ActCode" };
    json!({ "system": format!("{HL7}/{system}"), "code": code })
}
