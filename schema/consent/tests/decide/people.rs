//! Who may write down consent, take it back, and find people; the trail and the release.

use accord_consent::{
    Audience, ConsentDraft, Effect, LinkState, PolicyFault, PolicyWrite, RecordScope, Refusal, RelationKind, Sought,
    Viewer,
};
use accord_model::{Category, CategorySet, Purpose, Role};

use crate::town::{Town, directive, given, id, link, noon, now, person, person_record, relation, second, viewer};

fn draft() -> ConsentDraft {
    ConsentDraft {
        effect: Effect::Permit,
        to: Audience::Anyone,
        purpose: None,
        categories: CategorySet::ALL,
        action: None,
        records: RecordScope::All,
        end: None,
        given: given(),
    }
}

fn worker() -> Viewer {
    viewer("charity", Role::SupportWorker, Purpose::Support, 2)
}

fn victim(who: u8) -> Viewer {
    viewer("public", Role::Victim, Purpose::SubjectAccess, who)
}

fn herself(who: u8, n: u128) -> PolicyWrite {
    PolicyWrite::Relate(accord_consent::Relation {
        categories: CategorySet::ALL,
        owner: None,
        kind: RelationKind::Own,
        ..relation("public", Some(who), person(n))
    })
}

fn record(town: &Town, who: &Viewer, n: u128, draft: ConsentDraft) -> Result<(), PolicyFault> {
    let written = now(town.desk.record_consent(who, person(n), draft, "key", noon()));
    written.map(drop)
}

#[test]
fn consent_is_written_down_by_those_who_know_the_person() {
    let town = Town::new([PolicyWrite::Relate(relation("charity", Some(2), person(1)))]);
    let police_record = person_record("police", person(1));
    assert!(town.sees(&worker(), &police_record).is_hidden());
    assert_eq!(record(&town, &worker(), 1, draft()), Ok(()));
    assert!(!town.sees(&worker(), &police_record).is_hidden());
    assert_eq!(record(&town, &worker(), 2, draft()), Err(PolicyFault::NotAllowed));
}

#[test]
fn ones_own_record_is_a_relationship_if_the_caller_shows_it() {
    let town = Town::new([]);
    let on = |candidates: &[_], n| {
        let desk = &town.desk;
        let written = now(desk.record_consent_on(&worker(), person(n), candidates, draft(), "key", noon()));
        written.map(drop)
    };
    let own = [person_record("charity", person(1))];
    assert_eq!(on(&[], 1), Err(PolicyFault::NotAllowed));
    assert_eq!(on(&own, 2), Err(PolicyFault::NotAllowed), "about somebody else");
    let foreign = [person_record("police", person(1))];
    assert_eq!(on(&foreign, 1), Err(PolicyFault::NotAllowed));
    let mut accused = own.clone();
    accused[0].accused = vec![id("charity")];
    assert_eq!(on(&accused, 1), Err(PolicyFault::NotAllowed));
    assert_eq!(on(&own, 1), Ok(()));
}

#[test]
fn a_victim_speaks_for_herself_alone() {
    let town = Town::new([
        herself(5, 1),
        herself(6, 2),
        PolicyWrite::Link(link(person(1), person(3), ("police", "trust"), LinkState::Confirmed)),
    ]);
    assert_eq!(record(&town, &victim(5), 1, draft()), Ok(()));
    assert_eq!(record(&town, &victim(6), 1, draft()), Err(PolicyFault::NotAllowed));
    let linked = ConsentDraft { effect: Effect::Deny, ..draft() };
    let written = now(town.desk.record_consent(&victim(5), person(3), linked, "other", noon()));
    assert!(written.is_ok(), "her record at the trust");
}

#[test]
fn a_victim_takes_back_her_own_words_alone() {
    let town = Town::new([herself(5, 1), herself(6, 2)]);
    let written = now(town.desk.record_consent(&victim(5), person(1), draft(), "k", noon()));
    let written = written.unwrap();
    let take_back = |who: u8| now(town.desk.withdraw_consent(&victim(who), written.id, noon()));
    assert_eq!(take_back(6).unwrap_err(), PolicyFault::NotFound);
    assert!(town.desk.directives_on(&victim(6), &[person(1)], noon()).is_empty());
    assert_eq!(town.desk.directives_on(&victim(5), &[person(1)], noon()).len(), 1);
    let once = take_back(5).unwrap();
    assert_eq!(once.withdrawn_at, Some(noon()));
    assert_eq!(take_back(5).unwrap(), once, "twice is once");
}

#[test]
fn what_an_organisation_wrote_down_its_media_officer_does_not_take_back() {
    let town = Town::new([PolicyWrite::Record(directive(1, person(1), Effect::Deny))]);
    let media = viewer("charity", Role::MediaOfficer, Purpose::Support, 2);
    let one = uuid::Uuid::from_u128(1);
    let done = now(town.desk.withdraw_consent(&media, one, noon()));
    assert_eq!(done.unwrap_err(), PolicyFault::NotFound);
    let other = viewer("trust", Role::CareCoordinator, Purpose::Care, 3);
    let done = now(town.desk.withdraw_consent(&other, one, noon()));
    assert_eq!(done.unwrap_err(), PolicyFault::NotFound);
    let done = now(town.desk.withdraw_consent(&worker(), one, noon()));
    assert!(done.is_ok());
}

#[test]
fn the_same_key_writes_once_and_never_something_else() {
    let town = Town::new([PolicyWrite::Relate(relation("charity", Some(2), person(1)))]);
    assert_eq!(record(&town, &worker(), 1, draft()), Ok(()));
    assert_eq!(record(&town, &worker(), 1, draft()), Ok(()));
    let other = ConsentDraft { categories: Category::Offence.into(), ..draft() };
    assert_eq!(record(&town, &worker(), 1, other), Err(PolicyFault::KeyReused));
    assert_eq!(town.desk.directives_on(&worker(), &[person(1)], noon()).len(), 1);
}

#[test]
fn a_consent_that_cannot_be_meant_is_refused() {
    let town = Town::new([PolicyWrite::Relate(relation("charity", Some(2), person(1)))]);
    let refused = |change: fn(&mut ConsentDraft)| {
        let mut words = draft();
        change(&mut words);
        record(&town, &worker(), 1, words).unwrap_err()
    };
    assert_eq!(refused(|d| d.end = Some(noon())), PolicyFault::EmptyPeriod);
    assert_eq!(refused(|d| d.categories = CategorySet::NONE), PolicyFault::NoCategory);
    let unknown = PolicyFault::UnknownOrganisation;
    assert_eq!(refused(|d| d.to = Audience::Organisation(id("nobody"))), unknown);
    assert_eq!(refused(|d| d.records = RecordScope::Owner(id("nobody"))), unknown);
    let media = viewer("charity", Role::MediaOfficer, Purpose::Support, 2);
    assert_eq!(record(&town, &media, 1, draft()), Err(PolicyFault::NotAllowed));
}

#[test]
fn a_person_found_while_present_joins_the_caseload_for_four_weeks() {
    let town = Town::new([]);
    let found = now(town.desk.found(&worker(), person(1), noon()));
    found.unwrap();
    assert_eq!(town.desk.caseload(&worker(), noon()), [person(1)]);
    let later = noon() + jiff::SignedDuration::from_hours(28 * 24);
    assert!(town.desk.caseload(&worker(), later).is_empty());
    let colleague = viewer("charity", Role::SupportWorker, Purpose::Support, 9);
    assert!(town.desk.caseload(&colleague, noon()).is_empty());
    let refused = now(town.desk.found(&victim(5), person(1), noon()));
    assert_eq!(refused, Err(PolicyFault::NotAllowed));
}

#[test]
fn the_same_person_introduced_twice_is_one_handle_and_two_organisations_have_two() {
    let town = Town::new([]);
    let sought = |family: &str| Sought {
        family: family.to_owned(),
        given: Some("Ada".to_owned()),
        date_of_birth: None,
        postcode: None,
        nhs_number: None,
    };
    let introduce = |who: &Viewer, family| {
        let done = now(town.desk.introduce(who, &sought(family), noon()));
        done.unwrap()
    };
    let first = introduce(&worker(), "O'Brien");
    assert_eq!(first, introduce(&worker(), "OBRIEN"));
    assert_ne!(first, introduce(&worker(), "Byrne"));
    let officer = viewer("police", Role::HateCrimeOfficer, Purpose::CrimeInvestigation, 4);
    assert_ne!(first, introduce(&officer, "O'Brien"));
    assert!(town.desk.relates(&worker(), first, noon()));
    assert!(!town.desk.relates(&officer, first, noon()));
}

#[test]
fn an_answer_leaves_after_the_log_and_not_after_a_withdrawal() {
    let town = Town::new([herself(5, 1)]);
    let written = now(town.desk.record_consent(&victim(5), person(1), draft(), "k", noon()));
    let written = written.unwrap();
    let trail = || town.desk.trail(&worker(), noon(), "{ viewer }", "QUERY");
    let release = |trail: &_| now(town.desk.release("answer", trail));

    let early = trail();
    assert_eq!(release(&early).unwrap().into_inner(), "answer");
    assert_eq!(town.memory.log().len(), 1);
    assert_eq!(town.memory.log()[0].0.query_hash, accord_consent::Keys::digest("{ viewer }"));

    let late = trail();
    let done = now(town.desk.withdraw_consent(&victim(5), written.id, second(1)));
    done.unwrap();
    assert_eq!(release(&late).err(), Some(Refusal::ConsentMoved));
    assert_eq!(town.memory.log().len(), 1, "what did not leave is not logged");
    assert!(release(&trail()).is_ok());

    town.memory.break_down();
    assert_eq!(release(&trail()).err(), Some(Refusal::LogUnavailable));
}
