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

/// What she has said, carried out.
fn export(scene: &Scene) -> (String, Value) {
    let text = scene.world.accord(&["consent", "export", "--person", PERSON]);
    let read = serde_json::from_str(&text).unwrap();
    (text, read)
}

/// Whether a file of this text is carried in, what is said of it, and why not.
fn import(scene: &Scene, text: &str, more: &[&str]) -> (bool, String, String) {
    let file = scene.world.folder().join("consents.json");
    std::fs::write(&file, text).unwrap();
    let words = ["consent", "import", "--organisation", "safe-haven-llr"];
    let all: Vec<&str> = words.iter().chain(more).copied().chain([file.to_str().unwrap()]).collect();
    let output = scene.world.command(&all).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.success(), text(&output.stdout), text(&output.stderr))
}

fn count(bundle: &Value) -> usize {
    bundle["entry"].as_array().unwrap().len()
}

#[tokio::test(flavor = "multi_thread")]
async fn consents_are_carried_out_and_in() {
    let scene = scene().await;
    let (bundle, exported) = export(&scene);
    let first = &exported["entry"][0]["resource"];
    assert_eq!((&exported["type"], &first["resourceType"]), (&json!("collection"), &json!("Consent")));
    assert_eq!(first["patient"]["identifier"]["value"], "nhs/PERSON/pat-suite");
    let (done, said, _) = import(&scene, &bundle, &[]);
    assert!(done && said.contains("0 new directives; nothing was written"), "{said}");
    assert!(said.contains("known PERMIT to CHARITY, purpose any") && !said.contains('!'), "{said}");
    let (done, said, _) = import(&scene, &bundle, &["--write"]);
    assert!(done && said.contains("Written: 0"), "a copy would outlive what she takes back: {said}");
    assert_eq!(export(&scene).1["entry"], exported["entry"], "out and in and out: the same");
    // Somebody else's file about her says another word.
    let foreign = bundle.replace("urn:uuid:", "urn:other:").replace("CHARITY", "COUNCIL");
    let (done, said, _) = import(&scene, &foreign, &[]);
    let new = said.matches("  new ").count();
    assert!(done && new > 0 && said.contains(&format!("{new} new directives; nothing was written")), "{said}");
    let (done, said, _) = import(&scene, &foreign, &["--write"]);
    assert!(done && said.contains(&format!("Written: {new}")), "{said}");
    let (done, said, _) = import(&scene, &foreign, &["--write"]);
    assert!(done && said.contains("Written: 0"), "{said}");
    assert_eq!(count(&export(&scene).1), count(&exported) + new);
    let log = scene.world.accord(&["audit", "verify"]);
    assert!(log.contains("The log holds"), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_file_that_was_altered_or_is_somebody_elses_nothing_comes_in() {
    let scene = scene().await;
    let (bundle, exported) = export(&scene);
    let other = bundle.replacen("nhs/PERSON/pat-suite", "nhs/PERSON/pat-other", 1);
    let (done, _, why) = import(&scene, &other, &["--write", "--person", PERSON]);
    assert!(!done && why.contains("CONSENT_PATIENTS_DIFFER"), "{why}");
    for (from, to, code) in [
        ("nhs/PERSON/pat-suite", "nhs/PERSON/pat-nobody", "CONSENT_PATIENT_UNKNOWN Consent.patient"),
        ("\"CHARITY\"", "\"POLICE\"", "CONSENT_ALTERED Consent.identifier"),
        ("\"CHARITY\"", "\"GUILD\"", "CONSENT_ACTOR_UNKNOWN Consent.provision.actor[0]"),
        ("\"active\"", "\"enacted\"", "CONSENT_STATUS_UNKNOWN Consent.status"),
    ] {
        let (done, said, why) = import(&scene, &bundle.replacen(from, to, 1), &["--write"]);
        assert!(!done && said.contains(code) && why.contains("nothing was written"), "{code}: {said} {why}");
    }
    for (text, code) in [
        ("{\"resourceType\": \"Patient\"}", "CONSENT_FILE"),
        ("Isolde { no JSON", "CONSENT_FILE"),
        (bundle.replacen("\"resource\"", "\"res\"", 1).as_str(), "CONSENT_FILE: Bundle.entry[0]"),
    ] {
        let (done, said, why) = import(&scene, text, &["--write"]);
        assert!(!done && why.contains(code) && !why.contains("Isolde") && said.is_empty(), "{why}");
    }
    assert_eq!(export(&scene).1["entry"], exported["entry"], "nothing of them came in");
}
