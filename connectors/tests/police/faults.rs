use std::time::Duration;

use accord_consent::Permitted;
use accord_federation::{Connector, Fault};
use accord_model::Victim;
use accord_sandbox::FaultKind;
use tokio::time::{sleep, timeout};

use crate::force::Force;

fn one(force: &Force) -> Permitted<Victim> {
    let persons = force.persons(1);
    force.permit::<Victim>(&[(persons[0].as_str(), &["name"])])
}

async fn fault(connector: &dyn Connector, permit: &Permitted<Victim>) -> Option<Fault> {
    connector.victims(permit).await.fault
}

#[tokio::test]
async fn each_way_to_fail_has_its_code() {
    let force = Force::start().await;
    let permit = one(&force);
    for (kind, expected) in [
        (FaultKind::ServerError, Fault::Broken),
        (FaultKind::Truncated, Fault::Broken),
        (FaultKind::Garbage, Fault::Broken),
        (FaultKind::WrongTypes, Fault::Broken),
        (FaultKind::Throttled, Fault::Throttled { retry_after_seconds: Some(1) }),
    ] {
        let connector = force.connector(&[("patience_ms", "20000"), ("attempt_timeout_ms", "20000")]);
        force.fault(kind, Some(1));
        assert_eq!(fault(&*connector, &permit).await, Some(expected), "{kind:?}");
    }
    force.sandbox.police.nightly(true);
    let throttled = Fault::Throttled { retry_after_seconds: Some(1_800) };
    assert_eq!(fault(&*force.connector(&[]), &permit).await, Some(throttled));
}

#[tokio::test]
async fn a_partner_that_hangs_costs_its_patience_and_no_more() {
    let force = Force::start().await;
    let permit = one(&force);
    let connector = force.connector(&[("patience_ms", "700"), ("attempt_timeout_ms", "600")]);
    force.fault(FaultKind::Hang, None);
    let answer = timeout(Duration::from_secs(30), fault(&*connector, &permit)).await;
    assert_eq!(answer.unwrap(), Some(Fault::Silent));
}

#[tokio::test]
async fn a_body_larger_than_allowed_is_broken() {
    let force = Force::start().await;
    let connector = force.connector(&[("max_body_bytes", "64")]);
    assert_eq!(fault(&*connector, &one(&force)).await, Some(Fault::Broken));
}

#[tokio::test]
async fn a_read_is_tried_again_within_the_budget() {
    let force = Force::start().await;
    let permit = one(&force);
    let more_room = [("retry_budget_percent", "10"), ("attempt_timeout_ms", "20000")];
    let connector = force.connector(&more_room);
    force.fault(FaultKind::Truncated, Some(1));
    assert_eq!(fault(&*connector, &permit).await, None);
    assert_eq!(force.asked().len(), 2);

    let never_open = [("retry_budget_percent", "10"), ("attempt_timeout_ms", "20000"), ("breaker", "{failures = 999}")];
    let connector = force.connector(&never_open);
    force.sandbox.police.clear_requests();
    force.fault(FaultKind::ServerError, None);
    for _ in 0..50 {
        assert_eq!(fault(&*connector, &permit).await, Some(Fault::Broken));
    }
    let calls = force.asked().len();
    assert!((51..=56).contains(&calls), "50 questions made {calls} calls");
}

#[tokio::test]
async fn a_partner_that_asks_to_wait_is_left_alone_and_then_asked_again() {
    let force = Force::start().await;
    let permit = one(&force);
    let connector = force.connector(&[]);
    force.fault(FaultKind::Throttled, Some(1));
    for _ in 0..5 {
        assert!(matches!(fault(&*connector, &permit).await, Some(Fault::Throttled { .. })));
        assert_eq!(force.asked().len(), 1, "asked again at once");
    }
    sleep(Duration::from_millis(1_100)).await;
    assert_eq!(fault(&*connector, &permit).await, None);

    // Where patience allows, the question waits by itself.
    let connector = force.connector(&[("retry_budget_percent", "10"), ("attempt_timeout_ms", "20000")]);
    force.fault(FaultKind::Throttled, Some(1));
    assert_eq!(fault(&*connector, &permit).await, None);
}

#[tokio::test]
async fn the_breaker_opens_and_closes_and_counts_no_question_of_ours() {
    let force = Force::start().await;
    let permit = one(&force);
    let connector = force.connector(&[("breaker", "{failures = 3, open_ms = 1500}")]);
    force.fault(FaultKind::ServerError, None);
    for _ in 0..3 {
        assert_eq!(fault(&*connector, &permit).await, Some(Fault::Broken));
    }
    assert!(matches!(fault(&*connector, &permit).await, Some(Fault::Throttled { .. })));
    assert_eq!(force.asked().len(), 3, "an open breaker makes no call");
    force.fault(FaultKind::None, None);
    sleep(Duration::from_millis(1_600)).await;
    assert_eq!(fault(&*connector, &permit).await, None);
    assert_eq!(fault(&*connector, &permit).await, None);
}

#[tokio::test]
async fn a_question_that_is_dropped_leaves_nothing_behind() {
    let force = Force::start().await;
    let permit = one(&force);
    let connector = force.connector(&[("bulkhead", "1"), ("breaker", "{failures = 1}")]);
    assert_eq!(fault(&*connector, &permit).await, None);
    force.fault(FaultKind::Hang, Some(1));
    let hangs = async {
        while force.asked().len() < 2 {
            sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::select! {
        fault = fault(&*connector, &permit) => panic!("answered: {fault:?}"),
        () = hangs => {}
    }
    let answer = timeout(Duration::from_secs(30), fault(&*connector, &permit)).await;
    assert_eq!(answer.unwrap(), None);
}
