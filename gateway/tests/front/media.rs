//! Methods, media types, bodies.

use reqwest::Method;
use reqwest::header::{ACCEPT, CONTENT_ENCODING, CONTENT_TYPE};

use crate::start::{Answer, Gateway, NEW, OLD, outcome};

#[tokio::test]
async fn only_post_reaches_the_endpoint() {
    let gateway = Gateway::demo().await;
    let url = format!("{}/graphql", gateway.base);
    for method in [Method::GET, Method::PUT, Method::DELETE, Method::PATCH, Method::OPTIONS] {
        let request = gateway.http.request(method.clone(), format!("{url}?query={{__typename}}"));
        let answer = Answer::to(request).await;
        assert_eq!(answer.outcome(), outcome(405, "METHOD_NOT_ALLOWED"), "{method}");
        assert_eq!(answer.header("allow"), "POST");
    }
    let answer = Answer::to(gateway.http.get(format!("{}/graphql/", gateway.base))).await;
    assert_eq!(answer.outcome(), outcome(404, "PATH_UNKNOWN"));
}

#[tokio::test]
async fn only_json_is_read() {
    let gateway = Gateway::plain().await;
    let body = r#"{"query":"{__typename}"}"#;
    for media in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/graphql",
        "application/json; charset=latin1",
    ] {
        let request = gateway.http.post(format!("{}/graphql", gateway.base)).header(CONTENT_TYPE, media).body(body);
        assert_eq!(Answer::to(request).await.outcome(), outcome(415, "MEDIA_TYPE_UNSUPPORTED"), "{media}");
    }
    let bare = gateway.http.post(format!("{}/graphql", gateway.base)).body(body);
    assert_eq!(Answer::to(bare).await.status, 415);
    let packed = gateway.raw(body).header(CONTENT_ENCODING, "gzip");
    assert_eq!(Answer::to(packed).await.status, 415);
    let twice = gateway.raw(body).header(CONTENT_TYPE, "text/plain");
    assert_eq!(Answer::to(twice).await.status, 415);
    let utf8 = gateway
        .http
        .post(format!("{}/graphql", gateway.base))
        .header(CONTENT_TYPE, "application/json;charset=UTF-8")
        .body(body);
    assert_eq!(Answer::to(utf8).await.status, 200);
}

#[tokio::test]
async fn the_answer_comes_in_the_media_type_that_was_asked_for() {
    let gateway = Gateway::plain().await;
    for (accept, media) in
        [(NEW, NEW), (OLD, OLD), ("*/*", OLD), ("application/json;q=0.1, application/graphql-response+json", NEW)]
    {
        let request = gateway
            .http
            .post(format!("{}/graphql", gateway.base))
            .header(CONTENT_TYPE, OLD)
            .header(ACCEPT, accept)
            .body(r#"{"query":"{__typename}"}"#);
        let answer = Answer::to(request).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("content-type"), format!("{media}; charset=utf-8"), "{accept}");
        assert_eq!(answer.text, r#"{"data":{"__typename":"Query"}}"#);
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("x-request-id").len(), 36);
    }
    let request =
        gateway.http.post(format!("{}/graphql", gateway.base)).header(CONTENT_TYPE, OLD).header(ACCEPT, "text/html");
    assert_eq!(Answer::to(request.body("{}")).await.outcome(), outcome(406, "NOT_ACCEPTABLE"));
}

#[tokio::test]
async fn bodies_are_one_request_or_refused_without_an_echo() {
    let gateway = Gateway::plain().await;
    for (body, code) in [
        ("", "BODY_INVALID"),
        ("{\"query\": \"Zqx", "BODY_INVALID"),
        (r#"[{"query":"{__typename}"}]"#, "BATCH_REFUSED"),
        (r#"{"qeury":"Zqx"}"#, "REQUEST_INVALID"),
        (r#"{"query":{"Zqx":1}}"#, "REQUEST_INVALID"),
        (r#"{"query":"{__typename}","variables":"Zqx"}"#, "REQUEST_INVALID"),
        (r#"{"query":"{__typename}","operationName":["Zqx"]}"#, "REQUEST_INVALID"),
        (r#"{"query":"{__typename}","extensions":"Zqx"}"#, "REQUEST_INVALID"),
    ] {
        for media in [NEW, OLD] {
            let request = gateway.http.post(format!("{}/graphql", gateway.base)).header(CONTENT_TYPE, OLD);
            let answer = Answer::to(request.header(ACCEPT, media).body(body)).await;
            assert_eq!(answer.outcome(), outcome(400, code), "{body}");
            assert!(!answer.text.contains("Zqx") && !answer.text.contains("\"data\""), "{}", answer.text);
        }
    }
    let deep =
        format!(r#"{{"query":"{{__typename}}","variables":{{"a":{}{}}}}}"#, "[".repeat(5_000), "]".repeat(5_000));
    assert_eq!(Answer::to(gateway.raw(deep)).await.outcome(), outcome(400, "BODY_INVALID"));
    let broken = [b"{\"query\":\"{__typename \xff}\"}".as_slice()].concat();
    assert_eq!(Answer::to(gateway.raw(broken)).await.outcome(), outcome(400, "BODY_INVALID"));
}

#[tokio::test]
async fn health_is_for_machines_and_the_end_is_orderly() {
    let gateway = Gateway::plain().await;
    for path in ["live", "ready"] {
        let answer = Answer::to(gateway.http.get(format!("{}/health/{path}", gateway.base))).await;
        assert_eq!((answer.status, answer.header("cache-control")), (200, "no-store"), "{path}");
    }
    gateway.store.clone().close().await.unwrap();
    let ready = gateway.http.get(format!("{}/health/ready", gateway.base));
    assert_eq!(Answer::to(ready).await.status, 503);
    let live = gateway.http.get(format!("{}/health/live", gateway.base));
    assert_eq!(Answer::to(live).await.status, 200);
    let asked = gateway.signed(crate::start::WHO);
    assert_eq!(Answer::to(asked).await.outcome(), outcome(503, "SERVICE_UNAVAILABLE"));
    gateway.stop().await;
}
