//! The sandbox's trust and a FHIR server that is not ours, loaded with the same resources, find the same ones. Where they
//! differ, a connector must stand both: `tests/medplum/README.md` says where.

use accord_harness::Medplum;
use accord_sandbox::{NhsOptions, NhsServer, Options};
use serde_json::Value;

struct Two {
    http: reqwest::Client,
    trust: NhsServer,
    token: String,
    medplum: Medplum,
}

impl Two {
    async fn start() -> Self {
        let options = Options { people: 120, incidents: 180, nhs: Some(NhsOptions::default()), ..Options::default() };
        let trust = NhsServer::start(&options).await.unwrap();
        let bundle = trust.bundle();
        let medplum = tokio::task::spawn_blocking(move || Medplum::start(&bundle)).await.unwrap();
        Self { http: reqwest::Client::new(), token: trust.token(), trust, medplum }
    }

    async fn at(&self, base: &str, token: &str, kind: &str, form: &[(&str, &str)]) -> Value {
        let request = self.http.post(format!("{base}/{kind}/_search")).bearer_auth(token);
        let answer = request.header("x-request-id", "1").form(form).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{kind} {form:?}");
        answer.json().await.unwrap()
    }

    async fn medplum(&self, kind: &str, form: &[(&str, &str)]) -> Value {
        self.at(self.medplum.fhir_url(), "medplum", kind, form).await
    }

    /// What both find; they must find the same.
    async fn both(&self, kind: &str, form: &[(&str, &str)]) -> Vec<String> {
        let form = [form, &[("_count", "100")]].concat();
        let ours = found(&self.at(&self.trust.fhir_url(), &self.token, kind, &form).await);
        assert_eq!(ours, found(&self.medplum(kind, &form).await), "{kind} {form:?}");
        ours
    }
}

/// Every entry, match or include, sorted.
fn found(bundle: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let entries = bundle["entry"].as_array().into_iter().flatten();
    let mut found: Vec<String> = entries
        .map(|entry| {
            let resource = &entry["resource"];
            let mode = text(&entry["search"]["mode"]);
            format!("{mode} {}/{}", text(&resource["resourceType"]), text(&resource["id"]))
        })
        .collect();
    found.sort();
    found
}

const FLAG: &str = "https://fhir.leicspart.example/CodeSystem/flag|hate-incident";
const REFERRAL: &str = "https://fhir.leicspart.example/CodeSystem/referral|hate-crime-support";
const CONSENT: &str = "https://fhir.leicspart.example/CodeSystem/consent|hate-crime-sharing";

#[tokio::test]
async fn two_servers_find_the_same() {
    let two = Two::start().await;
    let flags = two.both("Flag", &[("code", FLAG), ("status", "active")]).await;
    assert!(flags.len() > 5);
    let named: Vec<&str> = flags.iter().filter_map(|flag| flag.strip_prefix("match Flag/")).collect();
    assert_eq!(two.both("Flag", &[("_id", &named[..3].join(","))]).await.len(), 3);
    let since = [("_lastUpdated", "ge2024-06-01T00:00:00Z"), ("_lastUpdated", "lt2025-06-01T00:00:00Z")];
    for kind in ["Patient", "Condition", "Flag"] {
        assert!(!two.both(kind, &since).await.is_empty());
    }
    let form = [("category", REFERRAL), ("_include", "ServiceRequest:performer"), ("_revinclude", "Task:focus")];
    let referrals = two.both("ServiceRequest", &form).await;
    assert!(referrals.iter().any(|found| found.starts_with("include Task/")));
    assert!(referrals.iter().any(|found| found.starts_with("include Organization/")));
    assert!(!two.both("Consent", &[("category", CONSENT), ("_include", "Consent:patient")]).await.is_empty());
    assert!(!two.both("Condition", &[("code", "http://hl7.org/fhir/sid/icd-10|Z60.5")]).await.is_empty());
    let codes = "http://hl7.org/fhir/sid/icd-10|Y04,http://snomed.info/sct|52684005";
    let attended = two.both("Encounter", &[("reason-code", codes), ("_include", "Encounter:subject")]).await;
    let patients: Vec<&str> = attended.iter().filter_map(|found| found.strip_prefix("include Patient/")).collect();
    assert!(patients.len() > 1);
    for kind in ["Encounter", "Condition", "Flag", "ServiceRequest"] {
        let listed = patients[..2].join(",");
        two.both(kind, &[("patient", &listed)]).await;
        two.both(kind, &[("subject", &format!("Patient/{},Patient/{}", patients[0], patients[1]))]).await;
    }
}

#[tokio::test]
async fn where_it_differs_is_as_it_is_written() {
    let two = Two::start().await;
    let unknown = two.medplum("Patient", &[("shoe-size", "9")]).await;
    assert_eq!((unknown["total"].as_u64(), found(&unknown).len()), (Some(0), 0));
    let cut = two.medplum("Patient", &[("_count", "2")]).await;
    assert!(cut["link"].is_null() && found(&cut).len() == 2 && cut["total"].as_u64() > Some(2));
    let whole = two.medplum("Patient", &[("_count", "1"), ("_elements", "birthDate")]).await;
    assert!(whole["entry"][0]["resource"]["name"].is_array());
}
