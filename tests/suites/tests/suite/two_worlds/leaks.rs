//! The test of the test: differences that a viewer does see must be found, and named.

use accord_sandbox::{Edit, Target};
use serde_json::json;

use super::book::{Book, at};
use super::difference::Difference;
use super::ground::{another_fall, case, resource};
use super::pair::Side;
use super::plan::{CONSENT, Plan, Word};
use super::run::{Found, Pair, blame};
use super::{city, trust};

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

/// Differences at the trust, the council and the city, and in referrals, that she may see once she has the person's word for
/// health and what was done, too.
fn visible_elsewhere(book: &Book, plan: &Plan) -> Vec<Difference> {
    let shown = book.reports.iter().find(|report| report.service == "GRAFFITI-RACIST" && !report.hidden).unwrap();
    vec![
        // Whom a referral went to, at each kind of system that says it.
        trust::sent_to(&resource(0, "advocacy"), "org-talking-therapies"),
        city::passed_on_to(book, &plan.people[0], 1, ["CST", "Community Safety Team", "EMOTIONAL_SUPPORT"]),
        // A record less changes a count.
        Difference::erase(Target::Nhs, &resource(0, "assault")),
        Difference::set(Target::Council, &case(0), "first_name", "Leaked"),
        Difference::set(Target::Report, &shown.id, "status", if shown.status == "open" { "closed" } else { "open" }),
    ]
}

/// The plan with its first person alone, and questions that change nothing: that is enough for these, and sooner there.
fn one_person(plan: &mut Plan) {
    plan.writes = false;
    plan.pristine = 0;
    plan.people.truncate(1);
    plan.linked.retain(|(person, _)| *person == 0);
    plan.words.retain(|word| word.person == 0);
    plan.bridged.clear();
    plan.undone.clear();
}

/// More of a person's care than fits on a page, none of it shown to anybody: only a call of the trust's more is made.
fn a_call_more() -> Difference {
    Difference { what: "a further page".to_owned(), edits: (0..60).map(another_fall).collect() }
}

/// A world that was compared before, and how far its clock has gone on: that of the other goes on from there.
type Used = (Side, i64);

/// Runs one leak; the first world is given back.
async fn caught(plan: &mut Plan, leak: Difference, (first, ticks): Used) -> (Used, Found) {
    let what = leak.what.clone();
    plan.differences = vec![leak];
    let second = Side::start(plan, plan.second(&plan.differences)).await;
    let pool = Pair::pool(plan, &first, &second, &[]).await;
    let mut pair = Pair::of(first, second, pool);
    pair.ticks = ticks;
    let found = pair.run(plan, 150).await;
    let Some(found) = found else { panic!("not caught: {what}") };
    eprintln!("{what}: case {}", found.case);
    ((pair.a, pair.ticks), found)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_viewer_does_see_of_the_others_is_caught() {
    let book = Book::read().await;
    let mut plan = Plan::support_worker(&book);
    one_person(&mut plan);
    let categories = "IDENTITY, SUPPORT, HEALTH, OFFENCE, COUNSELLING";
    plan.words = vec![Word {
        person: 0,
        effect: "PERMIT",
        organisation: plan.organisation,
        categories,
        by: "community-safety-officer",
    }];
    let mut first = (Side::start(&plan, plan.base.clone()).await, 0);
    for leak in visible_elsewhere(&book, &plan) {
        (first, _) = caught(&mut plan, leak, first).await;
    }
    let (_, found) = caught(&mut plan, a_call_more(), first).await;
    assert!(found.told.starts_with("calls"), "{}", found.told);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_viewer_does_see_is_caught_and_named() {
    let book = Book::read().await;
    let mut plan = Plan::support_worker(&book);
    one_person(&mut plan);
    // Only the police's page is assigned, so that a row can go.
    let hidden = plan.differences.split_off(plan.differences.len() - 8);
    let mut first = (Side::start(&plan, plan.base.clone()).await, 0);
    for leak in visible(&book, &plan) {
        (first, _) = caught(&mut plan, leak, first).await;
    }
    drop(first);
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
