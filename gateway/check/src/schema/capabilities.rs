//! A FHIR `CapabilityStatement` (R4).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Asked, names};
use crate::wire::Call;

/// Parameters that shape a result and find nothing (FHIR R4, search: 3.1.1.5).
const RESULTS: [&str; 13] = [
    "_sort",
    "_count",
    "_offset",
    "_include",
    "_revinclude",
    "_summary",
    "_total",
    "_elements",
    "_contained",
    "_containedType",
    "_format",
    "_pretty",
    "_maxresults",
];

/// What a server says that it can.
pub(crate) struct Capabilities {
    version: Option<String>,
    kinds: BTreeMap<String, Kind>,
    /// Search parameters of every type.
    everywhere: BTreeSet<String>,
}

/// One type of resource.
#[derive(Default)]
struct Kind {
    /// Empty: not said.
    interactions: BTreeSet<String>,
    parameters: BTreeSet<String>,
}

fn texts(value: &Value, list: &str, key: &str) -> BTreeSet<String> {
    let all = value.get(list).and_then(Value::as_array).into_iter().flatten();
    all.filter_map(|one| one.get(key)?.as_str().map(str::to_owned)).collect()
}

impl Capabilities {
    pub(super) fn of(statement: &Value) -> Self {
        let mut kinds: BTreeMap<String, Kind> = BTreeMap::new();
        let mut everywhere = BTreeSet::new();
        for rest in statement.get("rest").and_then(Value::as_array).into_iter().flatten() {
            everywhere.extend(texts(rest, "searchParam", "name"));
            for resource in rest.get("resource").and_then(Value::as_array).into_iter().flatten() {
                let Some(name) = resource.get("type").and_then(Value::as_str) else { continue };
                let kind = kinds.entry(name.to_owned()).or_default();
                kind.interactions.extend(texts(resource, "interaction", "code"));
                kind.parameters.extend(texts(resource, "searchParam", "name"));
            }
        }
        let version = statement.get("fhirVersion").and_then(Value::as_str).map(str::to_owned);
        Self { version, kinds, everywhere }
    }

    pub(super) fn undescribed(&self, call: &Call, base: &str) -> BTreeSet<String> {
        let asked = Asked::of(call);
        let mut steps = asked.below(base).trim_matches('/').split('/');
        let (name, second) = (steps.next().unwrap_or_default(), steps.next());
        // The server's address itself (a batch, a further page) and operations are not of a type.
        if name.is_empty() || name == "metadata" || name.starts_with(['$', '_']) {
            return BTreeSet::new();
        }
        let Some(kind) = self.kinds.get(name) else {
            return BTreeSet::from([format!("{name}: no such type")]);
        };
        let reads = second.is_some_and(|step| step != "_search");
        let interaction = if reads { "read" } else { "search-type" };
        let mut places = BTreeSet::new();
        if !kind.interactions.is_empty() && !kind.interactions.contains(interaction) {
            places.insert(format!("{name}: no interaction `{interaction}`"));
        }
        let form = if call.method == "POST" { names(&call.body) } else { Vec::new() };
        for name_of in asked.names.iter().chain(&form).filter(|_| !reads) {
            let plain = name_of.split([':', '.']).next().unwrap_or_default();
            let known = kind.parameters.contains(plain) || self.everywhere.contains(plain) || RESULTS.contains(&plain);
            if !known {
                places.insert(format!("{name}: no search parameter `{plain}`"));
            }
        }
        places
    }

    pub(super) fn unlike(&self, call: &Call) -> BTreeSet<String> {
        let mut places = BTreeSet::new();
        if self.version.as_deref().is_some_and(|version| !version.starts_with("4.0")) {
            places.insert("fhirVersion: not 4.0".to_owned());
        }
        let Ok(answer) = serde_json::from_slice::<Value>(&call.reply) else {
            places.insert(format!("{}: no JSON", call.status));
            return places;
        };
        let entries = answer.get("entry").and_then(Value::as_array).into_iter().flatten();
        let resources = entries.filter_map(|entry| entry.get("resource"));
        for resource in resources {
            match resource.get("resourceType").and_then(Value::as_str) {
                Some(name) if self.kinds.contains_key(name) || name == "OperationOutcome" => {}
                // A word of the answer is told only where it is a name of FHIR's.
                Some(name) if name.len() < 40 && name.chars().all(|c| c.is_ascii_alphabetic()) => {
                    places.insert(format!("{name}: no such type"));
                }
                _ => {
                    places.insert("a resource without a type".to_owned());
                }
            }
        }
        places
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::wire::called;

    fn server() -> Capabilities {
        Capabilities::of(&json!({"fhirVersion": "4.0.1", "rest": [{
            "searchParam": [{"name": "_id"}],
            "resource": [{"type": "Patient", "interaction": [{"code": "search-type"}],
                "searchParam": [{"name": "identifier"}]}],
        }]}))
    }

    #[test]
    fn what_a_server_does_not_declare_is_told() {
        let server = server();
        let told = |method, target, body| server.undescribed(&called(method, target, body, "{}"), "/fhir/R4");
        assert_eq!(told("POST", "/fhir/R4/Patient/_search", "_id=1%2C2&_count=50&_elements=id"), BTreeSet::new());
        assert_eq!(told("GET", "/fhir/R4/metadata", ""), BTreeSet::new());
        let odd = told("POST", "/fhir/R4/Patient/_search", "birthdate=ge1970");
        assert_eq!(odd, BTreeSet::from(["Patient: no search parameter `birthdate`".to_owned()]));
        assert_eq!(
            told("GET", "/fhir/R4/Patient/1", ""),
            BTreeSet::from(["Patient: no interaction `read`".to_owned()])
        );
        assert_eq!(told("GET", "/fhir/R4/Flag?x=1", ""), BTreeSet::from(["Flag: no such type".to_owned()]));
    }

    #[test]
    fn a_resource_of_an_undeclared_type_is_told_by_its_type_alone() {
        let reply = r#"{"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Flag", "id": "x"}}]}"#;
        let odd = server().unlike(&called("GET", "/fhir/R4/Patient", "", reply));
        assert_eq!(odd, BTreeSet::from(["Flag: no such type".to_owned()]));
    }
}
