//! What a row says of consent when it is read counts at once, where it refuses; never where it agrees.

use accord_consent::{Audience, Directive, Effect, Grants, LinkState, PolicyWrite, RecordScope};
use accord_model::{
    CategorySet, Incident, LocalId, OrganisationKind, Purpose, RecordType, Referral, Role, SourceDirective,
    SourceScope, Victim,
};

use super::pass;
use crate::dice::Dice;
use crate::reference::world::{Question, World};
use crate::town::{Town, directive, id, incident_record, link, noon, person, relation, viewer};

const fn says(permit: bool, to: Option<OrganisationKind>) -> SourceDirective {
    SourceDirective::of_row(permit, to, CategorySet::ALL)
}

/// What a support worker sees of an incident, under these directives and what the row says of consent as it is read.
fn sees(directives: Vec<Directive>, said: Option<Vec<SourceDirective>>) -> bool {
    let writes = directives.into_iter().map(PolicyWrite::Record);
    let town = Town::new([PolicyWrite::Relate(relation("charity", Some(2), person(1)))].into_iter().chain(writes));
    sees_in(&town, said)
}

fn sees_in(town: &Town, said: Option<Vec<SourceDirective>>) -> bool {
    let worker = viewer("charity", Role::SupportWorker, Purpose::Support, 2);
    let question = Question { viewer: worker, candidate: incident_record("police", &[person(1)]), at: noon() };
    let record = Incident { said_today: said, ..Incident::at(question.candidate.at.clone(), noon()) };
    let trail = town.desk.trail(&question.viewer, noon(), "", "QUERY");
    pass(&town.desk, &question, &trail, record).is_some()
}

/// A permit for charities that sync read from the row.
fn of_source(number: u128) -> Directive {
    let mut permit = directive(number, person(1), Effect::Permit);
    permit.to = Audience::Kind(OrganisationKind::Charity);
    permit.records = RecordScope::Record(incident_record("police", &[]).at);
    permit.given.by = "SOURCE_RECORD".to_owned();
    permit.given.method = "SOURCE_RECORD".to_owned();
    permit
}

#[test]
fn a_permit_that_the_row_gives_no_more_is_none() {
    let charity = Some(OrganisationKind::Charity);
    let row = || vec![of_source(1)];
    assert!(sees(row(), None), "not looked at: what the index knows");
    assert!(sees(row(), Some(vec![says(true, charity)])), "said again");
    for (said, why) in [
        (vec![], "blank by now"),
        (vec![says(true, Some(OrganisationKind::Police))], "for others by now"),
        (vec![says(false, None)], "refused to everybody"),
        (vec![says(false, charity)], "refused to charities"),
        (vec![says(true, charity), says(false, charity)], "yes and no"),
    ] {
        assert!(!sees(row(), Some(said)), "{why}");
    }
}

#[test]
fn a_consent_about_more_than_the_row_that_is_given_no_more_is_none() {
    let charity = Some(OrganisationKind::Charity);
    let holder = |permit| SourceDirective { records: SourceScope::Holder, ..says(permit, charity) };
    let of_person = |n| Directive { records: RecordScope::Owner(id("police")), ..of_source(n) };
    assert!(sees(vec![of_person(1)], None), "not looked at: what the index knows");
    assert!(sees(vec![of_person(1)], Some(vec![holder(true)])), "said again");
    assert!(!sees(vec![of_person(1)], Some(vec![])), "withdrawn by now");
    assert!(!sees(vec![of_person(1)], Some(vec![holder(true), holder(false)])), "refused by now");
    let ended = SourceDirective { end: Some(noon()), ..holder(true) };
    assert!(!sees(vec![of_person(1)], Some(vec![ended])), "given until now alone by now");
    let elsewhere = Directive { subject: person(2), ..of_person(1) };
    let linked = Town::new([
        PolicyWrite::Relate(relation("charity", Some(2), person(1))),
        PolicyWrite::Link(link(person(1), person(2), ("police", "nhs"), LinkState::Confirmed)),
        PolicyWrite::Record(elsewhere),
    ]);
    assert!(sees_in(&linked, Some(vec![])), "another record of her said it: this one need not");
}

#[test]
fn a_firm_refusal_is_outdone_by_nothing() {
    let herself = || vec![directive(1, person(1), Effect::Permit)];
    let other = SourceDirective { purpose: Some(Purpose::Complaint), ..says(false, None) };
    assert!(sees(herself(), Some(vec![other.clone()])));
    let narrow = Directive { to: Audience::Organisation(id("charity")), ..directive(1, person(1), Effect::Permit) };
    let anybody = says(false, None);
    let all = SourceDirective { records: SourceScope::Of(RecordScope::All), ..anybody };
    assert!(sees(vec![narrow.clone()], Some(vec![all.clone()])), "the narrower permit outdoes it");
    assert!(!sees(vec![narrow], Some(vec![SourceDirective { firm: true, ..all }])));
    assert!(
        sees(herself(), Some(vec![SourceDirective { firm: true, ..other }])),
        "where it does not match, it is none"
    );
}

#[test]
fn a_refusal_in_the_row_counts_beside_what_she_said_herself_and_an_agreement_does_not() {
    let herself = || vec![directive(1, person(1), Effect::Permit)];
    assert!(sees(herself(), Some(Vec::new())), "she said it, and not the row");
    assert!(!sees(herself(), Some(vec![says(false, None)])));
    assert!(sees(herself(), Some(vec![says(false, Some(OrganisationKind::Nhs))])), "refused to others");
    assert!(!sees(Vec::new(), Some(vec![says(true, None)])), "a yes is none before it was read into the index");
    let mut other = of_source(1);
    other.records = RecordScope::Record(accord_model::RecordRef {
        partner: "police".parse().unwrap(),
        kind: RecordType::Incident,
        local: LocalId::new("another row"),
    });
    assert!(!sees(vec![other], Some(vec![says(true, Some(OrganisationKind::Charity))])));
}

/// Whatever a row says today, nobody sees more than what the index allows, in random worlds.
#[test]
fn what_a_row_says_today_never_shows_more() {
    let mut dice = Dice(11);
    let (mut narrowed, mut shown) = (0, 0);
    for _ in 0..240 {
        let world = World::roll(&mut dice);
        let desk = world.desk();
        for _ in 0..60 {
            let question = world.question(&mut dice);
            let at = question.candidate.at.clone();
            let kinds =
                [None, Some(OrganisationKind::Police), Some(OrganisationKind::Charity), Some(OrganisationKind::Nhs)];
            let said = (0..dice.below(3)).map(|_| says(dice.below(2) == 0, kinds[dice.below(4)])).collect::<Vec<_>>();
            let grants = |said: Option<Vec<SourceDirective>>| -> Option<Grants> {
                let trail = desk.trail(&question.viewer, question.at, "", "QUERY");
                let place = at.clone();
                match place.kind {
                    RecordType::Victim => {
                        let record = Victim { said_today: said, ..Victim::at(place, noon()) };
                        pass(&desk, &question, &trail, record).map(|one| one.grants().clone())
                    }
                    RecordType::Incident => {
                        let record = Incident { said_today: said, ..Incident::at(place, noon()) };
                        pass(&desk, &question, &trail, record).map(|one| one.grants().clone())
                    }
                    RecordType::Referral => {
                        let record = Referral { said_today: said, ..Referral::at(place, noon()) };
                        pass(&desk, &question, &trail, record).map(|one| one.grants().clone())
                    }
                }
            };
            let before = grants(None).map_or(CategorySet::NONE, |grants| grants.categories());
            let after = grants(Some(said)).map_or(CategorySet::NONE, |grants| grants.categories());
            assert!(before.covers(after), "{after:?} is more than {before:?}");
            narrowed += usize::from(before != after);
            shown += usize::from(!after.is_empty());
        }
    }
    assert!(narrowed > 5 && shown > 100, "{narrowed} narrowed, {shown} shown");
}
