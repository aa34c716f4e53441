use accord_consent::{Identifier, Link, LinkBasis, LinkState, PolicyWrite};
use accord_model::SubjectId;
use accord_store::{Taken, WaitingLink};
use uuid::Uuid;

use crate::base::{Base, on_both};
use crate::town::{COUNTY, MARY, POLICE, Town, Who, at, person, traced, victim};

async fn waiting(town: &Town) -> Vec<WaitingLink> {
    town.store.links().links_waiting().await.unwrap()
}

async fn decide(town: &Town, link: &WaitingLink, state: LinkState) {
    let link = Link { a: link.a, b: link.b, owners: link.owners, state, basis: LinkBasis::Review };
    town.store.directives().write(&[PolicyWrite::Link(link)]).await.unwrap();
}

async fn two_owners_records_of_one_person_wait_for_a_reviewer(base: Base) {
    let town = Town::new(&base.store().await);
    let married = Who { family: "Otherfield", ..MARY };
    let twin = Who { given: "Clover", nhs: Some("9990548609"), ..MARY };
    let stranger = Who { born: (1980, 1, 1), nhs: None, ..MARY };
    let county = [("c1", married), ("c2", twin), ("c3", Who { given: "Clover", ..stranger })];
    town.apply(COUNTY, county.map(|(local, who)| town.victim(victim(COUNTY, local, who))).into(), 0).await;
    assert!(waiting(&town).await.is_empty(), "one owner's records");
    let police = || vec![town.victim(victim(POLICE, "p1", MARY))];
    let applied = town.apply(POLICE, police(), 1).await;
    assert_eq!((applied.proposed, applied.sequence), (1, Some(1)));
    let all = waiting(&town).await;
    let [link] = &all[..] else { panic!("{}", all.len()) };
    let (p, c) = (town.handle(&person(POLICE, "p1")), town.handle(&person(COUNTY, "c1")));
    assert_eq!((link.a, link.b), (p.min(c), p.max(c)));
    let owner = |handle| if handle == p { POLICE } else { COUNTY }.parse().unwrap();
    assert_eq!(link.owners, (owner(link.a), owner(link.b)));
    let agreeing = [Identifier::Given, Identifier::DateOfBirth, Identifier::Postcode, Identifier::NhsNumber];
    assert_eq!(link.agreeing, agreeing);
    let open = town.desk.identifiers(link.a, &link.sealed_a).unwrap();
    assert!(open.iter().any(|(what, value)| *what == Identifier::Given && value == MARY.given));
    assert!(town.desk.identifiers(link.b, &link.sealed_b).is_some());
    let policy = town.store.directives().changes_since(0).await.unwrap();
    assert_eq!((policy.links.len(), policy.tightened), (1, 1), "a refusal flows over a link that waits");

    decide(&town, link, LinkState::Undone).await;
    assert_eq!(town.apply(POLICE, police(), 2).await.proposed, 0, "what was refused is not proposed again");
    assert!(waiting(&town).await.is_empty());
    town.apply(COUNTY, vec![Taken::Gone(person(COUNTY, "c1"))], 3).await;
    assert_eq!(base.rows("person_link").await.len(), 1, "policy stays");
}

async fn an_introduced_person_joins_the_review_list(base: Base) {
    let town = Town::new(&base.store().await);
    town.apply(COUNTY, vec![town.victim(victim(COUNTY, "c1", MARY))], 0).await;
    let subject = SubjectId(Uuid::from_u128(77));
    let sought = accord_consent::Sought {
        family: MARY.family.to_owned(),
        given: Some(MARY.given.to_owned()),
        date_of_birth: None,
        postcode: Some("le888xq".to_owned()),
        nhs_number: None,
    };
    let introduce = |organisation: &str| PolicyWrite::Introduce {
        subject,
        organisation: organisation.parse().unwrap(),
        fingerprints: town.desk.fingerprints(&sought),
        sealed: vec![1],
        at: at(1),
    };
    let directives = town.store.directives();
    let first = directives.write(&[introduce("charity")]).await.unwrap();
    assert_eq!(first, 1);
    assert_eq!(directives.write(&[introduce("charity")]).await.unwrap(), first, "twice is once");
    let all = waiting(&town).await;
    let [link] = &all[..] else { panic!("{}", all.len()) };
    assert!(link.a == subject || link.b == subject);
    assert_eq!(link.agreeing, [Identifier::Family, Identifier::Given, Identifier::Postcode]);
    decide(&town, link, LinkState::Confirmed).await;
    assert!(waiting(&town).await.is_empty());

    // Whose record it is that comes later does not matter, the introducing organisation's own included.
    town.apply(POLICE, vec![town.victim(victim(POLICE, "p1", MARY))], 2).await;
    assert_eq!(waiting(&town).await.len(), 2, "with the introduced handle and with the county's record");
    assert!(town.store.index().victims(&[subject]).await.unwrap().is_empty(), "a handle without a record");
}

/// The one link there is, as policy has it.
async fn only(town: &Town) -> Link {
    let policy = town.store.directives().changes_since(0).await.unwrap();
    let [link] = &policy.links[..] else { panic!("{} links", policy.links.len()) };
    link.clone()
}

/// Nothing but the number: a name that was given up, another date, another address.
const OTHERWISE: Who = Who { family: "Otherfield", given: "Clover", born: (1980, 1, 1), postcode: "LE77 1AA", ..MARY };

async fn a_traced_number_on_both_sides_links_by_itself(base: Base) {
    let town = Town::new(&base.store().await);
    town.apply(COUNTY, vec![town.victim(traced(COUNTY, "c1", OTHERWISE, true))], 0).await;
    let applied = town.apply(POLICE, vec![town.victim(traced(POLICE, "p1", MARY, true))], 1).await;
    assert_eq!((applied.proposed, applied.linked, applied.sequence), (0, 1, Some(1)));
    let link = only(&town).await;
    assert_eq!((link.state, link.basis), (LinkState::Confirmed, LinkBasis::VerifiedNhsNumber));
    assert!(waiting(&town).await.is_empty(), "nobody has to look at it");
    town.desk.refresh().await.unwrap();
    assert_eq!(town.desk.person(link.a), [link.a, link.b]);
    let again = town.apply(POLICE, vec![town.victim(traced(POLICE, "p1", MARY, true))], 2).await;
    assert_eq!((again.linked, again.sequence), (0, None), "the same page changes nothing");

    // The next version is no longer traced: nothing else agrees, so that there is nothing to look at either.
    let back = town.apply(POLICE, vec![town.victim(victim(POLICE, "p1", MARY))], 3).await;
    assert!(back.sequence.is_some());
    assert_eq!(only(&town).await.state, LinkState::Undone);
    town.desk.refresh().await.unwrap();
    assert_eq!(town.desk.person(link.a), [link.a]);
    // Traced again.
    town.apply(POLICE, vec![town.victim(traced(POLICE, "p1", MARY, true))], 4).await;
    assert_eq!(only(&town).await.state, LinkState::Confirmed);
    // And gone: a link on its number does not outlive the record.
    town.apply(POLICE, vec![Taken::Gone(person(POLICE, "p1"))], 5).await;
    assert_eq!(only(&town).await.state, LinkState::Undone);
}

async fn a_number_that_is_not_traced_or_not_whole_proposes_alone(base: Base) {
    for (local, ours, theirs) in [
        ("untraced", victim(POLICE, "p1", MARY), traced(COUNTY, "c1", MARY, true)),
        ("wrong", traced(POLICE, "p1", MARY, false), traced(COUNTY, "c1", MARY, true)),
        ("both wrong", traced(POLICE, "p1", MARY, false), traced(COUNTY, "c1", MARY, false)),
    ] {
        let town = Town::new(&base.store().await);
        town.apply(COUNTY, vec![town.victim(theirs)], 0).await;
        let applied = town.apply(POLICE, vec![town.victim(ours)], 1).await;
        assert_eq!(applied.linked, 0, "{local}");
        assert_eq!(only(&town).await.state, LinkState::Waiting, "{local}");
        town.apply(POLICE, vec![Taken::Gone(person(POLICE, "p1"))], 2).await;
    }
}

async fn what_a_reviewer_said_stands_over_the_number(base: Base) {
    let town = Town::new(&base.store().await);
    let ours = |valid| vec![town.victim(traced(POLICE, "p1", MARY, valid))];
    town.apply(COUNTY, vec![town.victim(traced(COUNTY, "c1", MARY, true))], 0).await;
    town.apply(POLICE, ours(false), 1).await;
    let all = waiting(&town).await;
    let [link] = &all[..] else { panic!("{}", all.len()) };
    assert_eq!(town.apply(POLICE, ours(true), 2).await.linked, 1, "what waited is answered by the number");
    // Losing it puts the pair before a reviewer again, for the rest agrees.
    assert_eq!(town.apply(POLICE, ours(false), 3).await.proposed, 1);
    decide(&town, link, LinkState::Confirmed).await;
    town.apply(POLICE, ours(true), 4).await;
    town.apply(POLICE, ours(false), 5).await;
    let now = only(&town).await;
    assert_eq!((now.state, now.basis), (LinkState::Confirmed, LinkBasis::Review), "a reviewer confirmed it");
    decide(&town, link, LinkState::Undone).await;
    assert_eq!(town.apply(POLICE, ours(true), 6).await.linked, 0);
    assert_eq!(only(&town).await.state, LinkState::Undone, "a reviewer's undo stays undone");
}

on_both!(
    two_owners_records_of_one_person_wait_for_a_reviewer,
    an_introduced_person_joins_the_review_list,
    a_traced_number_on_both_sides_links_by_itself,
    a_number_that_is_not_traced_or_not_whole_proposes_alone,
    what_a_reviewer_said_stands_over_the_number,
);
