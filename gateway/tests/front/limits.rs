//! Each limit is refused with its own code, before anything runs.

use std::fmt::Write as _;

use accord_gateway::http::Limits;
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use serde_json::json;

use crate::start::{Answer, Gateway, OLD, Wanted, outcome};

fn nested(levels: usize) -> String {
    format!("{{ {}a{} }}", "a { ".repeat(levels), " }".repeat(levels))
}

fn doubling() -> String {
    let mut text = "{ ...F0 } fragment F60 on Query { __typename }".to_owned();
    for i in 0..60 {
        write!(text, " fragment F{i} on Query {{ ...F{0} ...F{0} }}", i + 1).unwrap();
    }
    text
}

#[tokio::test]
async fn each_limit_has_a_code_of_its_own() {
    let gateway = Gateway::plain().await;
    let aliases: String = (0..1_000).map(|i| format!("a{i}:__typename ")).collect();
    for (query, code) in [
        (format!("{{ {aliases} }}"), "LIMIT_TOKENS"),
        (
            format!("{{ viewer {{ {} }} }}", (0..16).map(|i| format!("a{i}: role ")).collect::<String>()),
            "LIMIT_ALIASES",
        ),
        (nested(11), "LIMIT_DEPTH"),
        (nested(300), "LIMIT_DEPTH"),
        (format!("{{ {} }}", "__typename ".repeat(11)), "LIMIT_ROOT_FIELDS"),
        ("mutation { a: __typename b: __typename }".to_owned(), "ONE_MUTATION"),
        (format!("{{ viewer {{ {} }} }}", "role ".repeat(101)), "LIMIT_BREADTH"),
        ("{ __typename @a @a @a @a @a }".to_owned(), "LIMIT_DIRECTIVES"),
        (
            "{ victims(first: 100) { nodes { incidents(first: 100) { nodes { id narrative } } } } }".to_owned(),
            "LIMIT_COST",
        ),
        (doubling(), "LIMIT_ROOT_FIELDS"),
        ("{ ...A } fragment A on Query { ...A }".to_owned(), "FRAGMENT_INVALID"),
        ("subscription { __typename }".to_owned(), "SUBSCRIPTION_UNSUPPORTED"),
    ] {
        let answer = Answer::to(gateway.signed(&query)).await;
        assert_eq!(answer.outcome(), outcome(400, code), "{query}");
        assert!(!answer.text.contains("\"data\""));
        let old = gateway.http.post(format!("{}/graphql", gateway.base)).header(CONTENT_TYPE, OLD).header(ACCEPT, OLD);
        let answer = Answer::to(old.body(json!({ "query": query }).to_string())).await;
        assert_eq!(answer.outcome(), outcome(200, code), "{query}");
    }
}

#[tokio::test]
async fn a_body_ends_at_its_limit() {
    let limits = Limits { body_bytes: 1_000, ..Limits::default() };
    let gateway = Gateway::start(Wanted { limits, ..Wanted::default() }).await;
    let body = |length: usize| {
        let frame = r#"{"query":"{__typename}","x":""}"#;
        format!(r#"{{"query":"{{__typename}}","x":"{}"}}"#, "y".repeat(length - frame.len()))
    };
    assert_eq!(Answer::to(gateway.raw(body(1_000))).await.status, 200);
    assert_eq!(Answer::to(gateway.raw(body(1_001))).await.outcome(), outcome(413, "BODY_TOO_LARGE"));
    assert_eq!(Answer::to(gateway.raw("x".repeat(1 << 20))).await.outcome(), outcome(413, "BODY_TOO_LARGE"));
}
