use std::time::Duration;

use accord_federation::Fault;
use accord_model::ServiceQuery;
use accord_sandbox::FaultKind;

use crate::county::{County, near};

const HURRIED: &str =
    "limits = { patience_ms = 400, attempt_timeout_ms = 300, retry_budget_percent = 0, breaker = { failures = 1000 } }";

#[tokio::test]
async fn a_list_that_fails_is_a_fault_and_says_which() {
    let county = County::start().await;
    for (kind, fault) in [
        (FaultKind::Hang, Fault::Silent),
        (FaultKind::ServerError, Fault::Broken),
        (FaultKind::Garbage, Fault::Broken),
        (FaultKind::Truncated, Fault::Broken),
        (FaultKind::WrongTypes, Fault::Broken),
        (FaultKind::Unauthorized, Fault::Refused),
    ] {
        county.directory.reset();
        county.directory.fault(kind, "/service_at_locations", None);
        let listed = county.connect(HURRIED).unwrap().services(&near("LE1 5AA", 5_000)).await;
        assert_eq!((listed.services.len(), listed.fault), (0, Some(fault)), "{kind:?}");
    }
}

#[tokio::test]
async fn a_service_that_fails_costs_itself_and_is_told() {
    let county = County::start().await;
    let whole = county.connector().services(&near("LE1 5AA", 5_000)).await;
    let lost = whole.services.first().unwrap().local.clone();
    county.directory.fault(FaultKind::ServerError, &format!("/services/{}", lost.as_str()), None);
    let listed = county.connector().services(&near("LE1 5AA", 5_000)).await;
    assert_eq!(listed.fault, Some(Fault::Broken));
    assert_eq!(listed.services.len(), whole.services.len() - 1);
    assert!(listed.services.iter().all(|service| service.local != lost));
}

#[tokio::test]
async fn a_slow_directory_ends_with_the_patience_and_shows_what_came() {
    let county = County::start().await;
    let all = ServiceQuery { limit: 100, ..ServiceQuery::default() };
    county.directory.fault(FaultKind::Hang, "/services/", None);
    let connector = county.connect(HURRIED).unwrap();
    let listed = tokio::time::timeout(Duration::from_secs(1), connector.services(&all)).await.unwrap();
    assert_eq!((listed.services.len(), listed.fault), (0, Some(Fault::Silent)));
}

#[tokio::test]
async fn totals_that_lie_are_not_believed() {
    let county = County::start().await;
    let all = ServiceQuery { limit: 100, ..ServiceQuery::default() };
    let before = county.connector().services(&all).await.services.len();
    county.directory.clear_requests();
    // "A million pages", and never the last.
    county.directory.fault(FaultKind::PageLoop, "/services", None);
    let listed = tokio::time::timeout(Duration::from_secs(30), county.connector().services(&all)).await.unwrap();
    assert_eq!((listed.services.len(), listed.fault), (before, None));
    assert_eq!(county.paths().iter().filter(|path| *path == "/services").count(), 2, "an empty page is the end");
}
