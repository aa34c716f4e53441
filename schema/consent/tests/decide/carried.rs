//! Directives that an operator carries out of the gateway and into it.

use accord_consent::{Directive, Effect, Given, LinkState, PolicyFault, PolicyWrite, RecordScope};
use accord_model::{
    Audience, CategorySet, OrganisationKind, Purpose, RecordScope as Scope, SourceDirective, SourceScope,
};
use jiff::Timestamp;
use uuid::Uuid;

use crate::town::{Town, directive, given, id, link, noon, now, person, second};

/// What a directive says, as somebody else's program would bring it.
fn words(d: &Directive) -> SourceDirective {
    SourceDirective {
        permit: d.effect == Effect::Permit,
        to: d.to,
        purpose: d.purpose,
        categories: d.categories,
        action: d.action,
        records: SourceScope::Of(d.records.clone()),
        start: Some(d.start),
        end: d.end,
        firm: d.firm,
        by: "SELF",
    }
}

fn brought(town: &Town, by: &str, said: &SourceDirective) -> Directive {
    town.desk.brought(id(by), person(1), said, given(), noon()).ok().unwrap()
}

fn fault(town: &Town, by: &str, said: &SourceDirective) -> Option<PolicyFault> {
    town.desk.brought(id(by), person(1), said, given(), noon()).err()
}

fn carry_in(town: &Town, all: Vec<Directive>) -> bool {
    now(town.desk.carry_in(id("charity"), all, noon())).is_ok()
}

fn carry_out(town: &Town) -> Vec<Directive> {
    now(town.desk.carry_out(person(1), id("police"), noon())).ok().unwrap()
}

fn activities(town: &Town) -> Vec<String> {
    town.memory.log().into_iter().map(|(request, _)| request.activity).collect()
}

fn various() -> Vec<Directive> {
    let firm = Directive { firm: true, purpose: Some(Purpose::Care), ..directive(2, person(1), Effect::Deny) };
    let kind = Directive { to: Audience::Kind(OrganisationKind::Police), ..directive(3, person(1), Effect::Deny) };
    let part = Directive {
        start: Timestamp::new(5, 123_456_789).unwrap(),
        end: Some(Timestamp::new(9, 1).unwrap()),
        records: RecordScope::Owner(id("police")),
        ..directive(4, person(1), Effect::Permit)
    };
    let over = Directive { withdrawn_at: Some(second(1)), ..directive(5, person(1), Effect::Permit) };
    vec![firm, kind, part, over]
}

#[test]
fn all_that_she_said_goes_out_on_every_handle_and_no_mark_of_a_record() {
    let elsewhere = Directive { to: Audience::Organisation(id("police")), ..directive(6, person(2), Effect::Deny) };
    let bar = directive(7, person(1), Effect::Bar);
    let stranger = directive(8, person(3), Effect::Permit);
    let all = various().into_iter().chain([elsewhere, bar, stranger]).map(PolicyWrite::Record);
    let town =
        Town::new(all.chain([PolicyWrite::Link(link(person(1), person(2), ("police", "nhs"), LinkState::Confirmed))]));
    let ids: Vec<u128> = carry_out(&town).iter().map(|one| one.id.as_u128()).collect();
    assert_eq!(ids, [2, 3, 4, 5, 6], "the withdrawn one too");
    assert_eq!(activities(&town), ["CONSENT_EXPORTED"]);
}

#[test]
fn where_the_log_cannot_be_written_nothing_goes_out_and_nothing_comes_in() {
    let town = Town::new(various().into_iter().map(PolicyWrite::Record));
    let new = brought(&town, "charity", &words(&directive(9, person(1), Effect::Deny)));
    town.memory.break_down();
    assert!(now(town.desk.carry_out(person(1), id("police"), noon())).is_err());
    assert!(!carry_in(&town, vec![new.clone()]));
    assert!(!town.desk.has(&new));
}

#[test]
fn what_is_brought_twice_is_once() {
    let town = Town::new([]);
    let all: Vec<Directive> = various().iter().map(|one| brought(&town, "charity", &words(one))).collect();
    assert!(all.iter().all(|one| !town.desk.has(one)));
    let twice: Vec<Directive> = all.iter().chain(&all).cloned().collect();
    assert!(carry_in(&town, twice));
    let once = carry_out(&town);
    assert_eq!(once.len(), all.len());
    let again: Vec<Directive> = various().iter().map(|one| brought(&town, "police", &words(one))).collect();
    assert!(again.iter().all(|one| town.desk.has(one)), "whoever brings it");
    assert!(carry_in(&town, again));
    assert!(carry_out(&town) == once);
    assert_eq!(activities(&town).iter().filter(|one| *one == "CONSENT_IMPORTED").count(), 2);
}

/// An old file neither copies what a partner's record says nor revives what she took back.
#[test]
fn what_is_written_down_already_is_not_written_down_again() {
    let source = Given { by: "SOURCE_RECORD".to_owned(), method: "SOURCE_RECORD".to_owned(), ..given() };
    let of_record = Directive { given: source, recorded_by: id("police"), ..directive(1, person(1), Effect::Permit) };
    let town = Town::new([PolicyWrite::Record(of_record.clone())]);
    let back = brought(&town, "charity", &words(&of_record));
    assert!(back == of_record && town.desk.has(&back));
    town.put(PolicyWrite::Withdraw(of_record.id, second(2)));
    let back = brought(&town, "charity", &words(&of_record));
    assert!(back.id == of_record.id && back.withdrawn_at == Some(second(2)));
    assert!(carry_in(&town, vec![back]));
    assert!(carry_out(&town).iter().all(|one| one.withdrawn_at.is_some()));
    // Given anew, from another day on, it is another word.
    let anew = SourceDirective { start: Some(second(3)), ..words(&of_record) };
    assert!(!town.desk.has(&brought(&town, "charity", &anew)));
}

#[test]
fn another_word_is_another_directive() {
    let town = Town::new([]);
    let plain = words(&directive(1, person(1), Effect::Deny));
    let others = [
        SourceDirective { permit: true, ..plain.clone() },
        SourceDirective { firm: true, ..plain.clone() },
        SourceDirective { purpose: Some(Purpose::Care), ..plain.clone() },
        SourceDirective { to: Audience::Kind(OrganisationKind::Nhs), ..plain.clone() },
        SourceDirective { end: Some(second(4)), ..plain.clone() },
        SourceDirective { start: Some(Timestamp::new(0, 1).unwrap()), ..plain.clone() },
        SourceDirective { records: SourceScope::Holder, ..plain.clone() },
    ];
    let mut ids: Vec<Uuid> = others.iter().chain([&plain]).map(|one| brought(&town, "charity", one).id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 8);
}

#[test]
fn a_word_of_the_same_id_that_says_something_else_is_a_contradiction() {
    let known = directive(1, person(1), Effect::Deny);
    let town = Town::new([PolicyWrite::Record(known.clone())]);
    let permit = brought(&town, "charity", &SourceDirective { permit: true, ..words(&known) });
    let same = brought(&town, "charity", &words(&known));
    assert!(!town.desk.contradicts(known.id, std::slice::from_ref(&same)) && !town.desk.contradicts(known.id, &[]));
    assert!(
        town.desk.contradicts(known.id, std::slice::from_ref(&permit))
            && town.desk.contradicts(known.id, &[same.clone(), permit])
    );
    assert!(town.desk.contradicts(known.id, &[Directive { subject: person(2), ..same }]));
    assert!(!town.desk.contradicts(Uuid::from_u128(77), &[directive(2, person(1), Effect::Permit)]));
}

#[test]
fn what_nobody_could_have_said_is_refused() {
    let town = Town::new([]);
    let plain = words(&directive(1, person(1), Effect::Deny));
    let nobody = || "no-such-member".parse().unwrap();
    let none = SourceDirective { categories: CategorySet::NONE, ..plain.clone() };
    let empty = SourceDirective { start: Some(second(4)), end: Some(second(4)), ..plain.clone() };
    let to = SourceDirective { to: Audience::Organisation(nobody()), ..plain.clone() };
    let of = SourceDirective { records: SourceScope::Of(Scope::Owner(nobody())), ..plain.clone() };
    assert!(matches!(fault(&town, "charity", &none), Some(PolicyFault::NoCategory)));
    assert!(matches!(fault(&town, "charity", &empty), Some(PolicyFault::EmptyPeriod)));
    assert!(matches!(fault(&town, "charity", &to), Some(PolicyFault::UnknownOrganisation)));
    assert!(matches!(fault(&town, "charity", &of), Some(PolicyFault::UnknownOrganisation)));
    assert!(matches!(fault(&town, "no-such-member", &plain), Some(PolicyFault::UnknownOrganisation)));
}
