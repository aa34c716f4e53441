//! The laws of directives, over random sets of them.

use accord_consent::{Audience, Directive, Effect, RecordScope, decide_by_directives};
use accord_model::{Action, Category, CategorySet, OrganisationKind, Purpose, RecordType};
use jiff::Timestamp;
use proptest::prelude::*;
use uuid::Uuid;

use crate::town::{at, directive, id, person, second};

/// One question; small domains, so that directives meet.
#[derive(Clone, Debug)]
struct Asked {
    organisation: &'static str,
    purpose: Purpose,
    action: Action,
    category: Category,
    at: Timestamp,
}

fn permits<'a>(all: impl IntoIterator<Item = &'a Directive>, asked: &Asked) -> bool {
    let all: Vec<&Directive> = all.into_iter().collect();
    let record = at("police", RecordType::Victim, "1");
    decide_by_directives(
        all.iter().copied(),
        (id(asked.organisation), Some(OrganisationKind::Charity), asked.purpose, asked.action, id("police"), &record),
        asked.at,
        asked.category,
    )
}

fn instant() -> impl Strategy<Value = Timestamp> {
    (0_i64..6).prop_map(|n| second(n * 10))
}

fn asked() -> impl Strategy<Value = Asked> {
    (
        prop::sample::select(vec!["charity", "shelter"]),
        prop::sample::select(vec![Purpose::Support, Purpose::Care]),
        prop::sample::select(vec![Action::View, Action::Refer]),
        prop::sample::select(vec![Category::Identity, Category::Offence, Category::GenderHistory]),
        instant(),
    )
        .prop_map(|(organisation, purpose, action, category, at)| Asked {
            organisation,
            purpose,
            action,
            category,
            at,
        })
}

fn audience() -> impl Strategy<Value = Audience> {
    prop::sample::select(vec![
        Audience::Anyone,
        Audience::Kind(OrganisationKind::Charity),
        Audience::Kind(OrganisationKind::Nhs),
        Audience::Organisation(id("charity")),
        Audience::Organisation(id("shelter")),
    ])
}

fn scope() -> impl Strategy<Value = RecordScope> {
    prop::sample::select(vec![
        RecordScope::All,
        RecordScope::Owner(id("police")),
        RecordScope::Record(at("police", RecordType::Incident, "1")),
        RecordScope::Record(at("police", RecordType::Incident, "2")),
    ])
}

fn categories() -> impl Strategy<Value = CategorySet> {
    prop::sample::select(vec![
        CategorySet::ALL,
        CategorySet::of(&[Category::Identity]),
        CategorySet::of(&[Category::Identity, Category::Offence]),
        CategorySet::of(&[Category::GenderHistory]),
    ])
}

fn word() -> impl Strategy<Value = Directive> {
    let axes = (
        audience(),
        prop::option::of(Just(Purpose::Support)),
        categories(),
        prop::option::of(prop::sample::select(vec![Action::View, Action::Refer])),
        scope(),
    );
    let period = (instant(), prop::option::of(instant()), prop::option::of(instant()));
    (any::<u128>(), any::<bool>(), prop::bool::weighted(0.1), axes, period).prop_map(
        |(n, permit, firm, axes, period)| {
            let (to, purpose, categories, action, records) = axes;
            let (start, end, withdrawn_at) = period;
            Directive {
                id: Uuid::from_u128(n),
                to,
                purpose,
                categories,
                action,
                records,
                start,
                end,
                firm,
                withdrawn_at,
                ..directive(n, person(1), if permit { Effect::Permit } else { Effect::Deny })
            }
        },
    )
}

fn words() -> impl Strategy<Value = Vec<Directive>> {
    prop::collection::vec(word(), 0..8)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn the_order_never_matters(
        (before, after) in words().prop_flat_map(|w| (Just(w.clone()), Just(w).prop_shuffle())),
        asked in asked(),
    ) {
        prop_assert_eq!(permits(&before, &asked), permits(&after, &asked));
    }

    #[test]
    fn adding_a_refusal_never_adds(all in words(), more in word(), asked in asked()) {
        let more = Directive { effect: Effect::Deny, ..more };
        let after = permits(all.iter().chain([&more]), &asked);
        prop_assert!(!after || permits(&all, &asked));
    }

    #[test]
    fn removing_a_permit_never_adds(all in words(), permit in word(), asked in asked()) {
        let permit = Directive { effect: Effect::Permit, ..permit };
        let before = permits(all.iter().chain([&permit]), &asked);
        prop_assert!(!permits(&all, &asked) || before);
    }

    #[test]
    fn shortening_a_permit_never_adds(all in words(), permit in word(), end in instant(), asked in asked()) {
        let permit = Directive { effect: Effect::Permit, ..permit };
        let short = Directive { end: Some(permit.end.map_or(end, |e| e.min(end))), ..permit.clone() };
        let later = Directive { start: permit.start.max(end), ..permit.clone() };
        let taken_back = Directive { withdrawn_at: Some(end), ..permit.clone() };
        let before = permits(all.iter().chain([&permit]), &asked);
        for changed in [&short, &later, &taken_back] {
            prop_assert!(!permits(all.iter().chain([changed]), &asked) || before);
        }
    }

    #[test]
    fn shortening_a_refusal_never_removes(all in words(), deny in word(), end in instant(), asked in asked()) {
        let deny = Directive { effect: Effect::Deny, ..deny };
        let short = Directive { end: Some(deny.end.map_or(end, |e| e.min(end))), ..deny.clone() };
        let before = permits(all.iter().chain([&deny]), &asked);
        prop_assert!(!before || permits(all.iter().chain([&short]), &asked));
    }

    #[test]
    fn leave_for_one_action_is_no_leave_for_another(all in words(), more in word(), asked in asked()) {
        for (given, wanted) in [(Action::View, Action::Refer), (Action::Refer, Action::View)] {
            let more = Directive { action: Some(given), ..more.clone() };
            let asked = Asked { action: wanted, ..asked.clone() };
            prop_assert_eq!(permits(all.iter().chain([&more]), &asked), permits(&all, &asked));
        }
    }

    #[test]
    fn silence_permits_nothing(asked in asked()) {
        prop_assert!(!permits([], &asked));
    }
}
