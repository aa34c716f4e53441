//! What patients' Consents become in the index, and what of them cannot be read.

use std::sync::{Arc, Mutex};

use accord_consent::{Directive, Effect, Population, RecordScope};
use accord_federation::{Change, Connector, Fault};
use accord_model::{Audience, Incident, Purpose, Referral, Victim};
use serde_json::{Value, json};

use crate::server::{FHIR, serve};
use crate::trust::Trust;

const SYSTEM: &str = "https://fhir.leicspart.example/CodeSystem";
const HL7: &str = "http://terminology.hl7.org/CodeSystem";

type Consents = Arc<Mutex<Vec<String>>>;

/// A trust with two flagged patients, `p1` and `p2`, and these consents; each a text, for some of them are no JSON to write.
async fn trust(consents: &Consents) -> (Trust, Arc<dyn Connector>, Arc<Mutex<Vec<String>>>) {
    trust_with(consents, true, "").await
}

/// The same, with more settings; `honest`: asked for somebody's consents, it gives hers alone.
async fn trust_with(
    consents: &Consents,
    honest: bool,
    settings: &str,
) -> (Trust, Arc<dyn Connector>, Arc<Mutex<Vec<String>>>) {
    let (consents, asked) = (Arc::clone(consents), Arc::new(Mutex::new(Vec::new())));
    let log = Arc::clone(&asked);
    let port = serve(move |path, form| {
        log.lock().unwrap().push(format!("{path} {form}"));
        let own = |id: &&str| form.contains(*id);
        let rows: Vec<String> = match path {
            "/fhir/Flag/_search" => ["p1", "p2"].map(flag).into(),
            "/fhir/Patient/_search" => {
                let along = form.contains("_revinclude").then(|| consents.lock().unwrap().clone());
                ["p1", "p2"].into_iter().filter(own).map(patient).chain(along.into_iter().flatten()).collect()
            }
            "/fhir/Consent/_search" => {
                let asks = |id: &str| !honest || !form.contains("patient=") || form.contains(id);
                let about = |row: &&String| ["p1", "p2"].iter().any(|id| row.contains(&format!("/{id}")) && asks(id));
                consents.lock().unwrap().iter().filter(about).cloned().collect()
            }
            "/fhir/Encounter/_search" => ["p1", "p2"].into_iter().filter(own).map(event).collect(),
            "/fhir/ServiceRequest/_search" => ["p1", "p2"].into_iter().filter(own).map(request).collect(),
            _ => Vec::new(),
        };
        let rows: Vec<String> = rows.into_iter().map(|row| format!(r#"{{"resource":{row}}}"#)).collect();
        (200, FHIR, format!(r#"{{"resourceType":"Bundle","entry":[{}]}}"#, rows.join(",")))
    });
    let trust = Trust::start().await;
    let connector = trust.of(&format!(
        "{{ base_url = 'http://127.0.0.1:{}/fhir', check_version = false, flag_codes = ['{SYSTEM}/flag|hate-incident'], \
         consent_categories = ['{SYSTEM}/consent|hate-crime-sharing'], \
         organisations = {{ RT5 = 'leicestershire-partnership-nhs-trust' }}, limits = {{ cache_ttl_ms = 0 }}{settings} }}",
        port.await
    ));
    (trust, connector.unwrap(), asked)
}

fn flag(id: &str) -> String {
    json!({"resourceType": "Flag", "id": format!("f-{id}"), "status": "active",
        "code": {"coding": [{"system": format!("{SYSTEM}/flag"), "code": "hate-incident"}]},
        "subject": {"reference": format!("Patient/{id}")}})
    .to_string()
}

fn patient(id: &str) -> String {
    json!({"resourceType": "Patient", "id": id, "birthDate": "1980"}).to_string()
}

fn event(id: &str) -> String {
    json!({"resourceType": "Encounter", "id": format!("e-{id}"), "status": "finished",
        "subject": {"reference": format!("Patient/{id}")}, "period": {"start": "2026-10-01"},
        "reasonCode": [{"coding": [{"system": "http://hl7.org/fhir/sid/icd-10", "code": "X99"}]}]})
    .to_string()
}

fn request(id: &str) -> String {
    json!({"resourceType": "ServiceRequest", "id": format!("r-{id}"), "status": "active",
        "subject": {"reference": format!("Patient/{id}")}, "authoredOn": "2026-10-01"})
    .to_string()
}

fn consent(of: &str, provision: Value) -> Value {
    json!({"resourceType": "Consent", "id": format!("c-{of}"), "status": "active",
        "scope": {"coding": [{"system": format!("{HL7}/consentscope"), "code": "patient-privacy"}]},
        "category": [{"coding": [{"system": format!("{SYSTEM}/consent"), "code": "hate-crime-sharing"}]}],
        "patient": {"reference": format!("Patient/{of}")}, "dateTime": "2026-01-01",
        "performer": [{"reference": format!("Patient/{of}")}],
        "policyRule": {"coding": [{"system": format!("{HL7}/v3-ActCode"), "code": "OPTIN"}]},
        "provision": provision})
}

/// What sync makes of each person: nothing for whoever is gone.
async fn synced(trust: &Trust, connector: &dyn Connector) -> (Vec<(String, Option<Vec<Directive>>)>, Vec<String>) {
    let order = trust.order(Population::HateFlagged);
    let (mut people, mut notes, mut cursor) = (Vec::new(), Vec::new(), None);
    loop {
        let page = connector.changes(&order, cursor.as_ref()).await.unwrap();
        notes.extend(page.notes.iter().map(|note| format!("{} {}", note.code, note.place)));
        for change in page.changes {
            match change {
                Change::Victim(sealed) => {
                    let row = trust.desk.index(&order, &sealed);
                    people.push((row.candidate.at.local.as_str().to_owned(), Some(row.directives)));
                }
                Change::Gone(at) => people.push((at.local.as_str().to_owned(), None)),
                Change::Incident(_) | Change::Referral(_) => {}
            }
        }
        if !page.more {
            return (people, notes);
        }
        cursor = Some(page.next);
    }
}

fn of<'a>(people: &'a [(String, Option<Vec<Directive>>)], id: &str) -> Option<&'a Vec<Directive>> {
    people.iter().rev().find(|(known, _)| known == id).and_then(|(_, said)| said.as_ref())
}

#[tokio::test]
async fn a_permit_hangs_on_the_trusts_handle_and_a_refusal_everywhere() {
    let police = json!([{"role": {"coding": [{"system": format!("{HL7}/v3-ParticipationType"), "code": "IRCP"}]},
        "reference": {"identifier": {"system": "accord:organisation-kind", "value": "POLICE"}}}]);
    let says = consent(
        "p1",
        json!({"type": "permit", "purpose": [{"system": format!("{HL7}/v3-ActReason"), "code": "TREAT"}],
        "provision": [{"type": "deny", "actor": police}]}),
    );
    let consents: Consents = Arc::new(Mutex::new(vec![says.to_string()]));
    let (trust, connector, _) = trust(&consents).await;
    let (people, notes) = synced(&trust, &*connector).await;
    assert_eq!(notes, Vec::<String>::new());
    assert_eq!(of(&people, "p2").map(Vec::len), Some(0));
    let said = of(&people, "p1").unwrap();
    let owner = RecordScope::Owner("leicestershire-partnership-nhs-trust".parse().unwrap());
    let permits: Vec<_> = said.iter().filter(|d| d.effect == Effect::Permit).collect();
    assert_eq!(permits.len(), 1);
    assert!(
        permits[0].to == Audience::Anyone && permits[0].purpose == Some(Purpose::Care) && permits[0].records == owner
    );
    assert_eq!((permits[0].given.by.as_str(), permits[0].given.method.as_str()), ("SELF", "SOURCE_RECORD"));
    assert_eq!(permits[0].start.to_string(), "2026-01-01T00:00:00Z");
    let scopes: Vec<_> = said.iter().filter(|d| d.effect == Effect::Deny).map(|d| (d.to, d.records.clone())).collect();
    let kind = Audience::Kind(accord_model::OrganisationKind::Police);
    assert_eq!(scopes, [(kind, owner), (kind, RecordScope::All)]);
    // Withdrawn at the trust: nothing is said any more.
    consents.lock().unwrap()[0] = says.to_string().replace(r#""active""#, r#""inactive""#);
    let (people, _) = synced(&trust, &*connector).await;
    assert_eq!(of(&people, "p1").map(Vec::len), Some(0));
}

#[tokio::test]
async fn who_refuses_everything_is_out_and_who_refuses_a_part_is_not() {
    let to = |name: &str| {
        json!([{"role": {"coding": [{"system": format!("{HL7}/v3-ParticipationType"), "code": "IRCP"}]},
        "reference": {"identifier": {"system": "accord:organisation-kind", "value": name}}}])
    };
    let code = json!([{"system": "urn:x", "code": "who knows"}]);
    for (provision, stays) in [
        (json!({"type": "deny"}), false),
        (json!({"type": "deny", "actor": to("COUNCIL")}), true),
        // Whom it refuses, nobody here can tell.
        (json!({"type": "deny", "actor": to("GUILD")}), false),
        (json!({"type": "deny", "actor": to("COUNCIL"), "purpose": code}), true),
        (json!({"type": "deny", "purpose": code}), false),
        (json!("never"), false),
        (json!({"type": "permit", "purpose": code}), true),
    ] {
        let consents = Arc::new(Mutex::new(vec![consent("p1", provision.clone()).to_string()]));
        let (trust, connector, _) = trust(&consents).await;
        let (people, _) = synced(&trust, &*connector).await;
        assert_eq!(of(&people, "p1").is_some(), stays, "{provision}");
        assert!(of(&people, "p2").is_some());
        let permits = of(&people, "p1")
            .into_iter()
            .flatten()
            .filter(|d| d.effect == Effect::Permit && provision["type"] == "permit");
        assert_eq!(permits.count(), 0, "{provision}");
    }
}

/// A hundred levels of exceptions: the parser of a whole answer would give up, and with it everybody's sync.
#[tokio::test]
async fn a_consent_without_a_bottom_costs_itself_alone() {
    let deep = (0..100)
        .fold(r#"{"type":"deny"}"#.to_owned(), |inner, _| format!(r#"{{"type":"permit","provision":[{inner}]}}"#));
    let text = consent("p1", json!("PLACE")).to_string().replace(r#""PLACE""#, &deep);
    let consents = Arc::new(Mutex::new(vec![text, consent("p2", json!({"type": "permit"})).to_string()]));
    let (trust, connector, _) = trust(&consents).await;
    let (people, notes) = synced(&trust, &*connector).await;
    assert!(
        notes.iter().any(|note| note.starts_with("CONSENT_TOO_DEEP Consent 1, Consent.provision.provision[0]")),
        "{notes:?}"
    );
    assert!(of(&people, "p1").is_none_or(|said| said.iter().any(|d| d.effect == Effect::Deny && d.firm)));
    assert_eq!(of(&people, "p2").map(|said| said.iter().filter(|d| d.effect == Effect::Permit).count()), Some(1));
}

/// Rows that are no Consent of anybody: no type, a type that nobody knows, another one than a patient, and nobody at all.
fn unreadable() -> Vec<String> {
    let whole = consent("p1", json!({"type": "deny"})).to_string();
    vec![
        json!({"id": "c-p1", "about": "/p1"}).to_string(),
        whole.replace(r#""resourceType":"Consent""#, r#""resourceType":"Consents""#),
        whole.replace("Patient/p1", "Group/p1"),
        whole.replace(r#"{"reference":"Patient/p1"}"#, r#"{"display":"Patient/p1"}"#),
    ]
}

#[tokio::test]
async fn whose_consent_cannot_be_read_at_all_is_out_and_nobody_else_is() {
    for row in unreadable() {
        let consents = Arc::new(Mutex::new(vec![consent("p2", json!({"type": "permit"})).to_string(), row.clone()]));
        let (trust, connector, _) = trust(&consents).await;
        let (people, notes) = synced(&trust, &*connector).await;
        assert!(
            notes.iter().any(|note| note.starts_with("CONSENT_UNREADABLE Consent of a patient")),
            "{row} {notes:?}"
        );
        assert!(people.contains(&("p1".to_owned(), None)), "gone: what she refused before stays refused: {row}");
        assert_eq!(of(&people, "p2").map(Vec::len), Some(1), "{row}");
    }
}

#[tokio::test]
async fn where_nobody_can_tell_whose_it_is_the_earlier_words_of_all_stay() {
    for row in unreadable() {
        let consents = Arc::new(Mutex::new(vec![consent("p2", json!({"type": "permit"})).to_string(), row.clone()]));
        // Asked for one of them, it answers with all: so this row may be anybody's.
        consents.lock().unwrap().push(consent("p1", json!({"type": "permit"})).to_string());
        let (trust, connector, _) = trust_with(&consents, false, "").await;
        let order = trust.order(Population::HateFlagged);
        assert_eq!(connector.changes(&order, None).await.err(), Some(Fault::Broken), "{row}");
    }
}

#[tokio::test]
async fn a_consent_of_which_nobody_can_tell_that_it_was_agreed_refuses_and_permits_nothing() {
    let police = json!([{"role": {"coding": [{"system": format!("{HL7}/v3-ParticipationType"), "code": "IRCP"}]},
        "reference": {"identifier": {"system": "accord:organisation-kind", "value": "POLICE"}}}]);
    for (from, to, place) in [
        (r#""category":[{"#, r#""category":["x",{"#, None),
        ("hate-crime-sharing", "", Some("Consent.category")),
        ("Patient/p1", "https://other-name.example/fhir/Patient/p1", Some("Consent.patient")),
    ] {
        let broken = |provision: &Value| consent("p1", provision.clone()).to_string().replace(from, to);
        let provision = json!({"type": "permit", "provision": [{"type": "deny", "actor": police}]});
        let consents = Arc::new(Mutex::new(vec![broken(&provision)]));
        let (trust, connector, _) = trust(&consents).await;
        let (people, notes) = synced(&trust, &*connector).await;
        let said = of(&people, "p1").unwrap();
        let refuses =
            |d: &Directive| d.effect == Effect::Deny && d.to == Audience::Kind(accord_model::OrganisationKind::Police);
        assert!(said.iter().any(refuses), "{to}");
        if let Some(place) = place {
            assert!(said.iter().all(refuses), "{to}");
            assert!(notes.contains(&format!("CONSENT_UNREADABLE Consent 1, {place}")), "{notes:?}");
        }
        consents.lock().unwrap()[0] = broken(&json!({"type": "deny"}));
        let (people, _) = synced(&trust, &*connector).await;
        assert!(of(&people, "p1").is_none(), "{to}: a refusal of everything takes her out");
    }
}

#[tokio::test]
async fn a_permit_for_what_others_hold_is_not_made_and_is_noted() {
    let holder = |system: &str, value: &str| {
        json!([{"role": {"coding": [{"system": format!("{HL7}/v3-ParticipationType"), "code": "CST"}]},
            "reference": {"identifier": {"system": system, "value": value}}}])
    };
    let datum = json!([{"meaning": "instance",
        "reference": {"identifier": {"system": "accord:record", "value": "police/INCIDENT/inc-1"}}}]);
    for (provision, ours) in [
        (json!({"type": "permit", "actor": holder("accord:custodian", "ALL")}), false),
        (json!({"type": "permit", "data": datum}), false),
        (
            json!({"type": "permit", "actor": holder("accord:organisation", "leicestershire-partnership-nhs-trust")}),
            true,
        ),
    ] {
        let consents = Arc::new(Mutex::new(vec![consent("p1", provision.clone()).to_string()]));
        let (trust, connector, _) = trust(&consents).await;
        let (people, notes) = synced(&trust, &*connector).await;
        assert_eq!(of(&people, "p1").map(Vec::len), Some(usize::from(ours)), "{provision}");
        let noted = notes.contains(&"CONSENT_NOT_OURS Consent 1, Consent.provision".to_owned());
        assert_eq!(noted, !ours, "{provision}: {notes:?}");
    }
}

/// What is read of her beside the person: one question for the Consents of all whom the records are about.
#[tokio::test]
async fn with_her_records_her_consents_are_read_once_for_all() {
    let consents = Arc::new(Mutex::new(vec![consent("p1", json!({"type": "permit"})).to_string()]));
    for (settings, people) in [("", 1), (", includes = false", 2)] {
        let (trust, connector, asked) = trust_with(&consents, true, settings).await;
        let count = |path: &str| {
            let all: Vec<String> = asked.lock().unwrap().drain(..).collect();
            let consents = all.iter().filter(|call| call.starts_with("/fhir/Consent/")).count();
            assert!(all.iter().any(|call| call.starts_with(path)), "{all:?}");
            (all.len(), consents)
        };
        let permit = trust.permit::<Victim>(&[("p1", &["dateOfBirth"]), ("p2", &["dateOfBirth"])]);
        assert_eq!(connector.victims(&permit).await.records.len(), 2);
        assert_eq!(count("/fhir/Patient/"), (people, people - 1));
        let permit = trust.permit::<Incident>(&[("Encounter/e-p1", &["occurred"]), ("Encounter/e-p2", &["occurred"])]);
        let answer = connector.incidents(&permit).await;
        assert_eq!((answer.fault, answer.records.len()), (None, 2));
        assert_eq!(count("/fhir/Encounter/"), (2, 1));
        let permit = trust.permit::<Referral>(&[("r-p1", &["sent"]), ("r-p2", &["sent"])]);
        let answer = connector.referrals(&permit).await;
        assert_eq!((answer.fault, answer.records.len()), (None, 2));
        assert_eq!(count("/fhir/ServiceRequest/"), (2, 1));
    }
}

#[tokio::test]
async fn a_record_of_which_nobody_knows_what_she_says_today_stays_shut() {
    let consents = Arc::new(Mutex::new(vec!["{".to_owned() + "/p1"]));
    let (trust, connector, _) = trust(&consents).await;
    let permit = trust.permit::<Incident>(&[("Encounter/e-p1", &["occurred"]), ("Encounter/e-p2", &["occurred"])]);
    let answer = connector.incidents(&permit).await;
    assert_eq!((answer.fault, answer.records.len()), (Some(Fault::Broken), 0));
    let permit = trust.permit::<Referral>(&[("r-p1", &["sent"])]);
    let answer = connector.referrals(&permit).await;
    assert_eq!((answer.fault, answer.records.len()), (Some(Fault::Broken), 0));
}

#[tokio::test]
async fn consents_come_along_with_their_patients_and_cost_no_call() {
    let consents = Arc::new(Mutex::new(vec![consent("p1", json!({"type": "permit"})).to_string()]));
    let (trust, connector, asked) = trust(&consents).await;
    let permit = trust.permit::<Victim>(&[("p1", &["dateOfBirth"]), ("p2", &["dateOfBirth"])]);
    let answer = connector.victims(&permit).await;
    assert_eq!((answer.fault, answer.records.len()), (None::<Fault>, 2));
    let asked = asked.lock().unwrap().clone();
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert!(asked[0].contains("_revinclude=Consent%3Apatient"), "{asked:?}");
}
