use accord_federation::Fault;
use serde::Deserialize;

use super::{Field, Many, Text};

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Outcome {
    resource_type: Field<Text>,
    issue: Many<Issue>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Issue {
    severity: Field<Text>,
    code: Field<Text>,
}

/// What an `OperationOutcome` says, by the codes of its issues (HL7 FHIR R4, `IssueType`); never by its text. None where
/// it is none, or says nothing that the status does not.
pub(in crate::nhs) fn fault(body: &[u8]) -> Option<Fault> {
    let outcome: Outcome = serde_json::from_slice(body).ok()?;
    if !outcome.resource_type.is("OperationOutcome") {
        return None;
    }
    let grave = outcome.issue.items.iter().filter(|issue| !issue.severity.is("information"));
    grave.filter_map(|issue| issue.code.text()).find_map(of_code)
}

fn of_code(code: &str) -> Option<Fault> {
    Some(match code {
        "throttled" | "too-costly" | "lock-error" => Fault::Throttled { retry_after_seconds: None },
        "transient" | "timeout" | "no-store" | "exception" | "incomplete" => Fault::Silent,
        "security" | "login" | "unknown" | "expired" | "forbidden" | "suppressed" => Fault::Refused,
        "not-supported" | "code-invalid" | "extension" => Fault::NotSupported,
        "not-found" | "deleted" => Fault::Stale,
        "invalid" | "structure" | "required" | "value" | "invariant" | "processing" | "duplicate"
        | "multiple-matches" | "too-long" | "business-rule" | "conflict" => Fault::Broken,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_decide_and_the_text_does_not() {
        let said = |code: &str| {
            let body = format!(
                r#"{{"resourceType":"OperationOutcome","issue":[{{"severity":"information","code":"throttled"}},
                {{"severity":"error","code":"{code}","diagnostics":"throttled security not-found"}}]}}"#
            );
            fault(body.as_bytes())
        };
        assert_eq!(said("throttled"), Some(Fault::Throttled { retry_after_seconds: None }));
        assert_eq!(said("transient"), Some(Fault::Silent));
        assert_eq!(said("security"), Some(Fault::Refused));
        assert_eq!(said("not-found"), Some(Fault::Stale));
        assert_eq!(said("not-supported"), Some(Fault::NotSupported));
        assert_eq!(said("a code of tomorrow"), None);
        assert_eq!(fault(b"<OperationOutcome/>"), None);
        assert_eq!(fault(br#"{"resourceType":"Bundle","issue":[{"code":"security"}]}"#), None);
    }
}
