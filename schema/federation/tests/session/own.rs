//! Lists of what an organisation holds: consent comes before every limit, so that pages and what they say of the rest are those of
//! a county in which what is hidden is not there.

use std::sync::atomic::Ordering;

use accord_consent::{Link, LinkBasis, LinkState};
use accord_federation::{IncidentFilter, PageArgs, ReferralFilter};
use accord_model::{Category, Channel, SubjectId};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use uuid::Uuid;

use crate::county::{County, Mood, at, county};

/// A row of the list, or what stands among them.
#[derive(Clone, Debug)]
enum Row {
    /// Seen, with the instant that is seen.
    Seen(Option<i64>),
    /// Seen, and its instant is not: another's, about nobody.
    Undated(Option<i64>),
    /// It accuses the viewer's own organisation.
    Hidden(Option<i64>),
    /// A rule proposes it for what the viewer may not know.
    Proposed(Option<i64>),
    /// Another partner's of the caseload, who dates it otherwise; linked to the one before it.
    Linked(Option<i64>),
    /// Another partner's, seen by its id and in no list of itself; linked to the one before it.
    Elsewhere(Option<i64>),
}
use Row::{Elsewhere, Hidden, Linked, Proposed, Seen, Undated};

fn day(number: Option<i64>) -> Option<Timestamp> {
    number.map(|day| at() - SignedDuration::from_hours(24 * day))
}

/// The county with these rows, each with the number of its place; hidden ones are there or not.
async fn of(rows: &[Row], with_hidden: bool) -> County {
    let county = county(&[("police", Mood::Answers), ("charity", Mood::Answers), ("ward", Mood::Answers)]);
    let hers = county.person("charity", "charity", 1).await;
    // Of the viewer's own, in nobody's caseload; and another known over a link to her.
    let (known, own) = (SubjectId(Uuid::from_u128(9_000_001)), SubjectId(Uuid::from_u128(9_000_002)));
    let owners = ("police".parse().unwrap(), "charity".parse().unwrap());
    let (state, basis) = (LinkState::Confirmed, LinkBasis::Review);
    county.house.desk.link(Link { a: known, b: own, owners, state, basis }, at()).await.unwrap();
    for (place, row) in rows.iter().enumerate() {
        let number = place as u128 + 1;
        match row {
            Seen(at) => county.own("charity", number, Some(own), day(*at)),
            Undated(at) => county.own("ward", number, None, day(*at)),
            Hidden(at) if with_hidden => {
                county.own("charity", number, Some(own), day(*at));
                county.last(|row| row.accused = vec!["charity".parse().unwrap()]);
            }
            Proposed(at) if with_hidden => {
                county.own("charity", number, Some(own), day(*at));
                county.last(|row| row.proposed = Category::Health.into());
            }
            Hidden(_) | Proposed(_) => {}
            Linked(at) => county.own("police", number, Some(hers), day(*at)),
            Elsewhere(at) => county.own("police", number, Some(known), day(*at)),
        }
        // Whom a report accuses, what it is linked to is not shown either: that is another rule's.
        if matches!(row, Linked(_) | Elsewhere(_)) && place > 0 && !matches!(rows[place - 1], Hidden(_)) {
            county.link_incidents(number - 1, number);
        }
    }
    county
}

/// Every page of the list: the incidents' numbers and whether it said that there is more.
async fn pages(county: &County, first: usize, latest_first: bool, filter: &IncidentFilter) -> Vec<(Vec<String>, bool)> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = county.session().incidents(filter, latest_first, &PageArgs { first, after }).await.unwrap();
        let ids = page.items.iter().map(|(_, case)| case.anchor().unwrap().0.as_u128().to_string()).collect();
        all.push((ids, page.has_next));
        after = page.items.last().map(|(cursor, _)| cursor.clone());
        if !page.has_next {
            return all;
        }
        assert!(all.len() < 200, "a list without an end");
    }
}

/// Hidden rows are thousands, and the latest: more than any batch. What is seen is on the page all the same.
#[tokio::test]
async fn thousands_of_hidden_reports_push_nothing_out_of_a_list() {
    let county = county(&[("charity", Mood::Answers)]);
    let hers = county.person("charity", "charity", 1).await;
    for number in 0..30 {
        // In nobody's caseload: found among the organisation's own alone.
        county.own("charity", number + 1, None, day(Some(100)));
        county.referral("charity", "charity", number + 1, hers);
    }
    for number in 1_000..7_000 {
        county.own("charity", number, None, day(Some(1)));
        county.last(|row| row.accused = vec!["charity".parse().unwrap()]);
        county.referral("charity", "charity", number, hers);
        county.rows.referrals.lock().unwrap().last_mut().unwrap().accused = vec!["charity".parse().unwrap()];
    }
    let all = pages(&county, 20, true, &IncidentFilter::default()).await;
    assert_eq!(all.iter().map(|(ids, more)| (ids.len(), *more)).collect::<Vec<_>>(), [(20, true), (10, false)]);
    let args = PageArgs { first: 20, after: None };
    let page = county.session().referrals(&ReferralFilter::default(), &args).await.unwrap();
    assert_eq!((page.items.len(), page.has_next), (20, true));
}

/// The next page does not read again what lies before it, and none reads on once it is whole.
#[tokio::test]
async fn a_page_reads_no_more_than_it_needs() {
    let county = county(&[("charity", Mood::Answers)]);
    for number in 1..2_000 {
        county.own("charity", number, None, day(i64::try_from(number).ok()));
    }
    let (mut after, mut seen) = (None, 0);
    for _ in 0..5 {
        county.rows.read.store(0, Ordering::SeqCst);
        let filter = IncidentFilter::default();
        let page = county.session().incidents(&filter, true, &PageArgs { first: 100, after }).await.unwrap();
        seen += page.items.len();
        assert!(county.rows.read.load(Ordering::SeqCst) <= 500);
        after = page.items.last().map(|(cursor, _)| cursor.clone());
    }
    assert_eq!(seen, 500);
}

/// A report without the category that links rest on joins nothing: what lies at both of its ends is two incidents.
#[tokio::test]
async fn a_report_without_offence_joins_nothing() {
    let rows = [Seen(Some(1)), Undated(Some(1)), Seen(Some(2))];
    let county = of(&rows, true).await;
    county.link_incidents(1, 2);
    county.link_incidents(2, 3);
    let all = pages(&county, 9, true, &IncidentFilter::default()).await;
    assert_eq!(all, [(vec!["1".to_owned(), "3".to_owned(), "2".to_owned()], false)]);
}

fn row() -> impl Strategy<Value = Row> {
    // Few days, so that many share one.
    let day = || proptest::option::weighted(0.8, 0_i64..12);
    prop_oneof![
        4 => day().prop_map(Seen),
        2 => day().prop_map(Undated),
        3 => day().prop_map(Hidden),
        3 => day().prop_map(Proposed),
        2 => day().prop_map(Linked),
        2 => day().prop_map(Elsewhere),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// However the rows fall into batches, each page is that of a county without the hidden ones, read at once; each item is on
    /// one page; and every page but the last is full.
    #[test]
    fn pages_are_those_of_a_county_without_what_is_hidden(
        rows in proptest::collection::vec(row(), 0..40),
        first in 1_usize..9,
        at_once in 1_usize..7,
        latest_first: bool,
        narrow: bool,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let filter = IncidentFilter { channels: narrow.then(|| vec![Channel::Online]), ..IncidentFilter::default() };
        let (found, plain, whole) = runtime.block_on(async {
            let (county, other) = (of(&rows, true).await, of(&rows, false).await);
            for county in [&county, &other] {
                let mut rows = county.rows.incidents.lock().unwrap();
                rows.iter_mut().filter(|row| row.id.as_u128() % 3 == 0).for_each(|row| row.facts.channel = Some(Channel::Online));
            }
            county.rows.at_once.store(at_once, Ordering::SeqCst);
            let whole = pages(&other, 100, latest_first, &filter).await;
            (pages(&county, first, latest_first, &filter).await, pages(&other, first, latest_first, &filter).await, whole)
        });
        prop_assert_eq!(&found, &plain);
        let (last, full) = found.split_last().unwrap();
        prop_assert!(full.iter().all(|(ids, more)| ids.len() == first && *more));
        prop_assert!(!last.1 && (!last.0.is_empty() || full.is_empty()));
        let each: Vec<String> = found.iter().flat_map(|(ids, _)| ids.clone()).collect();
        prop_assert_eq!(&each, &whole[0].0, "together they are everything, in order");
    }
}
