//! `OperationOutcome`s in the shape of the NHS's examples.

use serde_json::{Value, json};

use crate::http::Reply;

/// What every FHIR answer is.
pub(crate) const FHIR_JSON: &str = "application/fhir+json; fhirVersion=4.0";

/// A FHIR answer.
pub(crate) fn fhir(status: u16, body: &Value) -> Reply {
    Reply::of(status, FHIR_JSON, body.to_string().into_bytes())
}

/// An error: HTTP status, `issue.code`, the NHS's own code, and words for people.
pub(crate) fn refuse(status: u16, issue: &str, code: &str, diagnostics: &str) -> Reply {
    fhir(
        status,
        &json!({
            "resourceType": "OperationOutcome",
            "meta": {"lastUpdated": "2026-11-21T00:00:00.00Z"},
            "issue": [{
                "severity": "error",
                "code": issue,
                "details": {"coding": [{"system": "https://fhir.nhs.uk/CodeSystem/http-error-codes", "code": code}]},
                "diagnostics": diagnostics,
            }],
        }),
    )
}

/// 400 for a request that says something wrong.
pub(crate) fn invalid(diagnostics: &str) -> Reply {
    refuse(400, "invalid", "REC_BAD_REQUEST", diagnostics)
}

/// 429.
pub(crate) fn throttled() -> Reply {
    let system = "https://fhir.nhs.uk/CodeSystem/NHSD-API-ErrorOrWarningCode";
    let body = json!({
        "resourceType": "OperationOutcome",
        "issue": [{
            "severity": "error",
            "code": "throttled",
            "details": {"coding": [{"system": system, "code": "TOO_MANY_REQUESTS"}]},
            "diagnostics": "You have exceeded your application's rate limit.",
        }],
    });
    fhir(429, &body).with("retry-after", "1")
}
