use std::collections::HashSet;

use accord_consent::{
    Audience, Directive, Effect, Given, Link, LinkBasis, LinkState, PolicyWrite, RecordScope, Relation, RelationKind,
};
use accord_model::{Action, Category, CategorySet, OrganisationKind, Purpose, SubjectId, UserKey};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::base::{Base, on_both};
use crate::town::{at, case};

pub(crate) fn directive(n: u128, effect: Effect) -> Directive {
    Directive {
        id: Uuid::from_u128(1_000 + n),
        subject: SubjectId(Uuid::from_u128(n)),
        effect,
        to: Audience::Anyone,
        purpose: None,
        categories: CategorySet::ALL,
        action: None,
        records: RecordScope::All,
        start: at(0),
        end: None,
        firm: false,
        given: Given {
            by: "SELF".to_owned(),
            method: "IN_PERSON".to_owned(),
            wording_version: "3".to_owned(),
            language: "pa".to_owned(),
        },
        recorded_by: "charity".parse().unwrap(),
        recorded_at: at(0),
        withdrawn_at: None,
        lapsed: false,
    }
}

fn relation(end: Option<Timestamp>) -> Relation {
    Relation {
        categories: accord_model::CategorySet::ALL,
        owner: None,
        id: Uuid::from_u128(7),
        organisation: "charity".parse().unwrap(),
        user: Some(UserKey([1; 16])),
        subject: SubjectId(Uuid::from_u128(1)),
        kind: RelationKind::FoundPresent,
        start: at(0),
        end,
    }
}

fn link(state: LinkState) -> Link {
    Link {
        a: SubjectId(Uuid::from_u128(1)),
        b: SubjectId(Uuid::from_u128(2)),
        owners: ("police".parse().unwrap(), "county".parse().unwrap()),
        state,
        basis: LinkBasis::Review,
    }
}

async fn every_shape_comes_back_as_it_was(base: Base) {
    let directives = base.store().await.directives();
    // A client may send nanoseconds; the same consent sent again must be recognised.
    let odd = at(0).checked_add(SignedDuration::from_nanos(123_456_789)).unwrap();
    let to = [Audience::Kind(OrganisationKind::Nhs), Audience::Organisation("police".parse().unwrap())];
    let records = [RecordScope::Owner("county".parse().unwrap()), RecordScope::Record(case("county", "Ref 1/é"))];
    let mut all = vec![directive(0, Effect::Permit), directive(1, Effect::Deny)];
    for (n, (to, records)) in to.into_iter().zip(records).enumerate() {
        all.push(Directive {
            to,
            records,
            purpose: Some(Purpose::CaseConference),
            categories: CategorySet::of(&[Category::GenderHistory, Category::Subject]),
            action: Some(Action::ShareWithConference),
            end: Some(Timestamp::MAX),
            start: odd,
            ..directive(10 + n as u128, Effect::Permit)
        });
    }
    let mut writes: Vec<_> = all.iter().cloned().map(PolicyWrite::Record).collect();
    let everybody = Relation { id: Uuid::from_u128(8), user: None, kind: RelationKind::Own, ..relation(None) };
    let relations = [relation(Some(odd)), everybody];
    writes.extend(relations.iter().cloned().map(PolicyWrite::Relate));
    writes.push(PolicyWrite::Link(link(LinkState::Confirmed)));
    let sequence = directives.write(&writes).await.unwrap();
    let mut read = directives.changes_since(0).await.unwrap();
    assert_eq!(read.sequence, sequence);
    read.directives.sort_by_key(|d| d.id);
    all.sort_by_key(|d| d.id);
    assert!(read.directives == all);
    assert!(read.relations == relations);
    assert_eq!(read.links, [link(LinkState::Confirmed)]);
}

async fn what_takes_access_away_is_marked(base: Base) {
    let store = base.store().await;
    let directives = store.directives();
    let id = directive(1, Effect::Permit).id;
    let steps = [
        (PolicyWrite::Record(directive(1, Effect::Permit)), 1, 0),
        (PolicyWrite::Record(directive(1, Effect::Permit)), 1, 0),
        (PolicyWrite::Record(directive(2, Effect::Deny)), 2, 2),
        (PolicyWrite::Withdraw(id, at(1)), 3, 3),
        (PolicyWrite::Withdraw(id, at(2)), 3, 3),
        (PolicyWrite::Withdraw(Uuid::from_u128(99), at(2)), 3, 3),
        (PolicyWrite::Relate(relation(Some(at(60)))), 4, 3),
        (PolicyWrite::Relate(relation(Some(at(60)))), 4, 3),
        (PolicyWrite::Relate(relation(Some(at(90)))), 5, 3),
        (PolicyWrite::Relate(relation(Some(at(30)))), 6, 6),
        (PolicyWrite::Link(link(LinkState::Waiting)), 7, 7),
        (PolicyWrite::Link(link(LinkState::Confirmed)), 8, 7),
        (PolicyWrite::Link(link(LinkState::Confirmed)), 8, 7),
        (PolicyWrite::Link(link(LinkState::Undone)), 9, 9),
    ];
    for (n, (write, sequence, tightened)) in steps.into_iter().enumerate() {
        assert_eq!(directives.write(&[write]).await.unwrap(), sequence, "step {n}");
        let now = directives.changes_since(sequence).await.unwrap();
        assert_eq!((now.sequence, now.tightened), (sequence, tightened), "step {n}");
        assert!(now.directives.is_empty() && now.relations.is_empty() && now.links.is_empty());
    }
    let late = directives.changes_since(2).await.unwrap();
    assert_eq!((late.directives.len(), late.relations.len(), late.links.len()), (1, 1, 1));
    assert_eq!(late.directives[0].withdrawn_at, Some(at(1)), "the first withdrawal stands");
    assert_eq!(base.rows("person_link_change").await.len(), 3, "the history stays");
}

async fn two_gateways_see_each_others_changes_in_order(base: Base) {
    let (one, other) = (base.store().await, base.store().await);
    let write = async |store: &accord_store::Store, from: u128| {
        for n in from..from + 20 {
            store.directives().write(&[PolicyWrite::Record(directive(n, Effect::Permit))]).await.unwrap();
        }
    };
    let follow = async {
        let (mut known, mut since) = (HashSet::new(), 0);
        while since < 40 {
            let changes = other.directives().changes_since(since).await.unwrap();
            known.extend(changes.directives.iter().map(|directive| directive.id));
            assert!(known.len() as u64 >= changes.sequence, "a number is known and its change is not");
            since = changes.sequence;
            tokio::task::yield_now().await;
        }
        known.len()
    };
    let follow = tokio::time::timeout(std::time::Duration::from_secs(60), follow);
    let ((), (), followed) = tokio::join!(write(&one, 0), write(&other, 100), follow);
    assert_eq!(followed.unwrap(), 40);
}

on_both!(
    every_shape_comes_back_as_it_was,
    what_takes_access_away_is_marked,
    two_gateways_see_each_others_changes_in_order,
);
