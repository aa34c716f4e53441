use std::collections::BTreeMap;

use accord_connector_kit::Terms;
use accord_consent::FieldSet;
use accord_model::{
    Category, HealthRecordKind, Incident, LocalId, Private, Recognition, RecordRef, RecordType, Referral,
    ReferralStatus, Reveals, Victim,
};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::*;
use crate::nhs::wire::{Event, Patient, Resource, ServiceRequest};

fn mapper() -> Mapper {
    Mapper {
        partner: "nhs".parse().unwrap(),
        terms: Terms::read(include_str!("../terms.toml")).unwrap(),
        members: BTreeMap::from([("RT5".to_owned(), "leicestershire-partnership-nhs-trust".parse().unwrap())]),
        policies: BTreeMap::new(),
        base: "https://trust.example/fhir/R4".to_owned(),
    }
}

fn at(kind: RecordType, id: &str) -> RecordRef {
    RecordRef { partner: "nhs".parse().unwrap(), kind, local: LocalId::new(id) }
}

fn resource(value: Value) -> Resource {
    Resource::read(value).unwrap()
}

fn person(security: &str, more: Value) -> Resource {
    let mut value = json!({
        "resourceType": "Patient", "id": "pat-1",
        "meta": {"lastUpdated": "2026-11-01T10:00:00Z",
            "security": [{"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": security}]},
        "name": [
            {"use": "old", "family": "Before", "given": ["Mark"]},
            {"use": "official", "family": "Ended", "given": ["A"], "period": {"end": "2020-01-01"}},
            {"use": "nickname", "given": ["Marky"]},
            {"use": "usual", "family": "Reid", "given": ["Maya"]},
        ],
        "telecom": [{"system": "phone", "value": "07700 900123"}, {"system": "phone", "value": "07700 900999", "use": "old"}],
        "address": [{"use": "home", "line": ["1 Elm Row"], "postalCode": "le11fz", "district": "Charnwood"}],
        "generalPractitioner": [{"identifier": {"value": "Y12345"}}],
    });
    value.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    resource(value)
}

fn victim(row: Resource, fields: &[&str]) -> (Victim, Vec<&'static str>) {
    let may = FieldSet::names::<Victim>(|name| fields.contains(&name));
    let mut notes = Notes::on("Patient", 0);
    let patient: Patient = prune(row, may).parse().unwrap();
    let at = at(RecordType::Victim, "pat-1");
    let victim = mapper().victim(at, Timestamp::UNIX_EPOCH, &patient, Vec::new(), may, &mut notes);
    (victim, notes.into_notes().into_iter().map(|note| note.code).collect())
}

fn family(name: &Private<accord_model::HumanName>) -> &str {
    &name.reveal().family
}

#[test]
fn a_name_given_up_is_not_a_name_nor_in_what_is_cached() {
    let (shown, _) = victim(person("U", json!({})), &["name"]);
    assert!(family(shown.name.as_ref().unwrap()) == "Reid" && shown.former_names.is_empty());
    let (shown, _) = victim(person("U", json!({})), &["formerNames"]);
    assert!(shown.name.is_none());
    assert!(shown.former_names.iter().map(family).eq(["Before", "Ended"]));
    let may = FieldSet::names::<Victim>(|name| name == "name");
    let cached = prune(person("U", json!({})), may).value().to_string();
    assert!(cached.contains("Reid"));
    for other in ["Before", "Ended", "Marky", "07700", "Elm Row", "Y12345"] {
        assert!(!cached.contains(other), "{other}");
    }
}

#[test]
fn a_restricted_record_has_no_place_and_no_telephone_even_if_sent() {
    let fields = &["name", "address", "contact"];
    let (open, _) = victim(person("U", json!({})), fields);
    let address = open.address.as_ref().unwrap().reveal();
    assert_eq!(address.postcode.as_deref(), Some("LE1 1FZ"));
    assert_eq!(address.district.unwrap().as_str(), "charnwood");
    assert_eq!(open.contact.as_ref().unwrap().reveal().phones, ["07700 900123"]);
    for label in ["R", "V", "S", "X"] {
        let (shut, notes) = victim(person(label, json!({})), fields);
        assert!(shut.restricted && shut.address.is_none() && shut.contact.is_none() && shut.name.is_some(), "{label}");
        assert_eq!(notes.contains(&"LABEL_UNKNOWN"), label == "X");
    }
}

#[test]
fn a_number_is_verified_by_01_alone_and_a_wrong_digit_is_flagged() {
    let number = |value: Value, status: &str| {
        let status = json!([{"url": "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus",
            "valueCodeableConcept": {"coding": [{"code": status}]}}]);
        let identifier = json!([{"system": "urn:local", "value": "1"},
            {"system": "https://fhir.nhs.uk/Id/nhs-number", "value": value, "extension": status}]);
        victim(person("U", json!({ "identifier": identifier })), &["nhsNumber"])
    };
    let (first, notes) = number(json!("9434765919"), "01");
    assert!(first.nhs_number.is_some_and(|n| n.reveal().verified && n.reveal().valid) && notes.is_empty());
    let (second, notes) = number(json!(9_434_765_918_i64), "02");
    assert!(second.nhs_number.is_some_and(|n| !n.reveal().verified && !n.reveal().valid));
    assert_eq!(notes, ["NHS_NUMBER_INVALID"]);
    let (third, notes) = number(json!("none"), "01");
    assert!(third.nhs_number.is_none() && notes == ["FIELD_UNREADABLE"]);
}

#[test]
fn dates_are_as_exact_as_written_and_shapes_of_another_version_cost_themselves() {
    let (shown, _) = victim(person("U", json!({"birthDate": "1984-03"})), &["dateOfBirth"]);
    assert_eq!(shown.date_of_birth.unwrap().reveal().iso(), "1984-03");
    // DSTU2: a family name was a list.
    let old = json!({"name": [{"use": "official", "family": ["Reid"], "given": ["Maya"]}], "birthDate": "soon"});
    let (shown, notes) = victim(person("U", old), &["name", "dateOfBirth"]);
    assert!(shown.name.as_ref().is_some_and(|name| name.reveal().given == ["Maya"] && family(name).is_empty()));
    assert_eq!(notes, ["FIELD_UNREADABLE", "DATE_UNREADABLE"]);
}

fn event(kind: &str, system: &str, code: &str) -> Event {
    let concept = json!({"coding": [{"system": system, "code": code}], "text": "told in confidence"});
    let mut value = json!({"resourceType": kind, "id": "e", "subject": {"reference": "Patient/pat-1"},
        "meta": {"lastUpdated": "2026-11-01T10:00:00Z"}, "period": {"start": "2026-10-30T22:10:00Z"}});
    match kind {
        "Encounter" => value["reasonCode"] = json!([concept]),
        _ => value["code"] = concept,
    }
    resource(value).parse().unwrap()
}

fn incident(event: &Event) -> Option<Incident> {
    let may = FieldSet::names::<Incident>(|_| true);
    let at = at(RecordType::Incident, "Encounter/e");
    mapper().incident_for_index(at, Timestamp::UNIX_EPOCH, event, may, &mut Notes::on("Encounter", 0))
}

const ICD_10: &str = "http://hl7.org/fhir/sid/icd-10";

#[test]
fn a_map_that_proposes_what_no_rule_proposes_is_refused() {
    const MAP: &str = include_str!("../terms.toml");
    let lacks = |map: &str| without_a_rule(&Terms::read(map).unwrap()).map(str::to_owned);
    assert_eq!(lacks(MAP), None);
    for (from, to) in [
        ("[list.candidate-rule", "[list.candidate-rules"),
        ("[list.candidate-rule]\n", "[list.candidate-rule]\nsystem = 'trust:rule'\n"),
        ("ASSAULT = { code = \"NHS_ASSAULT_ATTENDANCE\"", "HARASSMENT = { code = \"NHS_ASSAULT_ATTENDANCE\""),
    ] {
        let changed = MAP.replace(from, to);
        assert!(changed != MAP && lacks(&changed).as_deref() == Some("ASSAULT"), "{from}");
    }
}

#[test]
fn an_assault_is_a_candidate_with_its_rule_and_a_perceived_target_is_no_candidate() {
    for code in ["X85", "X99.1", "Y04", "Y09", "Y042"] {
        let found = incident(&event("Encounter", ICD_10, code)).unwrap();
        assert!(*found.recognition.unwrap().reveal() == Recognition::Candidate, "{code}");
        assert_eq!(found.candidate_rule.unwrap().reveal().code, "NHS_ASSAULT_ATTENDANCE");
        assert_eq!(found.offence.unwrap().reveal().code, "ASSAULT");
        assert!(found.strands.is_empty() && found.victims == [at(RecordType::Victim, "pat-1")]);
    }
    let intent = event("Encounter", "https://fhir.nhs.uk/CodeSystem/ecds-injury-intent", "assault");
    assert!(incident(&intent).unwrap().candidate_rule.is_some());
    let found = incident(&event("Condition", ICD_10, "Z60.5")).unwrap();
    assert!(*found.recognition.unwrap().reveal() == Recognition::VictimPerceived && found.candidate_rule.is_none());
    assert_eq!(found.offence.unwrap().reveal().code, "HARASSMENT");
}

#[test]
fn what_is_no_assault_is_no_incident_and_words_beside_codes_are_shown_to_nobody() {
    for code in ["X84", "Y10", "W01", "Z60.4", "Z60", "F41.1"] {
        assert!(incident(&event("Encounter", ICD_10, code)).is_none(), "{code}");
    }
    assert!(incident(&event("Encounter", "urn:other", "X99")).is_none());
    let found = incident(&event("Encounter", ICD_10, "X99")).unwrap();
    let reveals = |text: &str| found.terms.iter().find(|term| term.reveal().text == text).unwrap().reveal().reveals;
    assert!(reveals("told in confidence") == Reveals::Unknown);
    let Reveals::Known(told) = reveals("X99") else { panic!("X99 is in the map") };
    assert!(told.has(Category::Health) && told.has(Category::Offence));
    let mut void = event("Encounter", ICD_10, "X99");
    void.status = serde_json::from_value(json!("entered-in-error")).unwrap();
    assert!(incident(&void).is_none());
}

#[test]
fn a_fact_of_care_is_one_that_bears_on_what_was_done() {
    let health = |value: Value| mapper().health(&resource(value), &mut Notes::on("x", 0));
    let coded = |kind: &str, status: &str, system: &str, code: &str| json!({"resourceType": kind, "id": "1", "status": status, "code": {"coding": [{"system": system, "code": code}]}});
    let kept = health(coded("Condition", "", ICD_10, "Z60.5")).unwrap();
    assert!(kept.kind == HealthRecordKind::Condition && kept.reveals().has(Category::Offence));
    assert!(health(coded("Condition", "", ICD_10, "F41.1")).is_none());
    let flag = "https://fhir.leicspart.example/CodeSystem/flag";
    assert!(health(coded("Flag", "active", flag, "hate-incident")).is_some());
    assert!(health(coded("Flag", "inactive", flag, "hate-incident")).is_none());
    assert!(health(coded("Flag", "active", flag, "allergy-to-latex")).is_none());
}

fn request(performer: Value, task: Value) -> Referral {
    let from: ServiceRequest = resource(json!({"resourceType": "ServiceRequest", "id": "sr-1", "status": "active",
        "subject": {"reference": "https://trust.example/fhir/R4/Patient/pat-1"}, "authoredOn": "2026-01-02T10:00:00Z",
        "requester": {"identifier": {"system": "https://fhir.nhs.uk/Id/ods-organization-code", "value": "RT5"}},
        "performer": [performer]}))
    .parse()
    .unwrap();
    let task = serde_json::from_value(task).unwrap();
    let with = Parties { tasks: [("sr-1".to_owned(), vec![task])].into(), ..Parties::default() };
    let may = FieldSet::names::<Referral>(|_| true);
    let (at, mut notes) = (at(RecordType::Referral, "sr-1"), Notes::on("ServiceRequest", 0));
    mapper().referral_for_index(at, Timestamp::UNIX_EPOCH, &from, &with, may, &mut notes).unwrap()
}

#[test]
fn a_referral_stands_where_its_task_says_and_an_unknown_clinic_is_shown_to_nobody() {
    let task = json!({"status": "in-progress", "lastModified": "2026-02-01T10:00:00Z",
        "businessStatus": {"coding": [{"code": "discharged"}]}});
    let found = request(json!({"display": "Rainbow Clinic"}), task);
    assert!(*found.status.unwrap().reveal() == ReferralStatus::Completed);
    let history: Vec<_> = found.history.iter().map(|event| event.reveal().status).collect();
    assert!(history == [ReferralStatus::Requested, ReferralStatus::Completed]);
    let recipient = found.recipient.unwrap();
    assert!(recipient.reveal().reveals == Reveals::Unknown && recipient.reveal().organisation.is_none());
    let sender = found.sender.unwrap();
    assert_eq!(sender.reveal().organisation.unwrap().as_str(), "leicestershire-partnership-nhs-trust");
    assert_eq!(found.victims, [at(RecordType::Victim, "pat-1")]);
    let found = request(json!({"display": "x"}), json!({"status": "accepted", "businessStatus": {"text": "odd"}}));
    assert!(*found.status.unwrap().reveal() == ReferralStatus::Accepted);
}

#[test]
fn a_reference_to_another_server_is_none_of_ours() {
    let mapper = mapper();
    let id = |text: &str| {
        let reference: Reference = serde_json::from_value(json!({ "reference": text })).unwrap();
        mapper.id_of("Patient", &reference)
    };
    assert_eq!(id("Patient/p-1").as_deref(), Some("p-1"));
    assert_eq!(id("Patient/p-1/_history/3").as_deref(), Some("p-1"));
    assert_eq!(id("https://trust.example/fhir/R4/Patient/p-1").as_deref(), Some("p-1"));
    for other in
        ["https://other.example/fhir/R4/Patient/p-1", "Group/p-1", "urn:uuid:1", "Patient/a,b", "Patient/", "#p"]
    {
        assert_eq!(id(other), None, "{other}");
    }
}
