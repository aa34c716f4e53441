use std::time::Duration;

use accord_federation::{AnswerFlaw, Fault, Given, Receipt, ReportFault, ReportToken};
use accord_model::{PlaceReport, PlaceReportDraft};
use accord_sandbox::{FaultKind, Quirks, REPORTS_API_KEY, Report, ReportsOptions};

use crate::city::City;

const WORDS: &str = "Words & signs on the <shutter>, 2 m wide";

pub(crate) fn draft(service: &str, answers: &[(&str, &str)]) -> PlaceReportDraft {
    let answers = answers.iter().map(|(question, key)| ((*question).to_owned(), (*key).to_owned()));
    PlaceReportDraft {
        service: service.to_owned(),
        coordinates: Some((52.636_9, -1.139_8)),
        address: Some("Town Hall Square".to_owned()),
        answers: answers.collect(),
        description: Some(WORDS.replace("<shutter>", "shutter")),
        media_url: Some("https://pictures.example/a.jpg".to_owned()),
    }
}

pub(crate) fn report(service: &str, answers: &[(&str, &str)]) -> PlaceReport {
    PlaceReport::new(draft(service, answers)).ok().unwrap()
}

fn reference(receipt: Receipt) -> (String, bool) {
    match receipt.given {
        Given::Reference(id) => (id.as_str().to_owned(), receipt.notice),
        Given::Token(_) => panic!("a token"),
    }
}

/// Every way in which a city may write.
fn quirks() -> [Quirks; 3] {
    let numbers = Quirks { numeric_ids: true, text_booleans: true, ..Quirks::default() };
    [Quirks::default(), numbers, Quirks { empty_texts: true, zero_coordinates: true, ..Quirks::default() }]
}

#[tokio::test]
async fn a_report_arrives_once_and_as_it_is() {
    for format in ["json", "xml", "auto"] {
        for quirks in quirks() {
            let city = City::quirky(quirks, Vec::new()).await;
            let connector = city.sender(&format!("format = '{format}'"), "");
            let answers = [("MEANT_FOR", "disability"), ("SURFACE", "glass"), ("SURFACE", "metal"), ("METRES", "2")];
            let receipt = connector.report(&report("GRAFFITI", &answers)).await.unwrap();
            assert_eq!(reference(receipt), ("900000".to_owned(), true));
            let [held] = &city.server.reports()[..] else { panic!("one report") };
            let words = WORDS.replace("<shutter>", "shutter");
            let known = answers.map(|(question, key)| (question.to_owned(), key.to_owned()));
            assert_eq!((held.service.as_str(), &held.description), ("GRAFFITI", &words));
            assert_eq!(
                (held.position, held.address.as_deref()),
                (Some((52.636_9, -1.139_8)), Some("Town Hall Square"))
            );
            assert_eq!(held.attributes, known);
            assert_eq!(held.media_url.as_deref(), Some("https://pictures.example/a.jpg"));
            assert!(held.reporter.is_none(), "something about whoever reports was sent");
            assert_eq!(city.posts(), 1);
            let addresses = format!("{:?}", city.asked());
            assert!(!addresses.contains(REPORTS_API_KEY) && !addresses.contains("Town Hall"), "{addresses}");
        }
    }
}

#[tokio::test]
async fn a_report_comes_back_with_the_next_sync_under_the_reference_that_was_given() {
    let city = City::quirky(Quirks::default(), Vec::new()).await;
    let connector = city.sender("", "");
    let before = city.round(&*connector, None, |_| {}).await;
    let receipt = connector.report(&report("GRAFFITI", &[("MEANT_FOR", "disability")])).await.unwrap();
    // Windows end before the second that runs.
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    let after = city.round(&*connector, before.end, |_| {}).await;
    assert!(before.found.is_empty());
    assert_eq!(after.found, [reference(receipt).0]);
}

#[tokio::test]
async fn a_service_without_questions_is_sent_without_answers_and_a_place_may_be_words_alone() {
    let city = City::quirky(Quirks::default(), Vec::new()).await;
    let connector = city.sender("jurisdiction_id = 'leicester.gov.uk'", "");
    let sparse = PlaceReportDraft {
        service: "GRAFFITI-RACIST".to_owned(),
        address: Some("The bus stop".to_owned()),
        ..PlaceReportDraft::default()
    };
    let receipt = connector.report(&PlaceReport::new(sparse).ok().unwrap()).await.unwrap();
    assert_eq!(reference(receipt), ("900000".to_owned(), false));
    let [held] = &city.server.reports()[..] else { panic!("one report") };
    let blank = Report::new("900000", "GRAFFITI-RACIST", held.requested);
    assert_eq!(*held, Report { address: Some("The bus stop".to_owned()), ..blank });
    assert!(city.asked().iter().all(|entry| !entry.path.starts_with("/services/")), "nothing to ask for");
}

#[tokio::test]
async fn a_token_is_given_and_asked_again_until_there_is_a_reference() {
    for format in ["json", "xml"] {
        for quirks in quirks() {
            let city =
                City::start(ReportsOptions { tokens: true, quirks, ..ReportsOptions::default() }, Vec::new()).await;
            let connector = city.sender(&format!("format = '{format}'"), "");
            let receipt = connector.report(&report("GRAFFITI-RACIST", &[])).await.unwrap();
            let Given::Token(token) = receipt.given else { panic!("no token") };
            assert_eq!(token.as_str(), "tok-900000");
            assert!(connector.reported(&token).await.unwrap().is_none());
            let found = connector.reported(&token).await.unwrap();
            assert!(found.is_some_and(|id| id.as_str() == "900000"));
            let unknown = ReportToken::new("../services").unwrap();
            assert_eq!(connector.reported(&unknown).await.err(), Some(Fault::Stale));
            assert_eq!(city.posts(), 1);
        }
    }
}

#[tokio::test]
async fn what_the_settings_do_not_name_is_not_sent() {
    let city = City::quirky(Quirks::default(), Vec::new()).await;
    let silent = city.connector("", "");
    let unsupported = Fault::NotSupported;
    let refused = silent.report(&report("GRAFFITI-RACIST", &[])).await.err();
    assert_eq!(refused, Some(ReportFault::NotTaken(unsupported)));
    let token = ReportToken::new("tok-1").unwrap();
    assert_eq!(silent.reported(&token).await.err(), Some(unsupported));
    let connector = city.sender("", "");
    for service in ["POTHOLE", "graffiti", "GRAFFITI-RACIST "] {
        let refused = connector.report(&report(service, &[])).await.err();
        assert_eq!(refused, Some(ReportFault::ServiceNotNamed), "{service}");
    }
    assert!(city.asked().is_empty());
    // Named by us, and not listed by the city.
    let only = "services = ['STICKERS']\n[report]\napi_key_file = 'reports.key'\nservices = ['STICKERS']";
    let refused = city.connector(only, "").report(&report("STICKERS", &[])).await.err();
    assert_eq!((refused, city.posts()), (Some(ReportFault::ServiceUnknown), 0));
}

#[tokio::test]
async fn an_answer_that_the_service_does_not_take_is_refused_before_anything_is_sent() {
    for (format, quirks) in [("json", quirks()[1]), ("xml", quirks()[0])] {
        let city = City::quirky(quirks, Vec::new()).await;
        let connector = city.sender(&format!("format = '{format}'"), "");
        let first = ("MEANT_FOR", "nobody");
        for (service, answers, question, flaw) in [
            ("GRAFFITI", vec![], "MEANT_FOR", AnswerFlaw::Missing),
            ("GRAFFITI", vec![("MEANT_FOR", "everybody")], "MEANT_FOR", AnswerFlaw::NotListed),
            ("GRAFFITI", vec![first, first], "MEANT_FOR", AnswerFlaw::Repeated),
            ("GRAFFITI", vec![first, ("SURFACE", "glass"), ("SURFACE", "wood")], "SURFACE", AnswerFlaw::NotListed),
            ("GRAFFITI", vec![first, ("METRES", "wide")], "METRES", AnswerFlaw::NotOfType),
            // A text for whoever fills the form in is no question.
            ("GRAFFITI", vec![first, ("THANKS", "you are welcome")], "THANKS", AnswerFlaw::Unknown),
            ("GRAFFITI-RACIST", vec![first], "MEANT_FOR", AnswerFlaw::Unknown),
        ] {
            let refused = connector.report(&report(service, &answers)).await.err();
            let expected = ReportFault::Answer { question: question.to_owned(), flaw };
            assert_eq!(refused, Some(expected), "{answers:?}");
        }
        assert_eq!((city.posts(), city.server.reports().len()), (0, 0));
    }
}

#[tokio::test]
async fn a_definition_that_cannot_be_read_sends_nothing() {
    let city = City::quirky(Quirks::default(), Vec::new()).await;
    let connector = city.sender("format = 'json'", "");
    for (path, kind, fault) in [
        ("/services", FaultKind::WrongTypes, Fault::Broken),
        ("/services/", FaultKind::WrongTypes, Fault::Broken),
        ("/services/", FaultKind::Garbage, Fault::Broken),
        ("/services/", FaultKind::Unauthorized, Fault::Refused),
    ] {
        city.server.fault(kind, path, Some(1));
        let refused = connector.report(&report("GRAFFITI", &[("MEANT_FOR", "nobody")])).await.err();
        assert_eq!(refused, Some(ReportFault::NotTaken(fault)), "{path} {kind:?}");
    }
    assert_eq!(city.posts(), 0);
}
