//! Referrals: found like incidents, hidden like them, asked for together.

use accord_consent::FieldSet;
use accord_federation::{PageArgs, ReferralFilter, Session};
use accord_model::{Referral, ReferralId, ReferralStatus};
use futures_util::future::join_all;

use crate::county::{Mood, at, county};

fn page(first: usize) -> PageArgs {
    PageArgs { first, after: None }
}

async fn ids(session: &Session, filter: ReferralFilter) -> Vec<ReferralId> {
    session.referrals(&filter, &page(100)).await.unwrap().items.iter().map(|(_, passage)| passage.id()).collect()
}

#[tokio::test]
async fn the_latest_sent_first_and_none_without_support() {
    let county = county(&[("police", Mood::Answers), ("project", Mood::Answers)]);
    let subject = county.person("police", "police", 1).await;
    let first = county.referral("police", "police", 1, subject);
    let later = county.referral("police", "police", 2, subject);
    // Identity and offence are granted of the project's records, and support is not.
    let hidden = county.referral("project", "project", 3, subject);
    let session = county.session();
    assert_eq!(ids(&session, ReferralFilter::default()).await, [later, first]);
    assert!(session.referral(hidden).await.unwrap().is_none());
    assert!(session.referral(first).await.unwrap().is_some());
    let person = session.person(subject).await.unwrap().unwrap();
    let of = session.referrals_of(&person, &page(1)).await.unwrap();
    assert!(of.items.len() == 1 && of.has_next);
    let rest = PageArgs { first: 5, after: Some(of.items[0].0.clone()) };
    let rest = session.referrals_of(&person, &rest).await.unwrap();
    assert_eq!(rest.items.iter().map(|(_, p)| p.id()).collect::<Vec<_>>(), [first]);
    assert!(!rest.has_next, "the hidden one is not counted");

    let accepted = ReferralFilter { statuses: Some(vec![ReferralStatus::Accepted]), ..ReferralFilter::default() };
    assert!(ids(&session, accepted).await.is_empty());
    let until = at() + jiff::SignedDuration::from_hours(48);
    let early = ReferralFilter { sent_until: Some(until), ..ReferralFilter::default() };
    assert_eq!(ids(&session, early).await, [first]);
}

#[tokio::test]
async fn referrals_of_many_people_are_one_call_and_show_what_is_granted() {
    let county = county(&[("police", Mood::Answers), ("project", Mood::Answers)]);
    let mut people = Vec::new();
    for number in 1..=20 {
        let subject = county.person("police", "police", number).await;
        county.referral("police", "police", number as u128, subject);
        county.referral("project", "project", 100 + number as u128, subject);
        people.push(subject);
    }
    let session = county.session();
    let persons = session.persons(&people).await.unwrap();
    let wanted = FieldSet::all::<Referral>();
    let answers = join_all(persons.iter().map(|person| async {
        let found = session.referrals_of(person, &page(100)).await.unwrap();
        join_all(found.items.iter().map(|(_, passage)| session.referral_contents(passage, wanted))).await
    }));
    let answers: Vec<_> = answers.await.into_iter().flatten().collect();
    assert_eq!(county.calls(), [1, 0], "one call for all, and none for what is hidden");
    let records: Vec<_> = answers.iter().flat_map(|a| a.records()).collect();
    assert_eq!(records.len(), 20);
    assert!(records.iter().all(|r| r.status.is_some() && r.need.is_none()), "HEALTH is not granted");
    let named: Vec<_> = records.iter().filter(|r| r.recipient.is_some()).map(|r| r.at.local.as_str()).collect();
    assert_eq!(named, ["r-1"], "a gender clinic is not shown without GENDER_IDENTITY");
}
