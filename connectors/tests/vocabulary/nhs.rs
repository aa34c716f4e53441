use serde_json::{Value, json};

use crate::reader::Reader;
use crate::row::{Case, table};
use crate::wire::serve;

const ICD_10: &str = "http://hl7.org/fhir/sid/icd-10";
const INTENT: &str = "https://fhir.nhs.uk/CodeSystem/ecds-injury-intent";
const SNOMED: &str = "http://snomed.info/sct";
const FLAG: &str = "https://fhir.leicspart.example/CodeSystem/flag";

/// As a FHIR server that ignores every parameter but the type: what is taken of it is the connector's own decision.
fn answer(records: &[Value], path: &str, _: &str) -> Value {
    if path.starts_with("/metadata") {
        return json!({"resourceType": "CapabilityStatement", "fhirVersion": "4.0.1"});
    }
    let kind = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    let found = records.iter().filter(|one| one["resourceType"] == kind);
    let entries: Vec<_> = found.map(|one| json!({"resource": one})).collect();
    json!({"resourceType": "Bundle", "type": "searchset", "total": entries.len(), "entry": entries})
}

fn concept(system: &str, code: &str) -> Value {
    json!({"coding": [{"system": system, "code": code, "display": "as coded"}]})
}

fn patient(id: &str) -> Value {
    json!({"resourceType": "Patient", "id": id, "meta": {"lastUpdated": "2026-11-01T10:00:00Z"}})
}

/// A diagnosis of somebody.
fn condition(number: usize, of: &str, system: &str, code: &str) -> Value {
    json!({
        "resourceType": "Condition", "id": format!("c-{number:02}"), "meta": {"lastUpdated": "2026-11-01T10:00:00Z"},
        "verificationStatus": concept("http://terminology.hl7.org/CodeSystem/condition-ver-status", "confirmed"),
        "subject": {"reference": format!("Patient/{of}")}, "code": concept(system, code),
        "recordedDate": "2026-10-01",
    })
}

/// What corroborates: a flag, a referral or a consent puts the patient into the population. `out` has none.
fn grounds() -> Vec<Value> {
    let flag = json!({
        "resourceType": "Flag", "id": "f-1", "meta": {"lastUpdated": "2026-11-01T10:00:00Z"}, "status": "active",
        "code": concept(FLAG, "hate-incident"), "subject": {"reference": "Patient/in"},
    });
    vec![patient("in"), patient("out"), flag]
}

#[tokio::test]
async fn the_rows_of_the_nhs() {
    let said = [
        ("ED injury intent assault, patient in the population", "in", INTENT, "assault"),
        ("ED injury intent assault, nothing corroborates", "out", INTENT, "assault"),
        ("ICD-10 X85, patient in the population", "in", ICD_10, "X85"),
        ("ICD-10 X99.1, a subdivision", "in", ICD_10, "X99.1"),
        ("ICD-10 Y09, patient in the population", "in", ICD_10, "Y09"),
        ("ICD-10 Y09, nothing corroborates", "out", ICD_10, "Y09"),
        ("ICD-10 Y10, undetermined intent", "in", ICD_10, "Y10"),
        ("SNOMED CT 52684005 assault", "in", SNOMED, "52684005"),
        ("ICD-10 Z60.5 target of perceived discrimination", "in", ICD_10, "Z60.5"),
        ("ICD-10 Z60.5, nothing corroborates", "out", ICD_10, "Z60.5"),
        ("ICD-10 J45 asthma", "in", ICD_10, "J45"),
    ];
    let conditions = said.iter().enumerate().map(|(n, (_, of, system, code))| condition(n, of, system, code));
    let url = serve(grounds().into_iter().chain(conditions).collect(), answer).await;
    let settings = format!(
        "{{ base_url = '{url}', flag_codes = ['{FLAG}|hate-incident'], \
         limits = {{ patience_ms = 60000, attempt_timeout_ms = 60000, sync_patience_ms = 60000 }} }}"
    );
    let shown = Reader::over("nhs", &settings, |_| {}).await.shown().await;
    let name = |number| format!("Condition/c-{number:02}");
    let cases: Vec<Case> = said.iter().enumerate().map(|(n, (term, ..))| (*term, name(n))).collect();
    insta::assert_snapshot!("nhs", table("nhs", &cases, &shown));
}
