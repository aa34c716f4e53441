use accord_consent::{Effect, Exclusion, PolicyWrite, Relation, RelationKind};
use accord_model::{CategorySet, SubjectId, UserKey};
use jiff::Timestamp;
use uuid::Uuid;

use crate::base::{Base, on_both};
use crate::ledger::request;
use crate::policy::directive;
use crate::town::at;

fn relation(n: u128, end: Option<Timestamp>) -> Relation {
    Relation {
        categories: CategorySet::ALL,
        owner: None,
        id: Uuid::from_u128(n),
        organisation: "charity".parse().unwrap(),
        user: None,
        subject: SubjectId(Uuid::from_u128(1)),
        kind: RelationKind::Assigned,
        start: at(0),
        end,
    }
}

async fn a_clock_that_is_turned_back_ends_for_good_what_had_ended(base: Base) {
    let store = base.store().await;
    let (directives, ends) = (store.directives(), store.ends());
    let permit = |n, end| accord_consent::Directive { end, ..directive(n, Effect::Permit) };
    let writes = [
        PolicyWrite::Relate(relation(1, Some(at(60)))),
        PolicyWrite::Relate(relation(2, Some(at(61)))),
        PolicyWrite::Relate(relation(3, None)),
        PolicyWrite::Relate(relation(4, Some(at(20)))),
        PolicyWrite::Record(permit(1, Some(at(60)))),
        PolicyWrite::Record(permit(2, Some(at(61)))),
        PolicyWrite::Record(accord_consent::Directive { end: Some(at(60)), ..directive(3, Effect::Deny) }),
    ];
    let before = directives.write(&writes).await.unwrap();
    assert_eq!(ends.latest().await.unwrap(), Timestamp::UNIX_EPOCH);
    for minute in [10, 60, 30] {
        store.ledger().append(&request(minute, u64::MAX), &[]).await.unwrap();
    }
    assert_eq!(ends.latest().await.unwrap(), at(60), "the latest, not the last");

    ends.turn_back(at(60), at(20)).await.unwrap();
    assert_eq!(ends.latest().await.unwrap(), at(20));
    let changed = directives.changes_since(before).await.unwrap();
    assert_eq!((changed.sequence, changed.tightened), (before + 1, before + 1));
    let relations: Vec<_> = changed.relations.iter().map(|one| (one.id.as_u128(), one.end)).collect();
    assert_eq!(relations, [(1, Some(at(0)))], "it holds at no instant");
    assert!(
        changed.directives.len() == 1
            && changed.directives[0] == accord_consent::Directive { lapsed: true, ..permit(1, Some(at(60))) }
    );
    // Another gateway that saw the same later does nothing, and neither does a clock that is turned back again.
    ends.turn_back(at(60), at(15)).await.unwrap();
    assert_eq!(ends.latest().await.unwrap(), at(20));
    store.ledger().append(&request(60, u64::MAX), &[]).await.unwrap();
    ends.turn_back(at(60), at(20)).await.unwrap();
    assert_eq!(directives.changes_since(0).await.unwrap().sequence, before + 1);
    assert!(store.verify_ledger().await.is_ok());

    // What an operator ends holds at no instant either, and what begins anew does.
    directives.write(&[PolicyWrite::End(Uuid::from_u128(3), at(25))]).await.unwrap();
    let ended = directives.changes_since(before + 1).await.unwrap().relations;
    assert_eq!((ended.len(), ended[0].end), (1, Some(at(0))));
    directives.write(&[PolicyWrite::Relate(relation(3, Some(at(90))))]).await.unwrap();
    assert_eq!(directives.changes_since(before + 2).await.unwrap().relations[0].end, Some(at(90)));
}

async fn an_exclusion_ends_and_may_begin_again(base: Base) {
    let store = base.store().await;
    let (directives, ends) = (store.directives(), store.ends());
    let one = |n| Exclusion { record: Uuid::from_u128(n), user: UserKey([7; 16]), at: at(1) };
    let begun = directives.write(&[PolicyWrite::Exclude(one(1)), PolicyWrite::Exclude(one(2))]).await.unwrap();
    assert!(ends.exclusions().await.unwrap() == [one(1), one(2)]);
    let user = one(1).user;
    assert!(!ends.end_exclusion(Uuid::from_u128(9), user, at(2)).await.unwrap());
    assert!(!ends.end_exclusion(Uuid::from_u128(1), UserKey([8; 16]), at(2)).await.unwrap());
    assert!(!ends.exclusion_ended_since(0).await.unwrap());
    assert!(ends.end_exclusion(Uuid::from_u128(1), user, at(2)).await.unwrap());
    assert!(!ends.end_exclusion(Uuid::from_u128(1), user, at(3)).await.unwrap(), "twice is the same as once");
    assert!(ends.exclusion_ended_since(begun).await.unwrap());
    let all = directives.changes_since(0).await.unwrap();
    assert!(all.exclusions == [one(2)] && ends.exclusions().await.unwrap() == [one(2)]);
    assert!(!ends.exclusion_ended_since(all.sequence).await.unwrap());
    let again = Exclusion { at: at(4), ..one(1) };
    directives.write(&[PolicyWrite::Exclude(again.clone())]).await.unwrap();
    let now = directives.changes_since(all.sequence).await.unwrap();
    assert!(now.exclusions == [again] && now.tightened == now.sequence);
}

on_both!(a_clock_that_is_turned_back_ends_for_good_what_had_ended, an_exclusion_ends_and_may_begin_again);
