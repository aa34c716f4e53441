//! The reasons, held against the decision.

use accord_consent::{Effect, Explained, LinkState, PolicyWrite, Relation, RelationKind, WhyNot, WithheldReason};
use accord_model::{Basis, Category, Purpose, Role};

use crate::dice::Dice;
use crate::reference::world::World;
use crate::town::{Town, directive, id, incident_record, link, noon, person, person_record, relation, viewer};

const STATES: usize = 10_000;

#[test]
fn the_reasons_agree_with_the_decision_on_random_states() {
    let mut dice = Dice(27_560);
    let (mut granted, mut seen) = (0, std::collections::BTreeSet::new());
    for state in 0..STATES {
        let world = World::roll(&mut dice);
        let desk = world.desk();
        let question = world.question(&mut dice);
        let grants = desk.grants(&question.viewer, &question.candidate, question.at);
        let withheld = grants.withheld::<accord_model::Victim>();
        for category in Category::ALL {
            let told = desk.explain_to(&question.viewer, &question.candidate, *category, question.at);
            let is_granted = matches!(told, Explained::Granted { .. });
            assert_eq!(is_granted, grants.has(*category), "state {state}: {category} {told:?} {question:?}");
            match told {
                Explained::Granted { basis, directive, .. } => {
                    granted += 1;
                    let same = grants.bases().any(|(categories, on)| categories.has(*category) && on == basis);
                    assert!(same, "state {state}: {category} on {basis}");
                    assert_eq!(directive.is_some(), basis == Basis::Consent, "state {state}: {category}");
                }
                Explained::Withheld(why) => {
                    assert!(!why.is_empty(), "state {state}: no reason");
                    let none = why.iter().any(|(_, why)| *why == WhyNot::NoAgreement);
                    let marker = withheld.iter().find(|one| one.category == *category && !grants.is_hidden());
                    let expected = marker.map(|one| one.reason == WithheldReason::NoAgreement);
                    assert!(expected.is_none_or(|expected| expected == none), "state {state}: {category} {why:?}");
                    let all = why.len() == question.candidate.subjects.len();
                    let asked = all && why.iter().all(|(_, why)| *why == WhyNot::RequestNeeded);
                    let expected = marker.map(|one| one.reason == WithheldReason::RequestNeeded);
                    assert!(expected.is_none_or(|expected| expected == asked), "state {state}: {category} {why:?}");
                    seen.extend(
                        why.iter().map(|(_, why)| format!("{why:?}").split([' ', '(']).next().unwrap().to_owned()),
                    );
                }
            }
        }
    }
    assert!(granted > STATES / 10, "{granted} grants");
    let kinds: Vec<&str> = seen.iter().map(String::as_str).collect();
    assert_eq!(
        kinds,
        ["Excluded", "NeedsAlso", "NoAgreement", "NoRelationship", "NotShared", "RequestNeeded", "Restricted"]
    );
}

/// What the person is told of this asker.
fn told(town: &Town, record: &accord_consent::Candidate, asker: (&str, Role)) -> (Result<Basis, WhyNot>, bool, bool) {
    let herself = viewer("public", Role::Victim, Purpose::SubjectAccess, 1);
    let all = town.desk.explain(&herself, person(1), record, Category::Narrative, noon());
    let one =
        all.iter().find(|one| one.organisation == id(asker.0) && one.asker.is_some_and(|(role, _)| role == asker.1));
    let one = one.unwrap_or_else(|| panic!("nothing about {asker:?}"));
    (one.answer.map(|(basis, _)| basis), one.only_assigned, one.directive.is_some())
}

fn own() -> PolicyWrite {
    PolicyWrite::Relate(Relation { kind: RelationKind::Own, ..relation("public", Some(1), person(1)) })
}

#[test]
fn she_is_told_who_and_which_word_decides() {
    let worker = ("charity", Role::SupportWorker);
    let record = incident_record("police", &[person(1)]);
    let town = Town::new([own()]);
    assert_eq!(told(&town, &record, worker), (Err(WhyNot::NoRelationship), false, false));
    town.put(PolicyWrite::Relate(relation("charity", Some(3), person(1))));
    assert_eq!(told(&town, &record, worker), (Err(WhyNot::NotShared { directive: None }), false, false));
    let no = directive(1, person(1), Effect::Deny);
    town.put(PolicyWrite::Record(no.clone()));
    assert_eq!(told(&town, &record, worker), (Err(WhyNot::NotShared { directive: Some(no.id) }), false, true));
    let yes = accord_consent::Directive {
        to: accord_consent::Audience::Organisation(id("charity")),
        ..directive(2, person(1), Effect::Permit)
    };
    town.put(PolicyWrite::Record(yes));
    assert_eq!(told(&town, &record, worker), (Ok(Basis::Consent), true, true));
    let accused = accord_consent::Candidate { accused: vec![id("charity")], ..record };
    assert_eq!(told(&town, &accused, worker), (Err(WhyNot::Excluded), false, false));
}

/// Another person's refusal is hers: what is told is that something is missing.
#[test]
fn the_word_of_another_person_in_the_record_is_not_told() {
    let record = incident_record("police", &[person(1), person(2)]);
    let (yes, no) = (directive(1, person(1), Effect::Permit), directive(2, person(2), Effect::Deny));
    let related = [1, 2].map(|n| PolicyWrite::Relate(relation("charity", Some(3), person(n))));
    let town = Town::new(related.into_iter().chain([own(), PolicyWrite::Record(yes), PolicyWrite::Record(no)]));
    let worker = ("charity", Role::SupportWorker);
    assert_eq!(told(&town, &record, worker), (Err(WhyNot::NotShared { directive: None }), false, false));
    // Where they are one person, it is her own word.
    town.put(PolicyWrite::Link(link(person(1), person(2), ("police", "police"), LinkState::Confirmed)));
    assert!(told(&town, &record, worker).2);
}

#[test]
fn nobody_is_told_but_herself_and_the_holders_officer() {
    let town = Town::new([own()]);
    let record = person_record("police", person(1));
    let may = |who: &accord_consent::Viewer| town.desk.may_be_told(who, person(1), &record, noon());
    assert!(may(&viewer("public", Role::Victim, Purpose::SubjectAccess, 1)));
    assert!(may(&viewer("police", Role::DataProtectionOfficer, Purpose::Complaint, 9)));
    assert!(!may(&viewer("public", Role::Victim, Purpose::SubjectAccess, 2)));
    assert!(!may(&viewer("council", Role::DataProtectionOfficer, Purpose::Complaint, 9)));
    assert!(!may(&viewer("police", Role::HateCrimeOfficer, Purpose::CrimeInvestigation, 9)));
}
