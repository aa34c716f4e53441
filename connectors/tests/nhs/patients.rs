use accord_federation::Fault;
use accord_model::{Incident, RecordType, Referral, Victim};
use accord_sandbox::FaultKind;

use crate::trust::Trust;

const NAME: &[&str] = &["name"];

fn with<'a>(ids: &[&'a str], fields: &'a [&'a str]) -> Vec<(&'a str, &'a [&'a str])> {
    ids.iter().map(|id| (*id, fields)).collect()
}

#[tokio::test]
async fn one_call_for_each_chunk_and_no_element_beyond_what_is_permitted() {
    let trust = Trust::start().await;
    let connector = trust.connector(&[("cap", "20")]);
    let (walk, _) = trust.walk(&*connector, None).await;
    let patients = walk.there(RecordType::Victim);
    trust.nhs().clear_requests();
    let permit = trust.permit::<Victim>(&with(&patients, &["dateOfBirth", "religion"]));
    let answer = connector.victims(&permit).await;
    assert_eq!((answer.fault, answer.records.len()), (None, patients.len()));
    let asked = trust.asked();
    assert_eq!(asked.len(), patients.len().div_ceil(20));
    for call in asked {
        assert!(call.method == "POST" && call.path.ends_with("/Patient/_search"));
        assert_eq!(call.query["_elements"], "birthDate,id,link,meta");
    }
}

#[tokio::test]
async fn a_server_that_answers_with_everybody_gets_nobody_through_who_was_not_asked_for() {
    let trust = Trust::start().await;
    let connector = trust.connector(&[]);
    let (walk, _) = trust.walk(&*connector, None).await;
    let patients = walk.there(RecordType::Victim);
    let events = walk.there(RecordType::Incident);
    let referrals = walk.there(RecordType::Referral);
    assert!(patients.len() > 10 && events.len() > 10 && referrals.len() > 3);
    for kind in [FaultKind::IgnoreParameters, FaultKind::ForeignRow] {
        trust.fault(kind, None);
        for round in 0..20 {
            let (one, event) = (patients[round % patients.len()], events[round % events.len()]);
            let permit = trust.permit::<Victim>(&[(one, &["name", "health"])]);
            let answer = connector.victims(&permit).await;
            let shown = trust.disclose(&permit, answer.records);
            assert!(shown.iter().all(|victim| victim.record().at.local.as_str() == one) && shown.len() <= 1);
            let permit = trust.permit::<Incident>(&[(event, &["offence"])]);
            let shown = trust.disclose(&permit, connector.incidents(&permit).await.records);
            assert!(shown.iter().all(|incident| incident.record().at.local.as_str() == event) && shown.len() <= 1);
            let permit = trust.permit::<Referral>(&[(referrals[round % referrals.len()], &["status"])]);
            let answer = connector.referrals(&permit).await;
            assert!(trust.disclose(&permit, answer.records).len() <= 1);
        }
        trust.nhs().reset();
    }
}

#[tokio::test]
async fn restricted_people_have_no_address_and_their_mark_is_in_the_index() {
    let trust = Trust::start().await;
    let connector = trust.connector(&[]);
    let (walk, _) = trust.walk(&*connector, None).await;
    let restricted: Vec<&str> =
        walk.restricted.iter().filter(|(kind, _)| *kind == RecordType::Victim).map(|(_, id)| id.as_str()).collect();
    assert!(!restricted.is_empty());
    let permit = trust.permit::<Victim>(&with(&restricted, &["address", "contact", "name"]));
    let shown = trust.disclose(&permit, connector.victims(&permit).await.records);
    assert!(shown.iter().all(|victim| victim.record().address.is_none() && victim.record().contact.is_none()));
}

#[tokio::test]
async fn health_is_asked_for_where_it_is_permitted_and_for_nobody_else() {
    let trust = Trust::start().await;
    let connector = trust.connector(&[("cap", "20")]);
    let (walk, _) = trust.walk(&*connector, None).await;
    let patients = walk.there(RecordType::Victim);
    trust.nhs().clear_requests();
    let permit = trust.permit::<Victim>(&with(&patients, NAME));
    connector.victims(&permit).await;
    assert!(trust.asked().iter().all(|call| call.path.ends_with("/Patient/_search")));
    let permit = trust.permit::<Victim>(&with(&patients, &["health", "name"]));
    let answer = connector.victims(&permit).await;
    assert_eq!(answer.fault, None);
    let shown = trust.disclose(&permit, answer.records);
    assert!(shown.iter().any(|victim| !victim.record().health.is_empty()));
}

#[tokio::test]
async fn a_referral_has_its_state_and_its_parties() {
    let trust = Trust::start().await;
    let connector = trust.connector(&[]);
    let (walk, _) = trust.walk(&*connector, None).await;
    let referrals = walk.there(RecordType::Referral);
    let permit = trust.permit::<Referral>(&with(&referrals, &["history", "recipient", "sender", "sent", "status"]));
    let answer = connector.referrals(&permit).await;
    assert_eq!((answer.fault, answer.records.len()), (None, referrals.len()));
    let shown = trust.disclose(&permit, answer.records);
    assert!(shown.iter().all(|referral| referral.record().status.is_some() && referral.record().sent.is_some()));
    assert!(shown.iter().any(|referral| referral.record().history.len() > 1));
    assert!(shown.iter().any(|referral| referral.record().recipient.is_some()));
    assert!(shown.iter().all(|referral| {
        let sender = referral.record().sender.as_ref();
        sender.is_none_or(|sender| sender.reveal().organisation.is_some())
    }));
}

#[tokio::test]
async fn what_the_trust_no_longer_has_is_left_out() {
    let trust = Trust::start().await;
    let connector = trust.connector(&[]);
    let permit = trust.permit::<Victim>(&with(&["pat-999999"], NAME));
    let answer = connector.victims(&permit).await;
    assert!(answer.records.is_empty() && matches!(answer.fault, None | Some(Fault::Stale)));
}
