use std::collections::BTreeSet;

use accord_consent::Population;
use accord_federation::Fault;
use accord_sandbox::{DateForm, Quirks, Report, ReportsOptions};
use jiff::{SignedDuration, Timestamp};

use crate::city::{City, at, day, racist};

fn distinct(ids: &[String]) -> BTreeSet<&str> {
    ids.iter().map(String::as_str).collect()
}

/// Fifty thousand over three years: most of them spread, some in one hour, some hundreds in one second.
fn many() -> Vec<Report> {
    let first = at("2024-01-01T00:00:00Z");
    let made = (0..50_000_i64).map(|number| match number {
        0..45_000 => first + SignedDuration::from_secs(number * 2_001 + 7),
        45_000..49_000 => at("2025-05-05T10:00:00Z") + SignedDuration::from_secs(number % 3_600),
        49_000..49_900 => at("2025-12-24T18:00:00Z"),
        // On the edges of the first windows, which are of 90 days.
        _ => first + SignedDuration::from_secs((number % 9 + 1) * (90 * 86_400 - 1)),
    });
    made.enumerate().map(|(number, at)| racist(number.to_string(), at)).collect()
}

#[tokio::test]
async fn fifty_thousand_with_inserts_during_the_walk_none_missed_none_doubled() {
    let city = City::start(ReportsOptions::default(), many()).await;
    let connector = city.connector("format = 'json', rewalk_days = 30", "");
    let mut inserted = 0_i64;
    let first = city
        .round(&*connector, None, |server| {
            // One made now, one entered late, one far behind the walk.
            for back in [0, 86_400 * (inserted % 25), 3_600] {
                let made = Timestamp::now() - SignedDuration::from_secs(back);
                server.put(racist(format!("late-{inserted}"), made));
                inserted += 1;
            }
        })
        .await;
    assert_eq!(first.found.len(), distinct(&first.found).len(), "a request came twice");
    let calls = city.asked().len();
    assert!(calls <= 250, "{calls} calls for fifty windows' worth of requests");
    assert!(first.notes.is_empty() && inserted > 150);

    // A round ends where its last whole second does.
    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
    let second = city.round(&*connector, first.end, |_| {}).await;
    assert_eq!(second.found.len(), distinct(&second.found).len());
    let mut all = distinct(&first.found);
    all.extend(distinct(&second.found));
    let held = city.server.reports();
    let missed: Vec<_> = held.iter().filter(|report| !all.contains(report.id.as_str())).collect();
    assert!(missed.is_empty() && all.len() == held.len(), "{missed:?}");
}

#[tokio::test]
async fn more_than_the_cap_in_one_second_is_said_and_is_a_fault() {
    let burst = (0..12).map(|number| racist(number.to_string(), day(3)));
    let after = racist("after", day(40));
    let options = ReportsOptions { cap: 10, ..ReportsOptions::default() };
    let city = City::start(options, burst.chain([after]).collect()).await;
    let connector = city.connector("page_cap = 10", "");
    let order = city.order(Population::HateFlagged);
    let (mut since, mut codes, mut fault) = (None, Vec::new(), None);
    while fault.is_none() {
        match connector.changes(&order, since.as_ref()).await {
            Ok(page) => {
                assert!(page.more);
                codes.extend(page.notes.iter().map(|note| note.code));
                since = Some(page.next);
            }
            Err(failed) => fault = Some(failed),
        }
    }
    assert_eq!((fault, codes), (Some(Fault::Broken), vec!["WINDOW_FULL"]));
    // Not once and then silence: it stands there until somebody does something.
    assert_eq!(connector.changes(&order, since.as_ref()).await.err(), Some(Fault::Broken));
    // Two of them are withdrawn: the walk goes on from where it stood.
    for id in ["0", "1", "2"] {
        assert!(city.server.remove(id));
    }
    let rest = city.round(&*connector, since, |_| {}).await;
    assert!(rest.found.contains(&"after".to_owned()) && rest.found.contains(&"11".to_owned()));
}

#[tokio::test]
async fn times_without_a_zone_lose_nothing() {
    for dates in [DateForm::Bare, DateForm::Spaced] {
        // Half-hours around the nights on which the clocks change.
        let made = (0..400).map(|number| at("2026-03-28T00:00:00Z") + SignedDuration::from_mins(30 * number));
        let reports = made.enumerate().map(|(number, at)| racist(number.to_string(), at)).collect();
        let quirks = Quirks { dates, ..Quirks::default() };
        let city = City::start(ReportsOptions { quirks, cap: 20, ..ReportsOptions::default() }, reports).await;
        let connector = city.connector("page_cap = 20", "");
        let round = city.round(&*connector, None, |_| {}).await;
        assert_eq!(distinct(&round.found).len(), 400, "{dates:?}");
    }
}

#[tokio::test]
async fn a_time_that_may_be_two_days_is_not_guessed() {
    let quirks = Quirks { dates: DateForm::American, ..Quirks::default() };
    let city = City::quirky(quirks, vec![racist("1", day(3))]).await;
    let round = city.round(&*city.connector("", ""), None, |_| {}).await;
    assert!(round.found.is_empty());
    assert_eq!((round.gone, round.notes), (vec!["1".to_owned()], vec!["ENTRY_UNREADABLE"]));
}

#[tokio::test]
async fn a_later_round_sees_what_changed_in_the_last_days_or_by_its_time_of_change() {
    let old = racist("old", at("2024-02-02T00:00:00Z"));
    let new = racist("new", Timestamp::now() - SignedDuration::from_hours(100));
    for (updates, keys, again) in
        [(false, "rewalk_days = 10", &["new"][..]), (true, "changes_by = 'updated'", &["old"][..])]
    {
        let options = ReportsOptions { updates, ..ReportsOptions::default() };
        let city = City::start(options, vec![old.clone(), new.clone()]).await;
        let connector = city.connector(keys, "");
        let first = city.round(&*connector, None, |_| {}).await;
        assert_eq!(first.found, ["old", "new"]);
        tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
        city.server.put(Report { status: "closed".to_owned(), updated: Timestamp::now(), ..old.clone() });
        tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
        let second = city.round(&*connector, first.end, |_| {}).await;
        assert_eq!(second.found, again, "{keys}");
    }
}

#[tokio::test]
async fn a_second_round_at_once_asks_for_little() {
    let city = City::quirky(Quirks::default(), vec![racist("1", day(3))]).await;
    let connector = city.connector("", "");
    let first = city.round(&*connector, None, |_| {}).await;
    city.server.clear_requests();
    city.round(&*connector, first.end, |_| {}).await;
    assert_eq!(city.asked().len(), 1);
    let asked = &city.asked()[0];
    assert_eq!(asked.query["service_code"], "GRAFFITI-RACIST,GRAFFITI");
}
