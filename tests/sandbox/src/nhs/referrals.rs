//! Flags, consents, referrals and their tasks: the population that the agreement names.

use serde_json::{Value, json};

use super::care::{later, moment, some_day};
use super::population::{Enrolled, Oddity};
use super::terms;
use crate::dice::Dice;
use crate::world::{Aviary, World};

/// Id, ODS code where the organisation has one, name.
const ORGANISATIONS: &[(&str, Option<&str>, &str)] = &[
    ("org-trust", Some("RT5"), "Leicestershire Partnership NHS Trust"),
    ("org-safe-haven", None, "Safe Haven LLR"),
    ("org-camhs", Some("RT5CA"), "Child and Adolescent Mental Health Service"),
    ("org-gender-clinic", Some("RHA04"), "Gender Identity Clinic"),
    ("org-talking-therapies", Some("NYL01"), "Talking Therapies"),
    ("org-physiotherapy", Some("RT5PH"), "Community Physiotherapy"),
];

/// The organisations that send and receive.
pub(crate) fn organisations() -> Vec<Value> {
    let all = ORGANISATIONS.iter().map(|(id, ods, name)| {
        let mut body = json!({"resourceType": "Organization", "id": id, "active": true, "name": name});
        if let Some(ods) = ods {
            body["identifier"] = json!([{"system": terms::ODS, "value": ods}]);
        }
        body
    });
    all.collect()
}

/// Where a record of a merged patient still points: some were never moved.
fn subject(patient: &Enrolled, dice: &mut Dice) -> Value {
    let old = patient.old_id().filter(|_| dice.chance(50));
    terms::reference("Patient", &old.unwrap_or_else(|| patient.id()))
}

/// The flag of whoever was attacked out of hate.
pub(crate) fn flag(world: &World, patient: &Enrolled, aviary: &mut Aviary) -> Option<Value> {
    let dice = &mut world.dice("nhs flag", patient.person);
    let canary = world.people[patient.person].canary;
    if !patient.flagged {
        return None;
    }
    // Whoever is odd or a canary is there to be found.
    let sure = canary || patient.oddity != Oddity::None;
    let status =
        if sure { "active" } else { dice.weighted(&[(90, "active"), (6, "inactive"), (4, "entered-in-error")]) };
    let id = format!("flag-{:06}", patient.person + 1);
    let mut code = terms::concept(terms::FLAGS, "hate-incident", "Hate incident");
    if canary {
        code["text"] = json!(aviary.mark(&id, "code.text"));
    }
    Some(json!({
        "resourceType": "Flag",
        "id": id,
        "status": status,
        "category": [terms::concept("http://terminology.hl7.org/CodeSystem/flag-category", "safety", "Safety")],
        "code": code,
        "subject": subject(patient, dice),
        "period": {"start": moment(some_day(dice)).to_string()},
    }))
}

/// A flag that has nothing to do with hate.
pub(crate) fn other_flag(world: &World, patient: &Enrolled) -> Option<Value> {
    let dice = &mut world.dice("nhs other flag", patient.person);
    dice.chance(15).then(|| {
        json!({
            "resourceType": "Flag",
            "id": format!("flag-9{:05}", patient.person + 1),
            "status": "active",
            "code": terms::concept(terms::FLAGS, "allergy-to-latex", "Allergy to latex"),
            "subject": terms::reference("Patient", &patient.id()),
        })
    })
}

/// What the patient said about sharing.
pub(crate) fn consent(world: &World, patient: &Enrolled, aviary: &mut Aviary) -> Option<Value> {
    if !patient.asked {
        return None;
    }
    let dice = &mut world.dice("nhs consent", patient.person);
    let canary = world.people[patient.person].canary;
    let id = format!("cst-{:06}", patient.person + 1);
    let status = if canary { "active" } else { dice.weighted(&[(90, "active"), (10, "inactive")]) };
    let mut consent = json!({
        "resourceType": "Consent",
        "id": id,
        "status": status,
        "scope": terms::concept("http://terminology.hl7.org/CodeSystem/consentscope", "patient-privacy", "Privacy Consent"),
        "category": [terms::concept(terms::CONSENTS, "hate-crime-sharing", "Sharing after a hate incident")],
        "patient": terms::reference("Patient", &patient.id()),
        "dateTime": moment(some_day(dice)).to_string(),
        "policyRule": terms::concept("http://terminology.hl7.org/CodeSystem/v3-ActCode", "OPTIN", "opt-in"),
        "provision": {"type": dice.weighted(&[(70, "permit"), (30, "deny")])},
    });
    if !canary && consent["provision"]["type"] == "permit" {
        words(&mut world.dice("nhs consent words", patient.person), &mut consent["provision"]);
    }
    if canary {
        consent["organization"] = json!([{"display": aviary.mark(&id, "organization.display")}]);
    }
    Some(consent)
}

/// What a permit is for, as clerks write it: most say nothing more.
fn words(dice: &mut Dice, provision: &mut Value) {
    let reason = |code: &str| json!({"system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": code});
    let recipient = |identifier: Value| {
        let role = terms::concept("http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "IRCP", "recipient");
        json!([{"role": role, "reference": {"identifier": identifier}}])
    };
    let police = json!({"system": "accord:organisation-kind", "value": "POLICE"});
    match dice.weighted(&[(50, 0), (15, 1), (15, 2), (10, 3), (10, 4)]) {
        1 => provision["purpose"] = json!([reason("TREAT")]),
        2 => provision["provision"] = json!([{"type": "deny", "actor": recipient(police)}]),
        3 => provision["period"] = json!({"start": "2024-01-01", "end": "2025-12-31"}),
        4 => provision["code"] = json!([{"text": "as discussed on the ward"}]),
        _ => {}
    }
}

/// The referrals of a patient, each with its task.
pub(crate) fn referrals(world: &World, patient: &Enrolled, aviary: &mut Aviary) -> Vec<Value> {
    let dice = &mut world.dice("nhs referral", patient.person);
    let number = patient.person + 1;
    let mut resources = Vec::new();
    if patient.referred {
        let performer = performer(world, patient, dice);
        let id = format!("sr-{number:06}");
        let category = terms::concept(terms::REFERRALS, "hate-crime-support", "Support after a hate incident");
        let mut request = request(&id, patient, category, performer, dice);
        let mut task = task(&format!("task-{number:06}"), &request, performer, dice);
        let canary = world.people[patient.person].canary;
        if canary {
            request["note"] = json!([{"text": aviary.mark(&id, "note.text")}]);
            request["code"]["text"] = json!(aviary.mark(&id, "code.text"));
            task["description"] = json!(aviary.mark(&format!("task-{number:06}"), "description"));
        }
        resources.push(request);
        // Some are sent and never taken up.
        if dice.chance(90) || canary {
            resources.push(task);
        }
    }
    if dice.chance(10) {
        let category = terms::concept(terms::REFERRALS, "musculoskeletal", "Musculoskeletal");
        let id = format!("sr-9{number:05}");
        resources.push(request(&id, patient, category, "org-physiotherapy", dice));
    }
    resources
}

fn performer(world: &World, patient: &Enrolled, dice: &mut Dice) -> &'static str {
    let person = &world.people[patient.person];
    if person.birth.year() > 2008 {
        return "org-camhs";
    }
    if person.gender.starts_with("TRANS") && dice.chance(60) {
        return "org-gender-clinic";
    }
    dice.weighted(&[(60, "org-safe-haven"), (40, "org-talking-therapies")])
}

fn request(id: &str, patient: &Enrolled, category: Value, performer: &str, dice: &mut Dice) -> Value {
    let (code, display) = match performer {
        "org-safe-haven" => ("advocacy", "Advocacy and emotional support"),
        "org-camhs" => ("camhs", "Mental health of young people"),
        "org-gender-clinic" => ("gender-identity", "Gender identity service"),
        "org-talking-therapies" => ("talking-therapy", "Talking therapy"),
        _ => ("physiotherapy", "Physiotherapy"),
    };
    json!({
        "resourceType": "ServiceRequest",
        "id": id,
        "identifier": [{"system": terms::UBRN, "value": format!("{:012}", 70_000_000 + patient.person * 31)}],
        "status": dice.weighted(&[(70, "active"), (20, "completed"), (6, "revoked"), (4, "entered-in-error")]),
        "intent": "order",
        "category": [category],
        "code": terms::concept("https://fhir.leicspart.example/CodeSystem/service", code, display),
        "subject": subject(patient, dice),
        "authoredOn": moment(some_day(dice)).to_string(),
        "requester": terms::reference("Organization", "org-trust"),
        "performer": [terms::reference("Organization", performer)],
        "reasonCode": [terms::concept(terms::ICD_10, "Z60.5", "Target of perceived adverse discrimination and persecution")],
    })
}

fn task(id: &str, request: &Value, owner: &str, dice: &mut Dice) -> Value {
    let (status, business) = dice.weighted(&[
        (15, ("requested", "Awaiting triage")),
        (20, ("accepted", "Accepted")),
        (25, ("in-progress", "In treatment")),
        (20, ("completed", "Discharged")),
        (8, ("rejected", "Not suitable")),
        (6, ("cancelled", "Withdrawn by patient")),
        (6, ("on-hold", "Waiting list")),
    ]);
    let authored = request["authoredOn"].as_str().and_then(|at| at.parse::<jiff::Timestamp>().ok());
    let authored = authored.map_or_else(|| some_day(dice), |at| jiff::tz::Offset::UTC.to_datetime(at));
    let code = business.to_lowercase().replace(' ', "-");
    json!({
        "resourceType": "Task",
        "id": id,
        "status": status,
        "businessStatus": terms::concept("https://fhir.leicspart.example/CodeSystem/business-status", &code, business),
        "intent": "order",
        "code": terms::concept("http://hl7.org/fhir/CodeSystem/task-code", "fulfill", "Fulfill the focal request"),
        "focus": terms::reference("ServiceRequest", request["id"].as_str().unwrap_or_default()),
        "for": request["subject"],
        "authoredOn": moment(authored).to_string(),
        "lastModified": moment(later(authored, dice.between(2, 600))).to_string(),
        "owner": terms::reference("Organization", owner),
    })
}
