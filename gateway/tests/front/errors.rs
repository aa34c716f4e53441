//! What an error may say.

use std::path::Path;

use accord_gateway::http::Code;
use serde_json::{Value, json};

use crate::start::{Answer, Gateway, outcome};

#[tokio::test]
async fn validation_says_where_and_never_what() {
    let gateway = Gateway::plain().await;
    for (query, code, line) in [
        ("{ viewer { role } Zqx }", "FIELD_UNKNOWN", 1),
        ("{ viewer {\n roel } }", "FIELD_UNKNOWN", 2),
        ("{ viewer(Zqx: 1) { role } }", "ARGUMENT_UNKNOWN", 1),
        ("{ node(id: {Zqx: 1}) { id } }", "ARGUMENT_INVALID", 1),
        ("{ node { id } }", "ARGUMENT_INVALID", 1),
        ("{ viewer { role { __typename } } }", "SELECTION_INVALID", 1),
        ("{ viewer }", "SELECTION_INVALID", 1),
        ("{ viewer @Zqx { role } }", "DIRECTIVE_INVALID", 1),
        ("{ ... on Zqx { viewer { role } } }", "TYPE_UNKNOWN", 1),
        ("{ viewer { role } } fragment Zqx on Query { __typename }", "FRAGMENT_INVALID", 1),
        ("query($Zqx: Int) { viewer { role } }", "VARIABLE_INVALID", 1),
        ("{ node(id: $Zqx) { id } }", "VARIABLE_INVALID", 1),
        ("{ a: viewer { role } a: viewer { purpose } a: partners { connector } }", "FIELDS_CONFLICT", 1),
        ("{ viewer { role }", "DOCUMENT_INVALID", 1),
    ] {
        let answer = Answer::to(gateway.signed(query)).await;
        assert_eq!(answer.outcome(), outcome(400, code), "{query}: {}", answer.text);
        let body = answer.body();
        assert_eq!(body["errors"][0]["locations"][0]["line"], line, "{query}");
        assert!(
            !answer.text.contains("Zqx") && !answer.text.contains("roel") && !answer.text.contains("Did you mean"),
            "{}",
            answer.text
        );
        assert_eq!(body.get("data"), None);
    }
}

#[tokio::test]
async fn values_of_variables_never_come_back() {
    let gateway = Gateway::plain().await;
    for (query, variables) in [
        ("query($id: ID!) { node(id: $id) { id } }", json!({"id": {"Zqx": 1}})),
        ("query($id: ID!) { node(id: $id) { id } }", json!({"id": null})),
        ("query($id: ID!) { node(id: $id) { id } }", json!({"id": "Zqx"})),
        ("query($n: Int) { victims(first: $n) { nodes { id } } }", json!({"n": "Zqx"})),
        ("query($n: Int) { victims(first: $n) { nodes { id } } }", json!({"n": 1_000_000})),
        ("query($a: String) { victims(after: $a) { nodes { id } } }", json!({"a": "Zqx"})),
    ] {
        let body = json!({"query": query, "variables": variables}).to_string();
        let bearer = format!("Bearer {}", gateway.token());
        let request = gateway.raw(body).header("authorization", bearer).header("accord-purpose", "SUPPORT");
        let answer = Answer::to(request).await;
        assert!(Code::named(&answer.code()).is_some_and(|code| code != Code::Internal), "{}", answer.text);
        assert!(!answer.text.contains("Zqx") && !answer.text.contains("1000000"), "{}", answer.text);
    }
}

#[tokio::test]
async fn every_error_has_a_published_code_and_its_message() {
    let gateway = Gateway::plain().await;
    let many: String = (0..40).map(|i| format!("zqx{i} ")).collect();
    let answer = Answer::to(gateway.signed(&format!("{{ viewer {{ {many} }} }}"))).await;
    let body = answer.body();
    let errors = body["errors"].as_array().unwrap();
    assert_eq!(errors.len(), 20, "the first few say enough");
    for error in errors {
        let code = Code::named(error["extensions"]["code"].as_str().unwrap()).unwrap();
        assert_eq!(error["message"], Value::from(code.message()));
        assert_eq!(error["extensions"].as_object().unwrap().len(), 1);
    }
}

#[test]
fn the_published_list_is_the_list() {
    let published = include_str!("../../../docs/errors.md");
    for code in Code::ALL {
        let row = format!("| `{}` | {} |", code.code(), code.status());
        let line = published.lines().find(|line| line.starts_with(&row)).unwrap_or_else(|| panic!("{code:?}"));
        assert!(line.contains(code.message()), "{code:?}");
    }
    assert_eq!(published.lines().filter(|line| line.starts_with("| `")).count(), Code::ALL.len());
}

/// A resolver's code that is not in the list would leave as a mistake of ours.
#[test]
fn every_code_of_the_schema_s_is_in_the_list() {
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema/graphql/src")];
    let mut found = 0;
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let text = std::fs::read_to_string(path).unwrap();
        for call in text.split("failed(").skip(1) {
            if let Some(code) = call.trim_start().strip_prefix('"').and_then(|rest| rest.split('"').next()) {
                assert!(Code::named(code).is_some(), "{code}");
                found += 1;
            }
        }
    }
    assert!(found > 5, "{found}");
}
