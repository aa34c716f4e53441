use accord_federation::Fault;
use accord_model::{Incident, Victim};
use accord_sandbox::FaultKind;

use crate::force::Force;

const NAME: &[&str] = &["name"];
const BIRTH: &[&str] = &["dateOfBirth", "name"];

fn with<'a>(ids: &'a [String], fields: &'a [&'a str]) -> Vec<(&'a str, &'a [&'a str])> {
    ids.iter().map(|id| (id.as_str(), fields)).collect()
}

#[tokio::test]
async fn one_call_for_each_chunk_of_each_projection_and_no_field_beyond() {
    let force = Force::start().await;
    let connector = force.connector(&[("cap", "50")]);
    let persons = force.persons(130);
    let mut asked = with(&persons[..120], NAME);
    asked.extend(with(&persons[120..], BIRTH));
    let permit = force.permit::<Victim>(&asked);
    let answer = connector.victims(&permit).await;
    assert_eq!((answer.fault, answer.records.len()), (None, 130));

    let mut calls: Vec<_> = force.asked().into_iter().map(|call| (call.fields, call.count)).collect();
    calls.sort();
    let names = |fields: &[&str]| fields.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let birth = names(&["dateOfBirth", "names"]);
    let name = names(&["names"]);
    assert_eq!(calls, [(birth, 10), (name.clone(), 20), (name.clone(), 50), (name, 50)]);
    assert!(force.disclose(&permit, answer.records).iter().all(|victim| victim.record().name.is_some()));
}

#[tokio::test]
async fn a_denied_field_is_not_named() {
    let force = Force::start().await;
    let connector = force.connector(&[]);
    let (living, _) = force.occurrences();
    let first = living.first().unwrap();
    // Neither NARRATIVE nor SUBJECT is granted.
    let wanted: &[&str] = &["narrative", "occurred", "perpetratorRelation"];
    let permit = force.permit::<Incident>(&[(first.as_str(), wanted)]);
    let answer = connector.incidents(&permit).await;
    let disclosed = force.disclose(&permit, answer.records);
    assert!(disclosed[0].record().occurred.is_some() && disclosed[0].record().narrative.is_none());
    let asked = force.asked();
    assert_eq!(asked[0].fields, ["occurredFrom", "occurredTo"], "{asked:?}");
}

#[tokio::test]
async fn a_record_that_is_gone_is_left_out() {
    let force = Force::start().await;
    let connector = force.connector(&[]);
    let (living, gone) = force.occurrences();
    let ids = [living.first().unwrap().clone(), gone.first().unwrap().clone(), "occ-999999".to_owned()];
    let permit = force.permit::<Incident>(&with(&ids, &["offence"]));
    let answer = connector.incidents(&permit).await;
    assert_eq!((answer.fault, answer.records.len()), (None, 1));
}

#[tokio::test]
async fn a_failed_chunk_does_not_lose_the_others() {
    let force = Force::start().await;
    let connector = force.connector(&[("cap", "20"), ("bulkhead", "1")]);
    let persons = force.persons(60);
    let permit = force.permit::<Victim>(&with(&persons, NAME));
    force.fault(FaultKind::ServerError, Some(1));
    let answer = connector.victims(&permit).await;
    assert_eq!((answer.fault, answer.records.len()), (Some(Fault::Broken), 40));
}

#[tokio::test]
async fn wire_bytes_are_reused_for_the_same_projection_alone() {
    let force = Force::start().await;
    let connector = force.connector(&[("cache_ttl_ms", "60000")]);
    let persons = force.persons(3);
    let names = force.permit::<Victim>(&with(&persons, NAME));
    for _ in 0..3 {
        let answer = connector.victims(&names).await;
        assert_eq!(force.disclose(&names, answer.records).len(), 3);
    }
    assert_eq!(force.asked().len(), 1);
    let births = force.permit::<Victim>(&with(&persons, BIRTH));
    assert_eq!(connector.victims(&births).await.records.len(), 3);
    assert_eq!(force.asked().len(), 2);
}

#[tokio::test]
async fn a_failure_is_not_reused() {
    let force = Force::start().await;
    let connector = force.connector(&[("cache_ttl_ms", "60000")]);
    let persons = force.persons(1);
    let permit = force.permit::<Victim>(&with(&persons, NAME));
    force.fault(FaultKind::Garbage, Some(1));
    assert_eq!(connector.victims(&permit).await.fault, Some(Fault::Broken));
    let answer = connector.victims(&permit).await;
    assert_eq!((answer.fault, answer.records.len()), (None, 1));
}
