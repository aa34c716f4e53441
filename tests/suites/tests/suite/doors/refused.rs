//! What a refusal looks like, and what it must leave as it was.

use accord_harness::Client;
use serde_json::{Map, Value, json};

use crate::scene::Scene;

/// Every table in which something rests that opens or shuts.
const POLICY: [&str; 9] = [
    "directive",
    "relation",
    "exclusion",
    "access",
    "person_link",
    "person_link_change",
    "correction_request",
    "quiet_log",
    "log_exemption",
];

/// What is granted, refused, asked for and linked, row for row.
pub(crate) fn policy(scene: &Scene) -> Map<String, Value> {
    let mut tables = scene.world.tables();
    POLICY.iter().map(|name| ((*name).to_owned(), json!(tables.remove(*name).expect("the table is there")))).collect()
}

/// What a mutation of one field says no with: code and place. A place is a path of the input, or a name of it in the sentence.
pub(crate) async fn no(client: &Client, mutation: &str, input: &Value) -> (String, String) {
    let answer = client.ask(mutation, json!({"input": input})).await;
    let body = answer.body();
    if let Some(error) = body["errors"].get(0) {
        assert!(
            body["data"].is_null() || body["data"].as_object().is_some_and(|d| d.values().all(Value::is_null)),
            "{body}"
        );
        let message = error["message"].as_str().unwrap().to_owned();
        assert!(error["locations"][0]["line"].is_number(), "{body}");
        let place = message.split('`').nth(1).map_or(message.clone(), str::to_owned);
        return (error["extensions"]["code"].as_str().unwrap().to_owned(), place);
    }
    let payload = body["data"].as_object().and_then(|data| data.values().next()).expect("a payload");
    let error = payload["userErrors"].get(0).unwrap_or_else(|| panic!("no refusal: {body} of {input}"));
    let empty = |value: &Value| value.is_null() || value.as_array().is_some_and(Vec::is_empty);
    let rest = payload.as_object().unwrap().iter().filter(|(name, _)| *name != "userErrors");
    assert!(
        rest.clone().count() > 0 && rest.clone().all(|(_, value)| empty(value)),
        "it says no and gives something: {body}"
    );
    let path = error["path"].as_array().unwrap().iter().filter_map(Value::as_str).skip(1).collect::<Vec<_>>();
    (error["code"].as_str().unwrap().to_owned(), path.join("."))
}

/// The input with these fields in it; a field of `null` is left out.
pub(crate) fn with(input: &Value, change: &Value) -> Value {
    let mut all = input.as_object().unwrap().clone();
    for (name, value) in change.as_object().unwrap() {
        if value.is_null() {
            all.remove(name);
        } else {
            all.insert(name.clone(), value.clone());
        }
    }
    Value::Object(all)
}

/// Each command ends with 1, says why in one line, and does nothing.
pub(crate) fn commands_refuse(scene: &Scene, cases: &[(Vec<&str>, &str)]) {
    let before = policy(scene);
    for (words, says) in cases {
        let output = scene.world.command(words).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success(), "{words:?} did something");
        assert!(output.stdout.is_empty() && said.contains(says), "{words:?}: {said}");
        assert!(!said.contains("panicked") && !said.contains("backtrace"), "{said}");
    }
    assert_eq!(policy(scene), before, "nothing granted, nothing lost");
}
