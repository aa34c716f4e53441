//! Step 9: records about several people, and records about nobody.

use accord_consent::{Directive, Effect, PolicyWrite};
use accord_model::{Category, CategorySet, Purpose, Role};

use crate::town::{Town, directive, incident_record, noon, person, person_record, relation, viewer};

fn worker() -> accord_consent::Viewer {
    viewer("charity", Role::SupportWorker, Purpose::Support, 2)
}

#[test]
fn a_shared_field_is_shown_if_each_person_grants_it() {
    let only = |n, categories: CategorySet| {
        PolicyWrite::Record(Directive { categories, ..directive(n, person(n), Effect::Permit) })
    };
    let town = Town::new([
        PolicyWrite::Relate(relation("charity", Some(2), person(1))),
        PolicyWrite::Relate(relation("charity", Some(2), person(2))),
        only(1, CategorySet::of(&[Category::Offence, Category::Narrative])),
        only(2, CategorySet::of(&[Category::Offence, Category::Location])),
    ]);
    let both = town.sees(&worker(), &incident_record("police", &[person(1), person(2)]));
    assert_eq!(both.categories(), Category::Offence.into());
    let alone = town.sees(&worker(), &incident_record("police", &[person(1)]));
    assert!(alone.has(Category::Narrative));
}

#[test]
fn a_stranger_among_the_people_hides_the_record() {
    let town = Town::new([
        PolicyWrite::Relate(relation("charity", Some(2), person(1))),
        PolicyWrite::Record(directive(1, person(1), Effect::Permit)),
        PolicyWrite::Record(directive(2, person(2), Effect::Permit)),
    ]);
    let record = incident_record("police", &[person(1), person(2)]);
    assert!(town.sees(&worker(), &record).is_hidden());
}

#[test]
fn a_record_about_nobody_is_for_those_who_serve_its_area() {
    let town = Town::new([]);
    let officer = viewer("council", Role::CommunitySafetyOfficer, Purpose::SafeguardAdult, 1);
    let mut record = incident_record("police", &[]);
    assert!(town.sees(&officer, &record).is_hidden(), "no area is no area of theirs");
    record.facts.area = Some("south".parse().unwrap());
    assert!(town.sees(&officer, &record).is_hidden());
    record.facts.area = Some("north".parse().unwrap());
    let grants = town.sees(&officer, &record);
    assert!(grants.has(Category::Offence));
    assert!(!grants.has(Category::GenderHistory), "there is nobody to name it");
}

#[test]
fn nobody_consents_for_nobody() {
    let town = Town::new([PolicyWrite::Record(directive(1, person(1), Effect::Permit))]);
    let mut record = incident_record("police", &[]);
    record.facts.area = Some("north".parse().unwrap());
    assert!(town.sees(&worker(), &record).is_hidden());
}

#[test]
fn a_person_record_without_its_person_is_no_community_report() {
    let town = Town::new([]);
    let officer = viewer("council", Role::CommunitySafetyOfficer, Purpose::SafeguardAdult, 1);
    let mut record = person_record("police", person(1));
    record.subjects.clear();
    record.facts.area = Some("north".parse().unwrap());
    assert!(town.sees(&officer, &record).is_hidden());
}

#[test]
fn a_victim_sees_no_record_about_nobody() {
    let town = Town::new([]);
    let victim = viewer("public", Role::Victim, Purpose::SubjectAccess, 5);
    let mut record = incident_record("police", &[]);
    record.facts.area = Some("north".parse().unwrap());
    assert!(town.sees(&victim, &record).is_hidden());
}

#[test]
fn presence_of_one_person_is_no_relationship_with_another() {
    let town = Town::new([PolicyWrite::Record(directive(1, person(1), Effect::Permit))]);
    let (herself, incident) = (person_record("police", person(1)), incident_record("police", &[person(1)]));
    assert!(town.desk.would_know(&worker(), &herself, noon()));
    assert!(!town.desk.would_know(&worker(), &incident, noon()));
    let victim = viewer("public", Role::Victim, Purpose::SubjectAccess, 5);
    assert!(!town.desk.would_know(&victim, &herself, noon()));
}
