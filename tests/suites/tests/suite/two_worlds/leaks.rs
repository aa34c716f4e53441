//! The test of the test: differences that a viewer does see must be found, and named.

use accord_sandbox::{Edit, Target};
use serde_json::json;

use super::book::{Book, at};
use super::difference::Difference;
use super::pair::Side;
use super::plan::{CONSENT, Plan};
use super::run::{Pair, blame};

/// Differences that the support worker may see, one kind each.
fn visible(book: &Book, plan: &Plan) -> Vec<Difference> {
    let id = at(&plan.people[0], "police");
    let row = at(&plan.people[0], "county");
    let own = vec![id.clone()];
    let alone = |report: &&String| book.victims(report) == own && book.occurrences[*report]["flags"][0].is_string();
    let report = book.about(&own).find(alone).unwrap();
    let names = json!([{"kind": "CURRENT", "family": "Leaked", "given": "Visibly"}]);
    let offence = json!({"code": "3B", "text": "Threats to kill"});
    let channel = if book.occurrences[report]["channel"] == "LETTER" { "ONLINE" } else { "LETTER" };
    vec![
        Difference::set(Target::Person, &id, "names", names),
        Difference::set(Target::Person, &id, "safeContact", json!({"rule": "TEXT_ONLY", "note": "Only on Mondays"})),
        Difference::set(Target::Occurrence, report, "offence", offence),
        Difference::set(Target::Occurrence, report, "occurredFrom", "2023-05-06T07:08:09Z"),
        Difference::set(Target::Occurrence, report, "channel", channel),
        Difference::erase(Target::County, &row),
        // Her word in the row opens what was shut.
        Difference { what: "a consent".to_owned(), edits: vec![Edit::set(Target::County, &row, CONSENT, "support")] },
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_viewer_does_see_is_caught_and_named() {
    let book = Book::read().await;
    let mut plan = Plan::support_worker(&book);
    plan.writes = false;
    // Only the police's page is assigned, so that a row can go.
    let hidden = plan.differences.split_off(plan.differences.len() - 8);
    let mut first = Some(Side::start(&plan, plan.base.clone()).await);
    for leak in visible(&book, &plan) {
        let what = leak.what.clone();
        plan.differences = vec![leak];
        let second = Side::start(&plan, plan.second(&plan.differences)).await;
        let a = first.take().unwrap();
        let pool = Pair::pool(&plan, &a, &second, &[]).await;
        let mut pair = Pair { a, b: second, pool, worth: (0, 0) };
        let found = pair.run(&plan, 150).await;
        let Some(found) = found else { panic!("not caught: {what}") };
        eprintln!("{what}: case {}", found.case);
        first = Some(pair.a);
    }
    // Among differences that do not show, the one that does is named.
    let leak = visible(&book, &plan).remove(0);
    let what = leak.what.clone();
    plan.differences = hidden;
    plan.differences.insert(3, leak);
    let mut pair = Pair::start(&plan, &[]).await;
    let found = pair.run(&plan, 150).await.expect("caught");
    let least = pair.smallest(&plan, &found.step).await;
    assert!(least.text().len() <= found.step.text().len());
    assert_eq!(blame(&plan, &least).await, [what], "{}", least.text());
}
