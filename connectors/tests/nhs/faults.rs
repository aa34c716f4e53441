use accord_consent::Population;
use accord_federation::Fault;
use accord_model::{RecordType, Victim};
use accord_sandbox::FaultKind;

use crate::server::{FHIR, serve};
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

#[tokio::test]
async fn an_entry_without_its_resource_is_told_with_its_place_and_the_others_are_read() {
    let trust = Trust::start().await;
    let connector = trust.connector(&[]);
    let (whole, _) = trust.walk(&*connector, None).await;
    trust.nhs().fault(FaultKind::EntryWithoutResource, "/fhir/R4/Flag/_search", Some(1));
    let order = trust.order(Population::HateFlagged);
    let page = trust.connector(&[]).changes(&order, None).await.unwrap();
    let lost: Vec<_> = page.notes.iter().filter(|note| note.code == "ENTRY_UNREADABLE").collect();
    assert_eq!(lost.iter().map(|note| note.place.as_str()).collect::<Vec<_>>(), ["Flag 1"]);
    trust.nhs().fault(FaultKind::EntryWithoutResource, "/fhir/R4/Flag/_search", Some(1));
    let (without, _) = trust.walk(&*connector, None).await;
    let people = |walk: &crate::trust::Walk| walk.there(RecordType::Victim).len();
    assert!(people(&without) + 1 >= people(&whole) && without.notes.contains(&"ENTRY_UNREADABLE"));
}

#[tokio::test]
async fn what_is_no_fhir_is_a_fault_whatever_it_calls_itself() {
    let trust = Trust::start().await;
    let permit = trust.permit::<Victim>(&[("pat-000001", &["name"])]);
    let entities: String =
        (1..10).map(|n| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10))).collect();
    let bomb = format!("<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY l0 \"lol\">{entities}]><Bundle>&l9;</Bundle>");
    let person = r#"{"resourceType":"Patient","id":"pat-000001"}"#.to_owned();
    for (status, media, body, fault) in [
        (200, FHIR, bomb.clone(), Fault::Broken),
        (200, "application/fhir+xml", bomb, Fault::Broken),
        (500, "text/plain", "Internal Server Error".to_owned(), Fault::Broken),
        // A person by herself is no answer to a search, and neither is an outcome with nothing in it.
        (200, FHIR, person, Fault::Broken),
        (200, FHIR, r#"{"resourceType":"OperationOutcome","issue":[]}"#.to_owned(), Fault::Broken),
        (200, FHIR, String::new(), Fault::Broken),
    ] {
        let said = body.clone();
        let port = serve(move |_, _| (status, media, said.clone())).await;
        let section = format!(
            "{{ base_url = 'http://127.0.0.1:{port}/fhir', flag_codes = ['http://x.example/flag|hate'], \
             check_version = false }}"
        );
        let connector = trust.of(&section).unwrap();
        let answer = connector.victims(&permit).await;
        assert_eq!((answer.fault, answer.records.len()), (Some(fault), 0), "{status} {media} {body}");
        let order = trust.order(Population::HateFlagged);
        assert_eq!(connector.changes(&order, None).await.err(), Some(fault), "{status} {media} {body}");
    }
}

#[tokio::test]
async fn a_server_that_cuts_pages_shorter_than_was_asked_is_read_to_the_end_it_tells() {
    let trust = Trust::start().await;
    // Five at most, whatever `_count` says; no link; the total is true.
    let port = serve(|_, form| {
        let offset = form.split('&').find_map(|pair| pair.strip_prefix("_offset=")).map_or(0, |n| n.parse().unwrap());
        let entry =
            |n: usize| format!(r#"{{"resource":{{"resourceType":"Patient","id":"x-{n}","birthDate":"1984"}}}}"#);
        let entries: Vec<String> = (offset..12.min(offset + 5)).map(entry).collect();
        (200, FHIR, format!(r#"{{"resourceType":"Bundle","total":12,"entry":[{}]}}"#, entries.join(",")))
    })
    .await;
    let ids: Vec<String> = (0..12).map(|n| format!("x-{n}")).collect();
    let asked: Vec<(&str, &[&str])> = ids.iter().map(|id| (id.as_str(), ["dateOfBirth"].as_slice())).collect();
    let permit = trust.permit::<Victim>(&asked);
    for (paging, records, fault) in [("offset", 12, None), ("links", 0, Some(Fault::Broken))] {
        let connector = trust
            .of(&format!(
                "{{ base_url = 'http://127.0.0.1:{port}/fhir', flag_codes = ['http://x.example/flag|hate'], \
                 paging = '{paging}', limits = {{ cap = 20, patience_ms = 60000, attempt_timeout_ms = 60000, cache_ttl_ms = 0 }} }}"
            ))
            .unwrap();
        let answer = connector.victims(&permit).await;
        assert_eq!((answer.records.len(), answer.fault), (records, fault), "{paging}");
    }
}
