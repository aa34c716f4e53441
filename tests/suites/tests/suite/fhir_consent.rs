//! What a patient has said at her trust, as FHIR Consents: read by sync and as she is read, carried out and in.

use accord_harness::{Client, World, WorldOptions};
use accord_sandbox::{Edit, Target};
use serde_json::{Value, json};

use crate::scene::{Scene, assign, uncached};

const TRUST: &str = "https://fhir.leicspart.example/CodeSystem";
const HL7: &str = "http://terminology.hl7.org/CodeSystem";
const CONSENT: &str = "Consent/cst-suite";
const PERSON: &str = "nhs/pat-suite";
const EVENTS: &str = "{ incidents(first: 100) { nodes { occurred { earliest } } } }";
const NAMES: &str = "{ victims(first: 50) { nodes { name { text } } } }";

fn concept(system: &str, code: &str) -> Value {
    json!({"coding": [{"system": system, "code": code}]})
}

fn to(kind: &str) -> Value {
    let reference = json!({"identifier": {"system": "accord:organisation-kind", "value": kind}});
    json!([{"role": concept(&format!("{HL7}/v3-ParticipationType"), "IRCP"), "reference": reference}])
}

/// She permits the charities, and nobody else.
fn permit() -> Value {
    json!({"type": "permit", "actor": to("CHARITY")})
}

/// One flagged patient more, with a consent, who is a case of the support worker.
async fn scene() -> Scene {
    let subject = json!({"reference": "Patient/pat-suite"});
    let patient = json!({"name": [{"use": "official", "family": "Quillfeather", "given": ["Isolde"]}], "birthDate": "1981-02-03"});
    let flag =
        json!({"status": "active", "code": concept(&format!("{TRUST}/flag"), "hate-incident"), "subject": subject});
    let consent = json!({
        "status": "active",
        "scope": concept(&format!("{HL7}/consentscope"), "patient-privacy"),
        "category": [concept(&format!("{TRUST}/consent"), "hate-crime-sharing")],
        "patient": subject,
        "dateTime": "2026-01-05",
        "performer": [subject],
        "policyRule": concept(&format!("{HL7}/v3-ActCode"), "OPTOUT"),
        "provision": permit(),
    });
    let event = json!({"status": "finished", "subject": subject, "period": {"start": "2026-03-04T05:06:00Z"},
        "reasonCode": [concept("http://hl7.org/fhir/sid/icd-10", "Z60.5")]});
    let edits =
        [("Patient/pat-suite", patient), ("Flag/flag-suite", flag), (CONSENT, consent), ("Encounter/enc-suite", event)];
    let edits = edits.map(|(name, body)| Edit::add(Target::Nhs, name, body)).into();
    let world = World::start(WorldOptions { edits, ..WorldOptions::default() }).await;
    uncached(&world);
    world.accord(&["sync"]);
    assign(&world, "safe-haven-llr", "support-worker", &[PERSON.to_owned()]);
    let gateway = world.serve();
    Scene { world, gateway }
}

fn says(scene: &Scene, field: &str, value: Value) {
    assert!(scene.world.sandbox.edit(&Edit::set(Target::Nhs, CONSENT, field, value)));
}

async fn seen(worker: &Client) -> bool {
    let all = worker.data(NAMES, Value::Null).await;
    all["victims"]["nodes"].as_array().unwrap().iter().any(|one| one["name"]["text"] == "Isolde Quillfeather")
}

/// Whether the worker sees what was done to her, which lies in a record of its own.
async fn event_seen(worker: &Client) -> bool {
    let all = worker.data(EVENTS, Value::Null).await;
    let all = all["incidents"]["nodes"].as_array().unwrap().clone();
    all.iter().any(|one| one["occurred"]["earliest"] == "2026-03-04T05:06:00Z")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_trust_says_today_counts_and_a_permit_from_the_next_sync_on() {
    let scene = scene().await;
    let worker = scene.support_worker();
    assert!(seen(&worker).await, "she permits charities");
    assert!(event_seen(&worker).await, "she permits charities");
    for (field, value, what) in [
        ("provision", json!({"type": "permit", "actor": to("POLICE")}), "others by now"),
        ("provision", json!({"type": "deny", "actor": to("CHARITY")}), "refused"),
        (
            "provision",
            json!({"type": "permit", "actor": to("CHARITY"), "purpose": [{"system": "urn:x", "code": "y"}]}),
            "not understood",
        ),
        ("status", json!("inactive"), "withdrawn"),
        ("status", json!("entered-in-error"), "a mistake"),
        ("provision", json!("nonsense"), "not readable"),
    ] {
        let before = if field == "status" { json!("active") } else { permit() };
        says(&scene, field, value);
        assert!(!seen(&worker).await, "{what}: at once, without a sync");
        assert!(!event_seen(&worker).await, "{what}: at once, of her other records too");
        says(&scene, field, before);
        assert!(seen(&worker).await, "{what} no more");
        assert!(event_seen(&worker).await, "{what} no more");
    }
    says(&scene, "status", json!("inactive"));
    scene.world.accord(&["sync"]);
    says(&scene, "status", json!("active"));
    assert!(!seen(&worker).await, "a permit that sync has not read opens nothing");
    scene.world.accord(&["sync"]);
    assert!(seen(&worker).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn consents_are_carried_out_and_in() {
    let scene = scene().await;
    let bundle = scene.world.accord(&["consent", "export", "--person", PERSON]);
    let exported: Value = serde_json::from_str(&bundle).unwrap();
    let first = &exported["entry"][0]["resource"];
    assert_eq!((&exported["type"], &first["resourceType"]), (&json!("collection"), &json!("Consent")));
    assert_eq!(first["patient"]["identifier"]["value"], "nhs/PERSON/pat-suite");
    let count = exported["entry"].as_array().unwrap().len();
    let file = scene.world.folder().join("consents.json");
    std::fs::write(&file, &bundle).unwrap();
    let import = |more: &[&str]| {
        let words = ["consent", "import", "--organisation", "safe-haven-llr"];
        let all: Vec<&str> = words.iter().chain(more).copied().chain([file.to_str().unwrap()]).collect();
        let output = scene.world.command(&all).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.success(), text(&output.stdout), text(&output.stderr))
    };
    let (done, said, _) = import(&[]);
    assert!(done && said.contains(&format!("{count} new directives; nothing was written")), "{said}");
    assert!(said.contains("PERMIT to CHARITY, purpose any") && !said.contains('!'), "{said}");
    let (done, said, _) = import(&["--write"]);
    assert!(done && said.contains(&format!("Written: {count}")), "{said}");
    let (done, said, _) = import(&["--write"]);
    assert!(done && said.contains("Written: 0"), "{said}");
    let again: Value = serde_json::from_str(&scene.world.accord(&["consent", "export", "--person", PERSON])).unwrap();
    assert_eq!(again["entry"].as_array().unwrap().len(), 2 * count);

    std::fs::write(&file, bundle.replace("nhs/PERSON/pat-suite", "nhs/PERSON/pat-nobody")).unwrap();
    let (done, said, why) = import(&["--write"]);
    assert!(
        !done && said.contains("CONSENT_PATIENT_UNKNOWN Consent.patient") && why.contains("nothing was written"),
        "{why}"
    );
    let mixed = bundle.replacen("nhs/PERSON/pat-suite", "nhs/PERSON/pat-other", 1);
    std::fs::write(&file, mixed).unwrap();
    let (done, _, why) = import(&["--write", "--person", PERSON]);
    assert!(!done && why.contains("CONSENT_PATIENTS_DIFFER"), "{why}");
    for (text, code) in [("{\"resourceType\": \"Patient\"}", "CONSENT_FILE"), ("Isolde { no JSON", "CONSENT_FILE")] {
        std::fs::write(&file, text).unwrap();
        let (done, said, why) = import(&[]);
        assert!(!done && why.contains(code) && !why.contains("Isolde") && said.is_empty(), "{why}");
    }
    let log = scene.world.accord(&["audit", "verify"]);
    assert!(log.contains("The log holds"), "{log}");
}
