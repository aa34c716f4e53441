//! A second evaluator, written from docs/consent-semantics.md alone, slow and plain: both must decide alike on random
//! worlds. The number of cases is `ACCORD_CASES` (100,000 where it is not set).

mod naive;
pub(crate) mod world;

use accord_consent::WithheldReason;
use accord_model::{Category, CategorySet};

use crate::dice::Dice;
use naive::{Verdict, judge};
use world::World;

const QUESTIONS_PER_WORLD: usize = 200;

#[expect(clippy::disallowed_methods, reason = "a test may ask how long it is to run")]
fn cases() -> usize {
    std::env::var("ACCORD_CASES").map_or(100_000, |n| n.parse().unwrap())
}

#[test]
fn the_fast_evaluator_and_the_naive_one_decide_alike() {
    let cases = cases();
    let mut dice = Dice(20_261_121);
    let (mut seen, mut granted, mut partly) = (0, 0, 0);
    while seen < cases {
        let world = World::roll(&mut dice);
        let desk = world.desk();
        for _ in 0..QUESTIONS_PER_WORLD {
            let question = world.question(&mut dice);
            let fast = desk.grants(&question.viewer, &question.candidate, question.at);
            let slow: Vec<Verdict> = Category::ALL.iter().map(|category| judge(&world, &question, *category)).collect();
            let open: CategorySet = Category::ALL
                .iter()
                .zip(&slow)
                .filter(|(_, verdict)| **verdict == Verdict::Granted)
                .map(|(category, _)| *category)
                .collect();
            assert_eq!(fast.categories(), open, "case {seen}: {question:?}");
            seen += 1;
            granted += usize::from(!open.is_empty());
            partly += usize::from(!open.is_empty() && slow.contains(&Verdict::Silent));
            if !open.is_empty() {
                reasons_agree(&fast, &slow, seen);
            }
        }
    }
    // The worlds must be worth asking: some grants, and some grants with something withheld.
    assert!(granted * 20 > seen, "{granted} of {seen} cases grant something");
    assert!(partly * 50 > seen, "{partly} of {seen} cases grant something and withhold something");
}

fn reasons_agree(fast: &accord_consent::Grants, slow: &[Verdict], case: usize) {
    for withheld in fast.withheld::<accord_model::Victim>() {
        let verdict = &slow[withheld.category as usize];
        let reason = match verdict {
            Verdict::Granted => panic!("case {case}: granted and withheld"),
            Verdict::Silent => WithheldReason::NotShared,
            Verdict::OnRequest => WithheldReason::RequestNeeded,
            Verdict::NoAgreement => WithheldReason::NoAgreement,
        };
        assert_eq!(withheld.reason, reason, "case {case}: {}", withheld.category);
    }
}
