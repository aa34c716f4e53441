use std::time::{Duration, Instant};

use accord_consent::Population;
use accord_federation::Fault;
use accord_sandbox::{FaultKind, Quirks, ReportsOptions};

use crate::city::{City, day, racist};

const SHORT: &str = "patience_ms = 400, attempt_timeout_ms = 200, sync_patience_ms = 900";

#[tokio::test]
async fn each_failure_is_a_fault_in_time() {
    let throttled = Fault::Throttled { retry_after_seconds: Some(1) };
    for (format, kind, fault) in [
        ("json", FaultKind::Hang, Fault::Silent),
        ("xml", FaultKind::Slow, Fault::Silent),
        ("xml", FaultKind::Unauthorized, Fault::Refused),
        ("json", FaultKind::Throttled, throttled),
        ("xml", FaultKind::ServerError, Fault::Broken),
        ("xml", FaultKind::Truncated, Fault::Broken),
        ("json", FaultKind::Truncated, Fault::Broken),
        ("json", FaultKind::WrongTypes, Fault::Broken),
        ("json", FaultKind::Garbage, Fault::Broken),
        ("xml", FaultKind::Garbage, Fault::Broken),
        ("auto", FaultKind::Garbage, Fault::Broken),
    ] {
        let city = City::quirky(Quirks::default(), vec![racist("1", day(1)), racist("2", day(1))]).await;
        let connector = city.connector(&format!("format = '{format}'"), SHORT);
        city.fault(kind, None);
        let begun = Instant::now();
        let answer = connector.incidents(&city.permit(&["1", "2"], &["offence"])).await;
        assert_eq!((answer.fault, answer.records.len()), (Some(fault), 0), "{kind:?}");
        assert!(begun.elapsed() < Duration::from_secs(2), "{kind:?}");
        let page = connector.changes(&city.order(Population::HateFlagged), None).await;
        assert!(page.err().is_some(), "{kind:?}");
    }
}

#[tokio::test]
async fn a_failed_chunk_does_not_lose_the_others() {
    let reports = (0..60).map(|number| racist(number.to_string(), day(number))).collect();
    let city = City::quirky(Quirks::default(), reports).await;
    let connector = city.connector("", "cap = 20, bulkhead = 1");
    city.fault(FaultKind::ServerError, Some(1));
    let ids: Vec<String> = (0..60).map(|number| number.to_string()).collect();
    let words: Vec<&str> = ids.iter().map(String::as_str).collect();
    let answer = connector.incidents(&city.permit(&words, &["offence"])).await;
    assert_eq!((answer.fault, answer.records.len()), (Some(Fault::Broken), 40));
}

#[tokio::test]
async fn a_walk_that_failed_goes_on_from_its_cursor() {
    let reports = (0..60).map(|number| racist(number.to_string(), day(number))).collect();
    let city = City::start(ReportsOptions { cap: 20, ..ReportsOptions::default() }, reports).await;
    let connector = city.connector("page_cap = 20", "");
    let order = city.order(Population::HateFlagged);
    let first = connector.changes(&order, None).await.unwrap();
    assert!(first.changes.is_empty() && first.more);
    city.fault(FaultKind::Truncated, Some(1));
    assert_eq!(connector.changes(&order, Some(&first.next)).await.err(), Some(Fault::Broken));
    let rest = city.round(&*connector, Some(first.next), |_| {}).await;
    assert_eq!(rest.found.len(), 60);
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let reports = (0..60).map(|number| racist(number.to_string(), day(number))).collect();
    let city = City::quirky(Quirks { ignores_ids: true, ..Quirks::default() }, reports).await;
    let connector = city.connector("", "max_body_bytes = 2000");
    let answer = connector.incidents(&city.permit(&["1"], &["offence"])).await;
    assert_eq!(answer.fault, Some(Fault::Broken));
}
