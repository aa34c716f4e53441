use accord_consent::Population;
use accord_federation::Fault;
use accord_model::Victim;
use accord_sandbox::FaultKind;

use crate::trust::Trust;

#[tokio::test]
async fn each_way_to_fail_is_a_fault_and_none_is_a_record() {
    let trust = Trust::start().await;
    let connector = trust.connector(&[("attempt_timeout_ms", "1000"), ("breaker", "{ failures = 100, open_ms = 10 }")]);
    let permit = trust.permit::<Victim>(&[("pat-000001", &["name"])]);
    for (kind, fault) in [
        (FaultKind::Hang, Fault::Silent),
        (FaultKind::Unauthorized, Fault::Refused),
        (FaultKind::Truncated, Fault::Broken),
        (FaultKind::Garbage, Fault::Broken),
        (FaultKind::XmlBody, Fault::Broken),
    ] {
        trust.fault(kind, None);
        let answer = connector.victims(&permit).await;
        assert_eq!((answer.fault, answer.records.len()), (Some(fault), 0), "{kind:?}");
        trust.nhs().reset();
    }
    trust.fault(FaultKind::Throttled, Some(1));
    let throttled = connector.victims(&permit).await.fault;
    assert!(matches!(throttled, Some(Fault::Throttled { .. })), "{throttled:?}");
}

#[tokio::test]
async fn a_feed_that_leads_elsewhere_in_a_circle_or_speaks_another_version_is_not_followed() {
    let trust = Trust::start().await;
    let order = trust.order(Population::HateFlagged);
    for (kind, fault) in [
        (FaultKind::NextElsewhere, Fault::Broken),
        (FaultKind::PageLoop, Fault::Broken),
        (FaultKind::WrongVersion, Fault::NotSupported),
    ] {
        trust.fault(kind, None);
        let connector = trust.connector(&[]);
        let mut since = None;
        let mut end = None;
        for _ in 0..40 {
            match connector.changes(&order, since.as_ref()).await {
                Ok(page) => since = Some(page.next),
                Err(fault) => {
                    end = Some(fault);
                    break;
                }
            }
        }
        assert_eq!(end, Some(fault), "{kind:?}");
        trust.nhs().reset();
    }
    // Nobody's whole book is read.
    let whole = trust.order(Population::AsExported);
    assert_eq!(trust.connector(&[]).changes(&whole, None).await.err(), Some(Fault::NotSupported));
}

#[tokio::test]
async fn an_entry_that_is_twice_or_lost_costs_nobody_else() {
    let trust = Trust::start().await;
    let connector = trust.connector(&[]);
    let (whole, _) = trust.walk(&*connector, None).await;
    trust.fault(FaultKind::DuplicateEntries, None);
    let (twice, _) = trust.walk(&*connector, None).await;
    assert_eq!(whole.alive, twice.alive);
}
