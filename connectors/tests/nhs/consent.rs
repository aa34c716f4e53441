//! What patients' Consents become in the index, and what of them cannot be read.

use std::sync::{Arc, Mutex};

use accord_consent::{Directive, Effect, Population, RecordScope};
use accord_federation::{Change, Connector, Fault};
use accord_model::{Audience, Purpose, Victim};
use serde_json::{Value, json};

use crate::server::{FHIR, serve};
use crate::trust::Trust;

const SYSTEM: &str = "https://fhir.leicspart.example/CodeSystem";
const HL7: &str = "http://terminology.hl7.org/CodeSystem";

type Consents = Arc<Mutex<Vec<String>>>;

/// A trust with two flagged patients, `p1` and `p2`, and these consents; each a text, for some of them are no JSON to write.
async fn trust(consents: &Consents) -> (Trust, Arc<dyn Connector>, Arc<Mutex<Vec<String>>>) {
    let (consents, asked) = (Arc::clone(consents), Arc::new(Mutex::new(Vec::new())));
    let log = Arc::clone(&asked);
    let port = serve(move |path, form| {
        log.lock().unwrap().push(format!("{path} {form}"));
        let flag = |id: &str| {
            json!({"resourceType": "Flag", "id": format!("f-{id}"), "status": "active",
            "code": {"coding": [{"system": format!("{SYSTEM}/flag"), "code": "hate-incident"}]},
            "subject": {"reference": format!("Patient/{id}")}})
            .to_string()
        };
        let patient = |id: &str| json!({"resourceType": "Patient", "id": id, "birthDate": "1980"}).to_string();
        let own = |id: &&str| form.contains(*id);
        let rows: Vec<String> = match path {
            "/fhir/Flag/_search" => ["p1", "p2"].map(flag).into(),
            "/fhir/Patient/_search" => {
                let along = form.contains("_revinclude").then(|| consents.lock().unwrap().clone());
                ["p1", "p2"].into_iter().filter(own).map(patient).chain(along.into_iter().flatten()).collect()
            }
            "/fhir/Consent/_search" => consents.lock().unwrap().clone(),
            _ => Vec::new(),
        };
        let rows: Vec<String> = rows.into_iter().map(|row| format!(r#"{{"resource":{row}}}"#)).collect();
        (200, FHIR, format!(r#"{{"resourceType":"Bundle","entry":[{}]}}"#, rows.join(",")))
    });
    let trust = Trust::start().await;
    let connector = trust.of(&format!(
        "{{ base_url = 'http://127.0.0.1:{}/fhir', check_version = false, flag_codes = ['{SYSTEM}/flag|hate-incident'], \
         consent_categories = ['{SYSTEM}/consent|hate-crime-sharing'], \
         organisations = {{ RT5 = 'leicestershire-partnership-nhs-trust' }}, limits = {{ cache_ttl_ms = 0 }} }}",
        port.await
    ));
    (trust, connector.unwrap(), asked)
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

#[tokio::test]
async fn while_a_consent_cannot_be_read_at_all_nobody_asked_about_with_it_permits_anything() {
    let nobodys = consent("p1", json!({"type": "deny"})).to_string().replace("Patient/p1", "Group/p1");
    let consents = Arc::new(Mutex::new(vec![consent("p2", json!({"type": "permit"})).to_string(), nobodys]));
    let (trust, connector, _) = trust(&consents).await;
    let (people, notes) = synced(&trust, &*connector).await;
    assert!(notes.contains(&"CONSENT_UNREADABLE Consent 2".to_owned()), "{notes:?}");
    assert_eq!(of(&people, "p2").map(Vec::len), Some(0));
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
