use accord_consent::Population;
use accord_federation::Fault;
use accord_sandbox::{Quirks, Report};

use crate::city::{City, day, racist};

#[tokio::test]
async fn only_coded_hate_is_taken_in_and_all_of_it() {
    let meant = |whom: &str| vec![("MEANT_FOR".to_owned(), whom.to_owned())];
    let plain = |id: &str| Report { description: "racist words".to_owned(), ..Report::new(id, "GRAFFITI", day(2)) };
    let reports = vec![
        racist("0", day(1)),
        plain("1"),
        Report { attributes: meant("disability"), ..plain("2") },
        Report { attributes: meant("nobody"), ..plain("3") },
        Report::new("4", "POTHOLE", day(3)),
        Report { hidden: true, ..racist("5", day(4)) },
    ];
    for (format, text_booleans) in [("json", true), ("xml", false), ("auto", true)] {
        let quirks = Quirks { numeric_ids: true, text_booleans, ..Quirks::default() };
        let city = City::quirky(quirks, reports.clone()).await;
        let connector = city.connector(&format!("format = '{format}'"), "");
        let round = city.round(&*connector, None, |_| {}).await;
        assert_eq!(round.found, ["5", "2", "0"], "{format}");
        assert_eq!(round.restricted, 1);
        // The potholes were never asked for; what a question cannot tell apart is not taken in.
        assert_eq!((round.gone, round.notes), (vec!["3".to_owned(), "1".to_owned()], vec!["OUTSIDE_POPULATION"]));
    }
}

#[tokio::test]
async fn what_was_moved_to_another_service_is_shown_no_longer() {
    let city = City::quirky(Quirks::default(), vec![racist("1", day(1)), racist("2", day(1))]).await;
    let connector = city.connector("", "");
    city.server.put(Report::new("2", "POTHOLE", day(1)));
    let permit = city.permit(&["1", "2"], &["offence"]);
    let answer = connector.incidents(&permit).await;
    assert_eq!((answer.fault, answer.records.len()), (None, 1));
}

#[tokio::test]
async fn the_whole_book_is_never_read() {
    let city = City::quirky(Quirks::default(), vec![racist("1", day(1))]).await;
    let connector = city.connector("", "");
    let order = city.order(Population::AsExported);
    assert_eq!(connector.changes(&order, None).await.err(), Some(Fault::NotSupported));
    assert!(city.asked().is_empty());
}
