//! To whom the police passed somebody on: announced with the occurrence, read by reference, gone with it.

use std::collections::{BTreeMap, BTreeSet};

use accord_consent::{FieldSet, Population};
use accord_federation::{Change, ChangeCursor};
use accord_model::{Category, CategorySet, RecordType, Referral, ReferralStatus, Reveals, SubjectId};
use accord_sandbox::{Edit, Op, Target};
use serde_json::json;

use crate::force::Force;

const ALL: &[&str] = &["status", "sent", "recipient", "service", "setting", "need", "role", "history", "terms"];

/// Referrals by their places, each with whom it is about and how it stands; and what is gone.
#[derive(Default)]
struct Known {
    referrals: BTreeMap<String, (Vec<SubjectId>, Option<ReferralStatus>)>,
    victims: BTreeSet<SubjectId>,
    gone: BTreeSet<String>,
    notes: BTreeSet<&'static str>,
    end: Option<ChangeCursor>,
}

async fn walk(force: &Force, since: Option<ChangeCursor>) -> Known {
    let order = force.order(Population::HateFlagged);
    let connector = force.connector(&[]);
    let mut known = Known { end: since, ..Known::default() };
    loop {
        let page = connector.changes(&order, known.end.as_ref()).await.unwrap();
        known.notes.extend(page.notes.iter().map(|note| note.code));
        for change in page.changes {
            match change {
                Change::Referral(sealed) => {
                    let row = force.desk.index(&order, &sealed).candidate;
                    assert!(row.facts.reported.is_some(), "when it was sent is indexed");
                    known.referrals.insert(row.at.local.as_str().to_owned(), (row.subjects, row.facts.status));
                }
                Change::Victim(sealed) => {
                    known.victims.extend(force.desk.index(&order, &sealed).candidate.subjects);
                }
                Change::Gone(at) if at.kind == RecordType::Referral => {
                    known.gone.insert(at.local.as_str().to_owned());
                }
                Change::Gone(_) | Change::Incident(_) => {}
            }
        }
        known.end = Some(page.next);
        if !page.more {
            return known;
        }
    }
}

fn occurrence(referral: &str) -> String {
    referral.split_once('#').unwrap().0.to_owned()
}

#[tokio::test]
async fn the_feed_announces_referrals_of_known_people_and_names_no_content() {
    let force = Force::supporting().await;
    let known = walk(&force, None).await;
    assert!(known.referrals.len() > 20);
    for (id, (subjects, _)) in &known.referrals {
        assert!(matches!(&subjects[..], [one] if known.victims.contains(one)), "{id}");
    }
    let standing: BTreeSet<_> =
        known.referrals.values().filter_map(|(_, status)| status.map(|s| s.to_string())).collect();
    // PARKED is in no list.
    assert!(
        ["REQUESTED", "ACCEPTED", "COMPLETED", "UNKNOWN"].iter().all(|code| standing.contains(*code)),
        "{standing:?}"
    );
    assert!(force.asked().iter().all(|call| call.path != "/v1/referrals:batchGet"), "sync reads no content");
}

#[tokio::test]
async fn where_support_is_not_agreed_nobody_is_asked_for_referrals() {
    let force = Force::start().await;
    let known = walk(&force, None).await;
    assert!(known.referrals.is_empty() && known.gone.is_empty());
    assert!(force.asked().iter().all(|call| call.fields.iter().all(|field| field != "referrals")));
}

/// The officer is granted `SUPPORT`, and neither `HEALTH` nor `GENDER_IDENTITY`.
#[tokio::test]
async fn a_clinic_is_not_shown_to_whoever_may_not_know_what_its_name_says() {
    let force = Force::supporting().await;
    let known = walk(&force, None).await;
    let ids: Vec<&str> = known.referrals.keys().map(String::as_str).collect();
    let rows: Vec<_> = ids.iter().map(|id| (*id, ALL)).collect();
    let permit = force.permit::<Referral>(&rows);
    let answer = force.connector(&[("cap", "50")]).referrals(&permit).await;
    assert_eq!((answer.fault, answer.records.len()), (None, ids.len()));
    let shown = force.disclose(&permit, answer.records);
    assert_eq!(shown.len(), ids.len());
    let (mut named, mut hidden) = (BTreeSet::new(), 0);
    for referral in shown.iter().map(|one| one.record()) {
        assert!(!referral.history.is_empty() && referral.setting.is_none() && referral.need.is_none());
        match &referral.recipient {
            Some(party) => {
                let party = party.reveal();
                assert!(party.reveals == Reveals::Known(CategorySet::from(Category::Support)), "{}", party.name);
                let member = party.organisation.map(|id| id.to_string());
                assert_eq!(member.as_deref(), (party.name == "Safe Haven LLR").then_some("safe-haven-llr"));
                named.insert(party.name.clone());
            }
            None => hidden += 1,
        }
    }
    let expected = ["Community Safety Team", "Safe Haven LLR", "Victim First"];
    assert_eq!(named.into_iter().collect::<Vec<_>>(), expected);
    assert!(hidden > 5, "clinics, and the project that no map has");
}

#[tokio::test]
async fn only_the_fields_that_are_permitted_are_named() {
    let force = Force::supporting().await;
    let known = walk(&force, None).await;
    let before = force.asked().len();
    let (id, _) = known.referrals.first_key_value().unwrap();
    let permit = force.permit::<Referral>(&[(id, &["recipient", "need", "status"])]);
    let _answer = force.connector(&[]).referrals(&permit).await;
    let asked = force.asked().split_off(before);
    assert_eq!(asked[0].fields, ["status", "toOrganisation"], "HEALTH, which protects `need`, is not granted");
    assert!(FieldSet::all::<Referral>().has::<Referral>("need"));
}

#[tokio::test]
async fn what_is_taken_back_is_gone_and_no_occurrence_speaks_of_anothers() {
    let force = Force::supporting().await;
    let first = walk(&force, None).await;
    let mut ids = first.referrals.keys();
    let (one, two) = (ids.next().unwrap(), ids.next_back().unwrap());
    let set = |referral: &String, value: serde_json::Value| Edit {
        target: Target::Occurrence,
        op: Op::Set,
        record: occurrence(referral),
        field: Some("referrals".to_owned()),
        value: Some(value),
    };
    assert!(force.sandbox.edit(&set(one, json!([{"id": one, "tombstone": "CANCELLED"}]))));
    // It names a referral that is another's, and one of its own without saying of whom.
    let foreign = json!([{"id": one, "personId": "per-000001", "status": "SENT"}, {"id": two, "status": "SENT"}]);
    assert!(force.sandbox.edit(&set(two, foreign)));
    // A whole occurrence that is gone takes its referrals with it.
    let other = |id: &&String| occurrence(id) != occurrence(one) && occurrence(id) != occurrence(two);
    let three = first.referrals.keys().find(other).unwrap();
    assert!(force.sandbox.edit(&Edit {
        target: Target::Occurrence,
        op: Op::Remove,
        record: occurrence(three),
        field: None,
        value: Some("CANCELLED".into()),
    }));
    let second = walk(&force, first.end.clone()).await;
    assert!(second.gone.contains(three));
    assert!(second.gone.contains(one) && second.gone.contains(two));
    assert!(!second.referrals.contains_key(one) && !second.referrals.contains_key(two));
    assert!(second.notes.contains("REFERRAL_UNREADABLE"));
    let permit = force.permit::<Referral>(&[(one, ALL)]);
    let answer = force.connector(&[]).referrals(&permit).await;
    assert_eq!((answer.fault, answer.records.len()), (None, 0));
}
