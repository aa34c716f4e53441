use std::collections::BTreeSet;
use std::time::Duration;

use accord_federation::Fault;
use accord_model::{RecordType, Victim};
use accord_sandbox::{Edit, Op, Target};

use crate::trust::{Trust, Walk};

#[tokio::test]
async fn a_feed_that_is_broken_off_after_every_page_loses_nothing_and_stays_in_the_population() {
    let trust = Trust::start().await;
    let (walk, _) = trust.walk(&*trust.connector(&[]), None).await;
    let people: BTreeSet<&str> = walk.there(RecordType::Victim).into_iter().collect();
    assert!(people.len() > 10 && walk.pages > 3);
    // Every question named either the agreed codes, or people whom those had named.
    for call in trust.asked().iter().filter(|call| call.path.ends_with("/_search")) {
        let bound = ["_id", "patient", "code", "category"].iter().any(|name| call.query.contains_key(*name));
        assert!(bound, "{} was asked for everybody", call.path);
    }
    let known: BTreeSet<String> = trust
        .sandbox
        .truth()
        .people
        .iter()
        .flat_map(|person| &person.records)
        .filter(|record| record.partner == "nhs")
        .map(|record| record.record.clone())
        .collect();
    assert!(people.iter().all(|id| known.contains(*id)));
    assert!(people.len() < known.len(), "not everybody is of the population");
}

#[tokio::test]
async fn a_cursor_names_nobody_and_a_second_round_reads_what_changed() {
    let trust = Trust::start().await;
    let connector = trust.connector(&[]);
    let (walk, end) = trust.walk(&*connector, None).await;
    for id in walk.there(RecordType::Victim) {
        assert!(!end.0.contains(id));
    }
    let (second, _) = trust.walk(&*connector, Some(end)).await;
    assert!(second.pages < walk.pages && second.alive.len() < walk.alive.len());
}

#[tokio::test]
async fn whoever_leaves_the_population_is_gone_with_all_her_records() {
    let trust = Trust::start().await;
    let connector = trust.connector(&[]);
    let (walk, end) = trust.walk(&*connector, None).await;
    // Somebody with one ground alone: when her flag ends, nothing holds her.
    let mut left = 0;
    for number in 1..=300 {
        let flag = format!("Flag/flag-{number:06}");
        let edit = Edit { target: Target::Nhs, op: Op::Remove, record: flag, field: None, value: None };
        left += usize::from(trust.sandbox.edit(&edit));
    }
    assert!(left > 0);
    let (second, _) = trust.walk(&*connector, Some(end)).await;
    let there = |kind, id: &str| second.alive.get(&(kind, id.to_owned()));
    let gone = walk.there(RecordType::Victim).into_iter().filter(|id| there(RecordType::Victim, id) == Some(&false));
    assert!(gone.count() > 0);
    let incidents = walk.there(RecordType::Incident).into_iter();
    assert!(incidents.filter(|id| there(RecordType::Incident, id) == Some(&false)).count() > 0);
}

#[tokio::test]
async fn a_trust_that_slows_us_down_is_read_to_the_end() {
    let trust = Trust::start().await;
    let (whole, _) = trust.walk(&*trust.connector(&[]), None).await;
    trust.nhs().clear_requests();
    trust.nhs().limit(Some(25));
    let connector = trust.connector(&[("retry_budget_percent", "0")]);
    let order = trust.order(accord_consent::Population::HateFlagged);
    let (mut slow, mut since, mut waits) = (Walk::default(), None, 0);
    loop {
        assert!(waits < 200, "the feed does not end");
        match connector.changes(&order, since.as_ref()).await {
            Ok(page) => {
                let more = page.more;
                since = Some(page.next);
                page.changes.into_iter().for_each(|change| slow.take(&trust.desk, &order, change));
                if !more {
                    break;
                }
            }
            // The place stands: the same page is asked for again when the trust says.
            Err(Fault::Throttled { retry_after_seconds }) => {
                waits += 1;
                tokio::time::sleep(Duration::from_secs(retry_after_seconds.unwrap_or(1).into())).await;
            }
            Err(other) => panic!("{other:?}"),
        }
    }
    assert!(trust.asked().iter().any(|call| call.status == 429));
    assert_eq!((slow.alive, slow.restricted), (whole.alive, whole.restricted));
}

#[tokio::test]
async fn of_two_ids_that_became_one_the_old_one_is_gone() {
    let trust = Trust::start().await;
    let (walk, _) = trust.walk(&*trust.connector(&[]), None).await;
    let people = walk.there(RecordType::Victim);
    let (stays, goes) = (people[0], people[1]);
    let record = format!("Patient/{goes}");
    let edit = Edit::set(Target::Nhs, &record, "supersededBy", stays);
    assert!(trust.sandbox.edit(&edit));
    let (after, _) = trust.walk(&*trust.connector(&[]), None).await;
    let now = |id: &str| after.alive.get(&(RecordType::Victim, id.to_owned())).copied();
    assert_eq!((now(stays), now(goes)), (Some(true), Some(false)));
    assert!(after.notes.contains(&"PATIENT_SUPERSEDED"));
    // Whoever still knows the old id is answered with the person it stands for.
    let permit = trust.permit::<Victim>(&[(goes, &["name"])]);
    let shown = trust.disclose(&permit, trust.connector(&[]).victims(&permit).await.records);
    assert_eq!(shown.len(), 1);
    assert_eq!(shown[0].record().at.local.as_str(), goes);
}
