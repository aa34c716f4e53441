//! A page after consent is full as long as there is more, at any share of hidden rows.

use accord_federation::{PageArgs, PageFault};
use proptest::prelude::*;

use crate::county::{Mood, county};

async fn walk(shown: &[bool], first: usize) -> (Vec<usize>, usize) {
    let county = county(&[("police", Mood::Answers)]);
    for (number, shown) in shown.iter().enumerate() {
        // No agreement names the records of `elsewhere`: such a person does not exist for the viewer.
        county.person("police", if *shown { "police" } else { "elsewhere" }, number).await;
    }
    let (mut sizes, mut after, mut seen) = (Vec::new(), None, Vec::new());
    loop {
        let page = county.session().caseload(&PageArgs { first, after }).await.unwrap();
        sizes.push(page.items.len());
        after = page.items.last().map(|(cursor, _)| cursor.clone());
        seen.extend(page.items.iter().filter_map(|(_, person)| person.anchor()));
        if !page.has_next {
            break;
        }
    }
    seen.sort_unstable();
    seen.dedup();
    (sizes, seen.len())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_page_but_the_last_is_full_and_together_they_are_everything(
        shown in proptest::collection::vec(any::<bool>(), 0..60),
        first in 1_usize..25,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (sizes, seen) = runtime.block_on(walk(&shown, first));
        let visible = shown.iter().filter(|shown| **shown).count();
        prop_assert_eq!(seen, visible);
        prop_assert_eq!(sizes.iter().sum::<usize>(), visible, "none twice");
        let (last, full) = sizes.split_last().unwrap();
        prop_assert!(full.iter().all(|size| *size == first), "{:?}", sizes);
        prop_assert!(*last > 0 || visible == 0, "hasNextPage said that there was more: {:?}", sizes);
    }
}

#[tokio::test]
async fn a_page_has_one_to_a_hundred_items() {
    let county = county(&[("police", Mood::Answers)]);
    for first in [0, 101] {
        let page = county.session().caseload(&PageArgs { first, after: None }).await;
        assert_eq!(page.err(), Some(PageFault::First));
    }
}
