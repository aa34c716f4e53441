//! A wrong merge opens nothing that stays open: over random handles, records, directives, relationships and links. While a link
//! waits it opens nothing, and refusals flow over it; when it is undone everything is decided as if it had never been.

use accord_consent::{
    Audience, Candidate, Directive, Effect, Link, LinkBasis, LinkState, PolicyWrite, RecordScope, Viewer, Withheld,
};
use accord_model::{Action, Category, CategorySet, Incident, Purpose, Role, SubjectId, Victim};
use proptest::prelude::*;
use uuid::Uuid;

use crate::town::{Town, directive, id, incident_record, noon, person, person_record, relation, viewer};

/// Whose record each handle is: the handles are 1 to 6.
const OWNERS: [&str; 6] = ["police", "charity", "council", "trust", "police", "charity"];

fn owner(handle: u128) -> &'static str {
    OWNERS[usize::try_from(handle - 1).unwrap()]
}

fn handle() -> impl Strategy<Value = u128> {
    1_u128..=6
}

fn state() -> impl Strategy<Value = (LinkState, LinkBasis)> {
    prop::sample::select(vec![
        (LinkState::Waiting, LinkBasis::Review),
        (LinkState::Confirmed, LinkBasis::Review),
        (LinkState::Confirmed, LinkBasis::VerifiedNhsNumber),
    ])
}

fn pair() -> impl Strategy<Value = (u128, u128)> {
    (handle(), handle()).prop_filter("two", |(a, b)| a < b)
}

fn link((a, b): (u128, u128), (state, basis): (LinkState, LinkBasis)) -> Link {
    Link { basis, ..crate::town::link(person(a), person(b), (owner(a), owner(b)), state) }
}

fn word() -> impl Strategy<Value = (u128, Effect, Audience, CategorySet, RecordScope)> {
    (
        handle(),
        prop::sample::select(vec![Effect::Permit, Effect::Permit, Effect::Deny]),
        prop::sample::select(vec![
            Audience::Anyone,
            Audience::Organisation(id("charity")),
            Audience::Organisation(id("trust")),
            Audience::Organisation(id("council")),
        ]),
        prop::sample::select(vec![
            CategorySet::ALL,
            CategorySet::of(&[Category::Identity, Category::Offence]),
            CategorySet::of(&[Category::Health]),
            CategorySet::of(&[Category::GenderHistory, Category::Disability]),
        ]),
        prop::sample::select(vec![
            RecordScope::All,
            RecordScope::Owner(id("police")),
            RecordScope::Owner(id("charity")),
        ]),
    )
}

/// A county before the merge: words, relationships, and links that are right.
#[derive(Clone, Debug)]
struct County {
    words: Vec<Directive>,
    related: Vec<(&'static str, u128)>,
    links: Vec<((u128, u128), (LinkState, LinkBasis))>,
}

fn county() -> impl Strategy<Value = County> {
    let words = prop::collection::vec(word(), 0..8).prop_map(|all| {
        let each = all.into_iter().zip(1_000_u128..);
        each.map(|((of, effect, to, categories, records), number)| Directive {
            to,
            categories,
            records,
            ..directive(number, person(of), effect)
        })
        .collect()
    });
    let related = (prop::sample::select(vec!["charity", "trust", "council", "police"]), handle());
    (words, prop::collection::vec(related, 0..6), prop::collection::vec((pair(), state()), 0..5))
        .prop_map(|(words, related, links)| County { words, related, links })
}

impl County {
    fn town(&self, more: impl IntoIterator<Item = PolicyWrite>) -> Town {
        let words = self.words.iter().cloned().map(PolicyWrite::Record);
        let related = self.related.iter().map(|(who, of)| PolicyWrite::Relate(relation(who, Some(1), person(*of))));
        let links = self.links.iter().map(|(pair, state)| PolicyWrite::Link(link(*pair, *state)));
        Town::new(words.chain(related).chain(links).chain(more))
    }

    fn joins(&self, pair: (u128, u128)) -> bool {
        self.links.iter().any(|(known, _)| *known == pair)
    }
}

fn viewers() -> [Viewer; 4] {
    [
        viewer("charity", Role::SupportWorker, Purpose::Support, 1),
        viewer("council", Role::CommunitySafetyOfficer, Purpose::SafeguardAdult, 1),
        viewer("trust", Role::CareCoordinator, Purpose::Care, 1),
        viewer("police", Role::HateCrimeOfficer, Purpose::CrimeInvestigation, 1),
    ]
}

/// A record of each handle, and incidents about one and about two.
fn records() -> Vec<Candidate> {
    let people = (1..=6).map(|n| person_record(owner(n), person(n)));
    let alone = (1..=6).map(|n| incident_record(owner(n), &[person(n)]));
    let both = (1..=5).map(|n| incident_record(owner(n), &[person(n), person(n + 1)]));
    people.chain(alone).chain(both).collect()
}

/// Everything that may be told of a decision.
type Told = (CategorySet, Vec<Withheld>, Vec<Withheld>, Vec<Action>);

fn decided(town: &Town) -> Vec<Told> {
    let all = viewers();
    let each = all.iter().flat_map(|viewer| records().into_iter().map(move |record| (viewer, record)));
    each.map(|(viewer, record)| {
        let grants = town.sees(viewer, &record);
        let actions = town.desk.actions(viewer, &record, noon());
        (grants.categories(), grants.withheld::<Victim>(), grants.withheld::<Incident>(), actions)
    })
    .collect()
}

/// Who is one person with whom, who is in whose caseload, and which words each reads.
fn known(town: &Town) -> Vec<(Vec<SubjectId>, Vec<Uuid>)> {
    let handles: Vec<SubjectId> = (1..=6).map(person).collect();
    let joined = handles.iter().map(|handle| (town.desk.person(*handle), Vec::new()));
    let of = |viewer: &Viewer| {
        let words = town.desk.directives_on(viewer, &handles, noon());
        (town.desk.caseload(viewer, noon()), words.iter().map(|word| word.id).collect())
    };
    joined.chain(viewers().iter().map(of)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn an_undone_merge_was_never_there(
        county in county(),
        wrong in prop::collection::vec((pair(), prop::collection::vec(state(), 1..3)), 1..4),
        turn in 0_usize..4,
    ) {
        let mut wrong: Vec<_> = wrong.into_iter().filter(|(pair, _)| !county.joins(*pair)).collect();
        let town = county.town([]);
        let before = (decided(&town), known(&town));
        for (pair, states) in &wrong {
            states.iter().for_each(|state| town.put(PolicyWrite::Link(link(*pair, *state))));
        }
        // In another order than they came.
        let turn = turn % wrong.len().max(1);
        wrong.rotate_left(turn);
        for (pair, _) in &wrong {
            town.put(PolicyWrite::Link(link(*pair, (LinkState::Undone, LinkBasis::Review))));
        }
        prop_assert!(before == (decided(&town), known(&town)), "{wrong:?} left something behind: {county:?}");
    }

    #[test]
    fn a_link_that_waits_opens_nothing(county in county(), pairs in prop::collection::vec(pair(), 1..4)) {
        let town = county.town([]);
        let before = decided(&town);
        let apart: Vec<_> = (1..=6).map(|n| town.desk.person(person(n))).collect();
        for pair in pairs.iter().filter(|pair| !county.joins(**pair)) {
            town.put(PolicyWrite::Link(link(*pair, (LinkState::Waiting, LinkBasis::Review))));
        }
        for ((was, _, _, actions), (is, _, _, more)) in before.iter().zip(decided(&town)) {
            prop_assert!(was.covers(is), "{is:?} where it was {was:?}");
            prop_assert!(more.iter().all(|action| actions.contains(action)));
        }
        prop_assert_eq!(apart, (1..=6).map(|n| town.desk.person(person(n))).collect::<Vec<_>>());
    }

    #[test]
    fn a_refusal_flows_over_a_link_however_far_it_has_come(
        county in county(),
        pair in pair(),
        state in state(),
        (_, _, to, categories, records) in word(),
    ) {
        prop_assume!(!county.joins(pair));
        let refusal = |of: u128| {
            PolicyWrite::Record(Directive { to, categories, records: records.clone(), ..directive(1, person(of), Effect::Deny) })
        };
        let joined = || PolicyWrite::Link(link(pair, state));
        let there = county.town([joined(), refusal(pair.1)]);
        let here = county.town([joined(), refusal(pair.0)]);
        prop_assert!(decided(&there) == decided(&here), "{pair:?} {state:?}");
    }
}

/// The laws above are not empty: the same merge, confirmed, does open something, and undone it does not.
#[test]
fn a_confirmed_merge_does_open_and_its_undoing_shuts() {
    let permit = Directive { to: Audience::Organisation(id("charity")), ..directive(1, person(2), Effect::Permit) };
    let county = County { words: vec![permit], related: vec![("charity", 1)], links: Vec::new() };
    let town = county.town([]);
    let opened = |town: &Town| decided(town).iter().filter(|(categories, ..)| !categories.is_empty()).count();
    let before = opened(&town);
    town.put(PolicyWrite::Link(link((1, 2), (LinkState::Waiting, LinkBasis::Review))));
    assert_eq!(opened(&town), before);
    town.put(PolicyWrite::Link(link((1, 2), (LinkState::Confirmed, LinkBasis::Review))));
    assert!(opened(&town) > before);
    town.put(PolicyWrite::Link(link((1, 2), (LinkState::Undone, LinkBasis::Review))));
    assert_eq!(opened(&town), before);
}
