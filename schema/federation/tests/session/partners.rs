//! What partners do to a request: silence, panics, foreign records, and how often they are asked.

use std::time::Duration;

use accord_consent::FieldSet;
use accord_federation::{Fault, IncidentFilter, PageArgs, Person, Session};
use accord_model::{Incident, Victim};
use futures_util::future::join_all;
use tokio::time::Instant;

use crate::county::{County, Mood, county};

fn name() -> FieldSet {
    FieldSet::names::<Victim>(|field| field == "name")
}

async fn people(county: &County, partner: &str, how_many: usize) -> Vec<accord_model::SubjectId> {
    let mut all = Vec::new();
    for number in 0..how_many {
        all.push(county.person(partner, partner, number).await);
    }
    all
}

async fn caseload(session: &Session) -> Vec<Person> {
    let page = session.caseload(&PageArgs { first: 100, after: None }).await.unwrap();
    page.items.into_iter().map(|(_, person)| person).collect()
}

/// Two levels over two partners: people, then their incidents.
async fn two_levels(session: &Session) -> (usize, usize, Vec<Fault>) {
    let people = caseload(session).await;
    let answers = join_all(people.iter().map(|person| session.person_contents(person, name()))).await;
    let named = answers.iter().filter(|a| a.records().any(|r| r.name.is_some())).count();
    let gaps = answers.iter().flat_map(|a| &a.entries).flat_map(|e| &e.gaps).map(|g| g.cause).collect();
    let wanted = FieldSet::names::<Incident>(|field| field == "offence");
    let incidents = join_all(people.iter().map(|person| async {
        let page = session
            .incidents_of(person, &IncidentFilter::default(), &PageArgs { first: 100, after: None })
            .await
            .unwrap();
        join_all(page.items.iter().map(|(_, case)| session.case_contents(case, wanted))).await.len()
    }));
    (named, incidents.await.into_iter().sum(), gaps)
}

#[tokio::test]
async fn however_many_people_a_level_is_one_call_a_partner() {
    let county = county(&[("police", Mood::Answers), ("project", Mood::Answers)]);
    let police = people(&county, "police", 60).await;
    let project = people(&county, "project", 40).await;
    for (number, subject) in police.iter().chain(&project).enumerate() {
        let partner = if number < 60 { "police" } else { "project" };
        for more in 0..3 {
            county.incident(partner, (number * 10 + more) as u128 + 1_000, &[*subject]);
        }
    }
    let session = county.session();
    assert_eq!(two_levels(&session).await, (100, 300, Vec::new()));
    assert_eq!(county.calls(), [2, 2], "a hundred people, two levels, one projection");
}

#[tokio::test(start_paused = true)]
async fn a_hung_partner_costs_its_silence_once_and_the_others_nothing() {
    let county = county(&[("police", Mood::Answers), ("project", Mood::Hangs)]);
    let police = people(&county, "police", 5).await;
    let project = people(&county, "project", 5).await;
    county.incident("police", 1, &police[..1]);
    county.incident("project", 2, &project[..1]);
    let began = Instant::now();
    let (named, incidents, gaps) = two_levels(&county.session()).await;
    assert_eq!((named, incidents), (5, 2));
    assert_eq!(gaps, vec![Fault::Silent; 5]);
    let healthy = Duration::from_millis(40);
    assert!(began.elapsed() <= Duration::from_secs(1) + healthy + Duration::from_millis(50), "{:?}", began.elapsed());
    assert_eq!(county.calls(), [2, 1], "who was silent is not asked again in this request");
    assert!(!county.house.reached.last("project".parse().unwrap()));
}

#[tokio::test]
async fn a_panic_of_one_connector_is_a_gap() {
    let county = county(&[("police", Mood::Answers), ("project", Mood::Panics)]);
    people(&county, "police", 2).await;
    people(&county, "project", 2).await;
    let session = county.session();
    let people = caseload(&session).await;
    let answers = join_all(people.iter().map(|person| session.person_contents(person, name()))).await;
    let gaps: Vec<Fault> = answers.iter().flat_map(|a| &a.entries).flat_map(|e| &e.gaps).map(|g| g.cause).collect();
    assert_eq!(gaps, vec![Fault::Broken; 2], "the neighbour's records arrive");
    assert_eq!(answers.iter().filter(|a| a.records().count() == 1).count(), 2);
}

#[tokio::test]
async fn a_record_that_nobody_asked_for_is_dropped() {
    let county = county(&[("police", Mood::Gossips)]);
    people(&county, "police", 3).await;
    let session = county.session();
    let people = caseload(&session).await;
    let answers = join_all(people.iter().map(|person| session.person_contents(person, name()))).await;
    let names: Vec<String> = answers
        .iter()
        .flat_map(|a| a.records())
        .filter_map(|r| r.name.as_ref().map(|n| n.reveal().family.clone()))
        .collect();
    assert_eq!(names, ["Asked", "Asked", "Asked"]);
}

/// dataloader: a driver that is dropped must not take its neighbours with it.
#[tokio::test]
async fn a_sibling_that_goes_away_takes_nobody_with_it() {
    let county = county(&[("police", Mood::Answers)]);
    people(&county, "police", 8).await;
    let session = county.session();
    let people = caseload(&session).await;
    for wait_ms in [0, 1, 5, 15, 25] {
        let dropped = people.iter().take(4).map(|person| {
            tokio::time::timeout(Duration::from_millis(wait_ms), session.person_contents(person, name()))
        });
        let stay = people.iter().map(|person| session.person_contents(person, name()));
        let (_, answers) = futures_util::future::join(join_all(dropped), join_all(stay)).await;
        let named = answers.iter().filter(|a| a.records().any(|r| r.name.is_some())).count();
        assert_eq!(named, 8, "dropped after {wait_ms} ms");
    }
}

#[tokio::test]
async fn what_is_asked_twice_is_fetched_once() {
    let county = county(&[("police", Mood::Answers)]);
    people(&county, "police", 4).await;
    let session = county.session();
    let people = caseload(&session).await;
    for _ in 0..2 {
        join_all(people.iter().map(|person| session.person_contents(person, name()))).await;
    }
    assert_eq!(county.calls(), [1]);
    // Another request begins anew: loaders live one request.
    let session = county.session();
    join_all(caseload(&session).await.iter().map(|person| session.person_contents(person, name()))).await;
    assert_eq!(county.calls(), [2]);
}
