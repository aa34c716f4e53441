//! Which browser origins may ask.

use reqwest::Method;
use reqwest::header::ORIGIN;

use crate::start::{Answer, Gateway, WHO, Wanted, outcome};

const OURS: &str = "https://cases.safe-haven.example";

fn preflight(gateway: &Gateway, origin: &str, method: &str) -> reqwest::RequestBuilder {
    gateway
        .http
        .request(Method::OPTIONS, format!("{}/graphql", gateway.base))
        .header(ORIGIN, origin)
        .header("access-control-request-method", method)
        .header("access-control-request-headers", "authorization,content-type,accord-purpose")
}

#[tokio::test]
async fn a_configured_origin_may_ask() {
    let gateway = Gateway::start(Wanted { origins: vec![OURS.to_owned()], ..Wanted::default() }).await;
    let allowed = Answer::to(preflight(&gateway, OURS, "POST")).await;
    assert_eq!((allowed.status, allowed.header("access-control-allow-origin")), (200, OURS));
    for header in ["authorization", "content-type", "accord-purpose"] {
        assert!(allowed.header("access-control-allow-headers").contains(header), "{header}");
    }
    assert_eq!(allowed.header("access-control-allow-methods"), "POST");
    let answer = Answer::to(gateway.signed(WHO).header(ORIGIN, OURS)).await;
    assert_eq!((answer.status, answer.header("access-control-allow-origin")), (200, OURS));
    assert_eq!(answer.header("access-control-allow-credentials"), "");
    for (origin, method) in [
        (OURS, "GET"),
        ("https://cases.safe-haven.example.evil", "POST"),
        ("null", "POST"),
        ("http://cases.safe-haven.example", "POST"),
    ] {
        let refused = Answer::to(preflight(&gateway, origin, method)).await;
        assert_eq!(refused.outcome(), outcome(403, "ORIGIN_REFUSED"), "{origin} {method}");
        assert_eq!(refused.header("access-control-allow-origin"), "");
    }
}

#[tokio::test]
async fn with_none_configured_no_browser_may_ask() {
    let gateway = Gateway::plain().await;
    for origin in [OURS, gateway.base.as_str()] {
        assert_eq!(Answer::to(preflight(&gateway, origin, "POST")).await.status, 403);
        let asked = Answer::to(gateway.signed(WHO).header(ORIGIN, origin)).await;
        assert_eq!(asked.outcome(), outcome(403, "ORIGIN_REFUSED"));
        assert_eq!(asked.header("cache-control"), "no-store");
    }
}

#[tokio::test]
async fn the_demo_s_own_page_may_ask() {
    let gateway = Gateway::demo().await;
    let asked = Answer::to(gateway.signed(WHO).header(ORIGIN, &gateway.base)).await;
    assert_eq!(asked.status, 200);
    assert_eq!(Answer::to(gateway.signed(WHO).header(ORIGIN, OURS)).await.status, 403);
}
