use accord_federation::Fault;
use accord_sandbox::{FaultKind, Quirks, Report, ReportsOptions};

use crate::city::{City, day, racist};

const OFFENCE: &[&str] = &["offence", "outcome", "reported"];

fn hundred() -> Vec<Report> {
    (0..100).map(|number| racist(number.to_string(), day(number))).collect()
}

fn ids(range: std::ops::Range<usize>) -> Vec<String> {
    range.map(|number| number.to_string()).collect()
}

fn words(ids: &[String]) -> Vec<&str> {
    ids.iter().map(String::as_str).collect()
}

#[tokio::test]
async fn one_question_for_each_chunk_in_either_format() {
    for format in ["json", "xml", "auto"] {
        let quirks = Quirks { numeric_ids: true, zero_coordinates: true, empty_texts: true, ..Quirks::default() };
        let city = City::quirky(quirks, hundred()).await;
        let connector = city.connector(&format!("format = '{format}'"), "cap = 40");
        let all = ids(0..100);
        let permit = city.permit(&words(&all), OFFENCE);
        let answer = connector.incidents(&permit).await;
        assert_eq!((answer.fault, answer.records.len()), (None, 100));
        let mut counts: Vec<_> = city.asked().iter().map(|call| call.count).collect();
        counts.sort_unstable();
        assert_eq!(counts, [20, 40, 40]);
        for disclosed in city.disclose(&permit, answer.records) {
            let record = disclosed.record();
            assert!(record.offence.is_some() && record.reported.is_some() && record.outcome.is_some());
            assert!(record.place.is_none() && record.narrative.is_none());
        }
    }
}

#[tokio::test]
async fn a_list_that_fails_over_one_id_loses_no_neighbour() {
    for format in ["json", "xml"] {
        let quirks = Quirks { fails_on_unknown: true, ..Quirks::default() };
        let city = City::quirky(quirks, hundred()).await;
        let connector = city.connector(&format!("format = '{format}'"), "");
        for (gone, questions) in [(vec![7], 15), (vec![0, 99], 28), (vec![3, 4, 50], 30)] {
            let mut asked = ids(0..100);
            gone.iter().for_each(|at| asked[*at] = format!("unknown-{at}"));
            city.server.clear_requests();
            let permit = city.permit(&words(&asked), OFFENCE);
            let answer = connector.incidents(&permit).await;
            assert_eq!((answer.fault, answer.records.len()), (None, 100 - gone.len()));
            assert!(city.asked().len() <= questions, "{} questions", city.asked().len());
        }
    }
}

#[tokio::test]
async fn a_list_of_which_little_is_there_ends_in_bounded_questions_and_says_so() {
    let quirks = Quirks { fails_on_unknown: true, ..Quirks::default() };
    let city = City::quirky(quirks, hundred()).await;
    let connector = city.connector("", "");
    let asked: Vec<String> =
        (0..100).map(|at| if at % 2 == 0 { at.to_string() } else { format!("unknown-{at}") }).collect();
    let answer = connector.incidents(&city.permit(&words(&asked), OFFENCE)).await;
    assert_eq!(answer.fault, Some(Fault::Stale));
    assert!(city.asked().len() <= 41);
}

#[tokio::test]
async fn an_id_that_is_not_there_is_no_fault_and_a_server_that_is_ill_is_one() {
    for fails_on_unknown in [true, false] {
        let city = City::quirky(Quirks { fails_on_unknown, ..Quirks::default() }, hundred()).await;
        let connector = city.connector("", "");
        let permit = city.permit(&["unknown"], OFFENCE);
        let answer = connector.incidents(&permit).await;
        assert_eq!((answer.fault, answer.records.len()), (None, 0));
        // The list of services showed that the server lives.
        assert_eq!(city.asked().last().map(|call| call.path.clone()).as_deref(), Some("/services.xml"));
        city.server.fault(FaultKind::ServerError, "/services", None);
        let answer = connector.incidents(&permit).await;
        assert_eq!((answer.fault, answer.records.len()), (Some(Fault::Broken), 0));
    }
}

#[tokio::test]
async fn a_server_that_does_not_understand_lists_gets_no_foreign_row_through() {
    let quirks = Quirks { ignores_ids: true, doubled: true, ..Quirks::default() };
    let city = City::quirky(quirks, hundred()).await;
    let connector = city.connector("", "");
    let permit = city.permit(&["3", "5", "unknown"], OFFENCE);
    let answer = connector.incidents(&permit).await;
    assert_eq!((answer.fault, answer.records.len()), (None, 2));
    assert_eq!(city.disclose(&permit, answer.records).len(), 2);
}

#[tokio::test]
async fn doubled_rows_are_one_request_for_the_index_too() {
    let city = City::quirky(Quirks { doubled: true, ..Quirks::default() }, hundred()).await;
    let round = city.round(&*city.connector("", ""), None, |_| {}).await;
    assert_eq!((round.found.len(), round.notes.len()), (100, 100));
    assert!(round.notes.iter().all(|code| *code == "ROW_DUPLICATE"));
}

#[tokio::test]
async fn a_denied_field_and_whoever_reported_never_come_this_far() {
    let quirks = Quirks { names_reporters: true, ..Quirks::default() };
    let reporter = Some(["Amara", "amara@example.org", "07700 900811"].map(str::to_owned));
    let report = Report { reporter, address: Some("Castle Street".to_owned()), ..racist("1", day(1)) };
    let city = City::start(ReportsOptions { quirks, ..ReportsOptions::default() }, vec![report]).await;
    let connector = city.connector("", "cache_ttl_ms = 60000");
    // NARRATIVE is not granted.
    let permit = city.permit(&["1"], &["narrative", "place"]);
    for _ in 0..2 {
        let answer = connector.incidents(&permit).await;
        let disclosed = city.disclose(&permit, answer.records);
        let record = disclosed[0].record();
        assert!(record.place.is_some() && record.narrative.is_none() && record.offence.is_none());
    }
    // The second came from the cache, and another projection does not.
    assert_eq!(city.asked().len(), 1);
    connector.incidents(&city.permit(&["1"], OFFENCE)).await;
    assert_eq!(city.asked().len(), 2);
}
