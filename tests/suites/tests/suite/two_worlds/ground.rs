//! What the trust, the council's case system and the others hold about the plan's people in both worlds: the ground that
//! the differences at these partners stand on. The seed leaves it to chance who is a patient.

use accord_sandbox::{Edit, Target, TruePerson};
use serde_json::{Value, json};

use super::book::{Book, at};
use crate::scene::known;

const FHIR: &str = "http://terminology.hl7.org/CodeSystem";
const TRUST: &str = "https://fhir.leicspart.example/CodeSystem";
const ICD_10: &str = "http://hl7.org/fhir/sid/icd-10";

const ALL: &[&str] =
    &["patient", "flag", "assault", "fall", "told", "advocacy", "therapy", "advocacy-task", "therapy-task"];

/// The id of the patient of this number among the plan's people.
pub(crate) fn patient(number: usize) -> String {
    format!("pat-80000{number}")
}

/// A resource of hers.
pub(crate) fn resource(number: usize, what: &str) -> String {
    let kind = match what {
        "patient" => return format!("Patient/{}", patient(number)),
        "flag" => "Flag",
        "assault" | "fall" => "Encounter",
        "told" => "Condition",
        "advocacy" | "therapy" => "ServiceRequest",
        "advocacy-task" | "therapy-task" => "Task",
        other => panic!("no {other}"),
    };
    format!("{kind}/{what}-80000{number}")
}

/// Everything that the trust holds of her, gone without a trace.
pub(crate) fn patient_and_all(number: usize) -> Vec<Edit> {
    ALL.iter().map(|what| Edit::erase(Target::Nhs, &resource(number, what))).collect()
}

/// One more attendance of the first of them, after a fall.
pub(crate) fn another_fall(number: usize) -> Edit {
    Edit::add(Target::Nhs, &format!("Encounter/fall-9000{number:02}"), attended(&patient(0), "W01", 10))
}

/// Her case in the council's system.
pub(crate) fn case(number: usize) -> String {
    format!("CS-2026-8000{number}")
}

/// The occurrence that says to whom the police passed her on: about her alone, and flagged.
pub(crate) fn passed_on(book: &Book, person: &TruePerson) -> Option<String> {
    let own = vec![at(person, "police")];
    let flagged = |id: &&String| {
        let report = &book.occurrences[*id];
        let first = report["flags"][0].as_str().is_some_and(|flag| flag.starts_with("Hate-"));
        book.victims(id) == own && first && report["tombstone"].is_null()
    };
    book.about(&own).find(flagged).cloned()
}

/// Everything about her, at each partner.
pub(crate) fn ground(book: &Book, person: &TruePerson, number: usize) -> Vec<Edit> {
    let mut edits = hospital(person, number);
    let report = passed_on(book, person).unwrap();
    edits.push(Edit::add(Target::Council, &case(number), columns(person, &book.occurrences[&report]["reference"])));
    edits.push(Edit::set(Target::Occurrence, &report, "referrals", referrals(person, &report)));
    edits.push(Edit::set(Target::County, &at(person, "county"), "Action", "Referred to GP"));
    edits
}

/// A patient with a flag, an attendance after an assault and one after a fall, what she told of, and two referrals.
fn hospital(person: &TruePerson, number: usize) -> Vec<Edit> {
    let values = &known(person, "police").values;
    let subject = reference("Patient", &patient(number));
    let icd = |code: &str| concept(ICD_10, code);
    let whole = [
        (
            "patient",
            json!({
                "active": true,
                "meta": {"security": [{"system": format!("{FHIR}/v3-Confidentiality"), "code": "U"}]},
                "name": [
                    {"use": "official", "family": values["family"], "given": [values["given"]]},
                    {"use": "old", "family": "Once", "given": ["Known"], "period": {"end": "2019-06-30"}},
                ],
                "gender": "other",
                "birthDate": values["dateOfBirth"],
                "telecom": [{"system": "phone", "value": "07700900123", "use": "mobile"}],
                "address": [{"use": "home", "line": ["2 Hospital Close"], "city": "Melton", "postalCode": "LE13 1SJ"}],
                "generalPractitioner": [{"display": "Welland Medical Practice"}],
                "text": {"status": "generated", "div": "<div>As the fields say</div>"},
            }),
        ),
        (
            "flag",
            json!({"status": "active", "code": concept(&format!("{TRUST}/flag"), "hate-incident"), "subject": subject}),
        ),
        ("assault", attended(&patient(number), "X99", 4)),
        ("fall", attended(&patient(number), "W01", 9)),
        (
            "told",
            json!({
                "clinicalStatus": concept(&format!("{FHIR}/condition-clinical"), "active"),
                "verificationStatus": concept(&format!("{FHIR}/condition-ver-status"), "confirmed"),
                "code": icd("Z60.5"),
                "subject": subject,
                "onsetDateTime": "2025-03-05T10:00:00Z",
                "recordedDate": "2025-03-06T10:00:00Z",
            }),
        ),
        ("advocacy", request(number, "org-safe-haven", "advocacy", 4)),
        ("therapy", request(number, "org-talking-therapies", "talking-therapy", 6)),
        ("advocacy-task", task(number, "advocacy", "accepted")),
        ("therapy-task", task(number, "therapy", "on-hold")),
    ];
    whole.into_iter().map(|(what, body)| Edit::add(Target::Nhs, &resource(number, what), body)).collect()
}

/// An attendance at an emergency department in March, for a reason.
fn attended(patient: &str, reason: &str, day: u8) -> Value {
    json!({
        "status": "finished",
        "class": {"system": format!("{FHIR}/v3-ActCode"), "code": "EMER"},
        "type": [concept("http://snomed.info/sct", "50849002")],
        "reasonCode": [concept(ICD_10, reason)],
        "subject": reference("Patient", patient),
        "period": {"start": format!("2025-03-{day:02}T10:00:00Z"), "end": format!("2025-03-{day:02}T12:00:00Z")},
    })
}

fn request(number: usize, performer: &str, service: &str, month: u8) -> Value {
    json!({
        "identifier": [{"system": "https://fhir.nhs.uk/Id/UBRN", "value": format!("80000{number}{month}")}],
        "status": "active",
        "intent": "order",
        "category": [concept(&format!("{TRUST}/referral"), "hate-crime-support")],
        "code": concept(&format!("{TRUST}/service"), service),
        "subject": reference("Patient", &patient(number)),
        "authoredOn": format!("2025-0{month}-07T10:00:00Z"),
        "requester": reference("Organization", "org-trust"),
        "performer": [reference("Organization", performer)],
        "reasonCode": [concept(ICD_10, "Z60.5")],
    })
}

fn task(number: usize, of: &str, status: &str) -> Value {
    json!({
        "status": status,
        "intent": "order",
        "focus": {"reference": resource(number, of)},
        "for": reference("Patient", &patient(number)),
        "authoredOn": "2025-08-07T10:00:00Z",
        "lastModified": "2025-09-07T10:00:00Z",
    })
}

/// A case that carries a hate flag, of which nobody has said whether it may be shared.
fn columns(person: &TruePerson, quoted: &Value) -> Value {
    let values = &known(person, "police").values;
    json!({
        "opened": "07/05/2025",
        "incident_date": "05/05/2025",
        "status": "Open",
        "category": "Hate incident",
        "hate_strand": "Race",
        "summary": "As it was told to the council.",
        "location": "3 Market Place",
        "location_postcode": "LE11 3EB",
        "district": "Charnwood",
        "first_name": values["given"],
        "surname": values["family"],
        "dob": values["dateOfBirth"],
        "phone": "07700 900124",
        "address": "2 Council House Lane",
        "home_postcode": "LE11 1AA",
        "ethnicity": "White British",
        "disability_marker": "N",
        "alleged_source": "Neighbour",
        "police_ref": quoted,
        "share_with": "",
        "sensitive": "",
        "referred_to": "Adult Mental Health; Victim First",
        "referred_on": "09/05/2025",
        "last_updated": "2025-05-09 09:00:00",
    })
}

/// Three referrals: one that tells of support alone, one of a clinic, and one to somebody whom no list has.
pub(crate) fn referrals(person: &TruePerson, report: &str) -> Value {
    let to = |number: usize, code: &str, name: &str, service: &str, status: &str| {
        let sent = format!("2025-0{}-02T09:00:00Z", 5 + number);
        json!({
            "id": format!("{report}#{number}"),
            "personId": at(person, "police"),
            "toOrganisation": {"code": code, "name": name},
            "serviceCode": service,
            "status": status,
            "sentAt": sent,
            "history": [{"at": sent, "status": status}],
        })
    };
    json!([
        to(1, "VF", "Victim First", "EMOTIONAL_SUPPORT", "SENT"),
        to(2, "LPT-AMH", "Adult Mental Health Service", "TALKING_THERAPY", "ACCEPTED"),
        to(3, "KESTREL", "Kestrel Project", "BEFRIENDING", "CLOSED"),
    ])
}

fn reference(kind: &str, id: &str) -> Value {
    json!({"reference": format!("{kind}/{id}")})
}

fn concept(system: &str, code: &str) -> Value {
    json!({"coding": [{"system": system, "code": code, "display": code}]})
}
