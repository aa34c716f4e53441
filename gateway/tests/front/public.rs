//! What needs neither token nor purpose.

use serde_json::Value;

use crate::start::{Answer, Gateway, WHO, outcome};

const MEMBERS: &str = "{ organisations(first: 100) { nodes { name kind } } }";

#[tokio::test]
async fn the_members_of_the_partnership_are_public() {
    let gateway = Gateway::plain().await;
    let answer = Answer::to(gateway.post(MEMBERS)).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let body = answer.body();
    let names = body["data"]["organisations"]["nodes"].as_array().unwrap();
    assert!(names.iter().any(|n| n["name"] == "Charnwood Borough Council"), "{body}");
    // A token that is no good is not looked at: the answer is the same for everybody.
    let with_token = gateway.post(MEMBERS).header("authorization", "Bearer Zqx");
    assert_eq!(Answer::to(with_token).await.text, answer.text);
    for mixed in [
        "{ organisations { nodes { name } } viewer { role } }",
        "{ partners { connector } }",
        "{ victims { nodes { id } } }",
    ] {
        assert_eq!(Answer::to(gateway.post(mixed)).await.outcome(), outcome(401, "UNAUTHENTICATED"), "{mixed}");
    }
}

#[tokio::test]
async fn the_schema_is_shown_in_demo_mode_alone() {
    let introspection = "query($name: String!) { __type(name: $name) { name } }";
    let body = serde_json::json!({"query": introspection, "variables": {"name": "Victim"}}).to_string();
    let demo = Gateway::demo().await;
    let answer = Answer::to(demo.raw(body.clone())).await;
    assert_eq!(answer.body()["data"]["__type"]["name"], "Victim");
    let plain = Gateway::plain().await;
    let stranger = Answer::to(plain.raw(body.clone())).await;
    assert_eq!(stranger.outcome(), outcome(401, "UNAUTHENTICATED"));
    let bearer = format!("Bearer {}", plain.token());
    let known = plain.raw(body).header("authorization", bearer).header("accord-purpose", "SUPPORT");
    let answer = Answer::to(known).await;
    assert_eq!((answer.status, &answer.body()["data"]["__type"]), (200, &Value::Null));
    assert!(!answer.text.contains("Victim"));
}

#[tokio::test]
async fn the_query_page_is_there_in_demo_mode_alone_and_loads_nothing_from_elsewhere() {
    let demo = Gateway::demo().await;
    let get = |path: &str| demo.http.get(format!("{}{path}", demo.base));
    let page = Answer::to(get("/graphiql")).await;
    assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
    assert!(page.header("content-security-policy").contains("default-src 'none'"));
    assert_eq!(page.header("cache-control"), "no-store");
    for path in ["/graphiql", "/graphiql/page.js", "/graphiql/page.css"] {
        let asset = Answer::to(get(path)).await;
        assert_eq!(asset.status, 200, "{path}");
        assert!(!asset.text.contains("://"), "{path} names another place");
    }
    for id in ["token", "purpose", "query", "variables"] {
        assert!(page.text.contains(&format!("<label for=\"{id}\">")), "{id} has a label");
    }
    let plain = Gateway::plain().await;
    let none = Answer::to(plain.http.get(format!("{}/graphiql", plain.base))).await;
    assert_eq!(none.outcome(), outcome(404, "PATH_UNKNOWN"));
    assert_eq!(Answer::to(plain.post(WHO)).await.status, 401);
}

#[tokio::test]
async fn the_query_that_tools_send_is_answered_in_demo_mode() {
    let demo = Gateway::demo().await;
    let answer = Answer::to(demo.post(include_str!("introspection.graphql"))).await;
    assert_eq!((answer.status, answer.code().as_str()), (200, ""), "{}", answer.code());
    let body = answer.body();
    let types = body["data"]["__schema"]["types"].as_array().unwrap();
    assert!(types.iter().any(|t| t["name"] == "Victim"));
}
