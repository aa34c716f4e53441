//! What a record says of consent becomes policy.

use accord_consent::{Directive, Effect, PolicyWrite, RecordScope};
use accord_model::{
    Audience, ConsentPaper, Incident, LocalId, OrganisationKind, Purpose, SourceDirective, SourceScope, Victim,
};
use accord_store::Taken;

use crate::base::{Base, on_both};
use crate::town::{COUNTY, Town, at, incident, person, says};

const POLICE_KIND: Option<OrganisationKind> = Some(OrganisationKind::Police);

/// Writes the record with these words and returns whether that took access away; nothing where policy stayed.
async fn write(town: &Town, victims: &[&str], words: Vec<SourceDirective>, minute: i64) -> Option<bool> {
    let record = Incident { directives: words, as_of: at(minute), ..incident(COUNTY, "c1", victims) };
    let applied = town.apply(COUNTY, vec![town.incident(record)], minute).await;
    let now = town.store.directives().changes_since(0).await.unwrap();
    applied.sequence.map(|sequence| now.tightened == sequence)
}

async fn in_force(town: &Town) -> Vec<Directive> {
    let all = town.store.directives().changes_since(0).await.unwrap().directives;
    all.into_iter().filter(|d| d.in_force(at(1_000))).collect()
}

async fn words_come_and_go_with_the_record(base: Base) {
    let town = Town::new(&base.store().await);
    let permit = || says(true, POLICE_KIND);
    assert_eq!(write(&town, &["v1"], vec![permit()], 0).await, Some(false), "a permit takes nothing away");
    assert_eq!(in_force(&town).await[0].subject, town.handle(&person(COUNTY, "v1")));
    assert_eq!(write(&town, &["v1"], vec![permit()], 1).await, None, "a new version, the same words");
    assert_eq!(write(&town, &["v1"], vec![permit(), says(false, None)], 2).await, Some(true), "a refusal appeared");
    assert_eq!(in_force(&town).await.len(), 2);
    assert_eq!(write(&town, &["v1"], vec![permit()], 3).await, Some(false), "a refusal vanished");
    assert_eq!(write(&town, &["v1"], vec![], 4).await, Some(true), "a permit vanished");
    assert!(in_force(&town).await.is_empty());
    assert_eq!(write(&town, &["v1"], vec![permit()], 5).await, Some(false), "said again");
    assert_eq!(in_force(&town).await.len(), 1);
}

async fn another_victim_must_agree_for_herself(base: Base) {
    let town = Town::new(&base.store().await);
    write(&town, &["v1"], vec![says(true, None)], 0).await;
    assert_eq!(write(&town, &["v1", "v2"], vec![says(true, None)], 1).await, Some(true));
    assert_eq!(in_force(&town).await.len(), 2);
    assert_eq!(write(&town, &["v2"], vec![says(true, None)], 2).await, Some(true));
    assert_eq!(in_force(&town).await[0].subject, town.handle(&person(COUNTY, "v2")));
}

async fn what_a_person_took_back_is_not_revived_by_sync(base: Base) {
    let town = Town::new(&base.store().await);
    write(&town, &["v1"], vec![says(true, None)], 0).await;
    let id = in_force(&town).await[0].id;
    town.store.directives().write(&[PolicyWrite::Withdraw(id, at(1))]).await.unwrap();
    assert_eq!(write(&town, &["v1"], vec![says(true, None)], 2).await, None);
    assert!(in_force(&town).await.is_empty());
}

async fn a_persons_consent_comes_and_goes_with_her_record(base: Base) {
    let town = Town::new(&base.store().await);
    let holder = |permit: bool, purpose| SourceDirective {
        purpose: Some(purpose),
        records: SourceScope::Holder,
        firm: !permit,
        ..says(permit, POLICE_KIND)
    };
    let (yes, no) = (holder(true, Purpose::Support), holder(false, Purpose::Complaint));
    let write = async |words: &[SourceDirective], minute| {
        let record =
            Victim { directives: words.to_vec(), as_of: at(minute), ..Victim::at(person(COUNTY, "v1"), at(0)) };
        town.apply(COUNTY, vec![town.victim(record)], minute).await.sequence
    };
    assert!(write(&[yes.clone(), no.clone()], 0).await.is_some());
    assert!(write(&[yes.clone(), no.clone()], 1).await.is_none(), "the same words");
    let effects = async || {
        let all = in_force(&town).await;
        let mut all: Vec<_> =
            all.into_iter().map(|d| (d.effect == Effect::Permit, d.firm, d.purpose, d.records)).collect();
        all.sort_unstable_by_key(|one| one.0);
        all
    };
    let owner = RecordScope::Owner(COUNTY.parse().unwrap());
    let refusal = (false, true, Some(Purpose::Complaint), owner.clone());
    assert_eq!(effects().await, [refusal.clone(), (true, false, Some(Purpose::Support), owner)]);
    assert!(write(std::slice::from_ref(&no), 2).await.is_some(), "the permit was withdrawn at its source");
    assert_eq!(effects().await, std::slice::from_ref(&refusal));
    assert!(write(&[yes, no], 3).await.is_some());
    // She is gone: what she permitted is over, what she refused is not.
    assert!(town.apply(COUNTY, vec![Taken::Gone(person(COUNTY, "v1"))], 4).await.sequence.is_some());
    assert_eq!(effects().await, [refusal]);
    assert!(write(&[], 5).await.is_some(), "she is back, and says nothing");
    assert!(effects().await.is_empty());
}

/// A Consent that is deleted, hidden from us, not understood any more, or moved to another patient says nothing: that is no word of hers.
async fn what_a_paper_refused_that_vanished_stays_refused(base: Base) {
    let town = Town::new(&base.store().await);
    let write = async |papers: &[(&str, Vec<SourceDirective>)], minute| {
        let papers = papers.iter().map(|(id, says)| ConsentPaper { id: LocalId::new(*id), says: says.clone() });
        let record = Victim { papers: papers.collect(), as_of: at(minute), ..Victim::at(person(COUNTY, "v1"), at(0)) };
        town.apply(COUNTY, vec![town.victim(record)], minute).await.sequence.is_some()
    };
    let kept = async || {
        let notes = town.store.sync().status(COUNTY.parse().unwrap()).await.unwrap().notes;
        notes.iter().any(|(code, _)| code == "CONSENT_REFUSAL_KEPT")
    };
    let effects = async || {
        let mut all: Vec<_> = in_force(&town).await.into_iter().map(|d| (d.effect == Effect::Permit, d.to)).collect();
        all.sort_unstable_by_key(|one| one.0);
        all
    };
    let kind = |permit, kind| SourceDirective { records: SourceScope::Holder, ..says(permit, Some(kind)) };
    let (yes, no) = (kind(true, OrganisationKind::Charity), kind(false, OrganisationKind::Police));
    let refusal = (false, Audience::Kind(OrganisationKind::Police));
    write(&[("c1", vec![yes.clone(), no.clone()])], 0).await;
    assert_eq!(effects().await.len(), 2);
    assert!(!kept().await);
    assert!(write(&[], 1).await, "the permit is withdrawn");
    assert_eq!(effects().await, [refusal]);
    assert!(kept().await);
    assert!(!write(&[("c2", vec![])], 2).await, "another paper that says nothing is none that takes it back");
    assert_eq!(effects().await, [refusal]);
    write(&[("c1", vec![yes.clone()])], 3).await;
    assert_eq!(effects().await, [(true, Audience::Kind(OrganisationKind::Charity))], "it is back, and says it no more");
    // Said by two: one of them ends, the other one vanishes.
    write(&[("c1", vec![no.clone()]), ("c2", vec![no.clone()])], 4).await;
    write(&[("c1", vec![]), ("c2", vec![no.clone()])], 5).await;
    assert_eq!(effects().await, [refusal]);
    write(&[("c1", vec![])], 6).await;
    assert_eq!(effects().await, [refusal]);
    // She is gone and comes back without it.
    town.apply(COUNTY, vec![Taken::Gone(person(COUNTY, "v1"))], 7).await;
    write(&[], 8).await;
    assert_eq!(effects().await, [refusal]);
    write(&[("c2", vec![])], 9).await;
    assert!(effects().await.is_empty(), "ended by the paper that said it");
    assert_eq!(in_force(&town).await.len(), 0);
}

async fn a_record_that_becomes_harder_to_see_takes_access_away(base: Base) {
    let town = Town::new(&base.store().await);
    let record = |restricted, accused: &[&str]| {
        let accused = accused.iter().map(|id| id.parse().unwrap()).collect();
        vec![town.incident(Incident { restricted, accused, ..incident(COUNTY, "c1", &["v1"]) })]
    };
    let mut number = 0;
    let steps = [
        (false, &[][..], false),
        (true, &[], true),
        (false, &[], false),
        (false, &["police"], true),
        (false, &["charity", "police"], true),
        (false, &["charity"], false),
    ];
    for (minute, (restricted, accused, tightens)) in (0..).zip(steps) {
        number += u64::from(tightens);
        let applied = town.apply(COUNTY, record(restricted, accused), minute).await;
        assert_eq!(applied.sequence, tightens.then_some(number), "step {minute}");
    }
    assert_eq!(town.store.directives().changes_since(0).await.unwrap().tightened, 3);
}

on_both!(
    words_come_and_go_with_the_record,
    another_victim_must_agree_for_herself,
    what_a_person_took_back_is_not_revived_by_sync,
    a_persons_consent_comes_and_goes_with_her_record,
    what_a_paper_refused_that_vanished_stays_refused,
    a_record_that_becomes_harder_to_see_takes_access_away,
);
