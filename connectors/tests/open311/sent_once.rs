//! A report is posted once, whatever comes back, and what came back is told as what is certain.

use std::sync::Arc;

use accord_federation::{Fault, ReportFault};
use accord_sandbox::{FaultKind, Quirks, REPORTS_API_KEY};
use parking_lot::Mutex;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::city::City;
use crate::send::report;

/// As many retries as there can be, were there any, and little patience.
const EAGER: &str = "retry_budget_percent = 100, patience_ms = 500, attempt_timeout_ms = 100, sync_patience_ms = 900";

async fn sent(city: &City, keys: &str, limits: &str) -> Option<ReportFault> {
    city.sender(keys, limits).report(&report("GRAFFITI-RACIST", &[])).await.err()
}

#[tokio::test]
async fn it_is_posted_once_and_the_fault_says_what_is_certain() {
    let wait = ReportFault::NotTaken(Fault::Throttled { retry_after_seconds: Some(1) });
    for (kind, fault, held) in [
        (FaultKind::Hang, ReportFault::Unknown, 0),
        (FaultKind::LostAnswer, ReportFault::Unknown, 1),
        (FaultKind::Truncated, ReportFault::Unknown, 1),
        (FaultKind::ServerError, ReportFault::Unknown, 0),
        (FaultKind::Garbage, ReportFault::Unknown, 0),
        (FaultKind::WrongTypes, ReportFault::Unknown, 1),
        (FaultKind::Throttled, wait.clone(), 0),
        (FaultKind::Unavailable, wait.clone(), 0),
        (FaultKind::Unauthorized, ReportFault::NotTaken(Fault::Refused), 0),
    ] {
        for format in ["json", "xml"] {
            // The sandbox twists JSON alone.
            if kind == FaultKind::WrongTypes && format == "xml" {
                continue;
            }
            let city = City::quirky(Quirks::default(), Vec::new()).await;
            city.server.fault(kind, "/requests", None);
            let fault = (Some(fault.clone()), 1, held);
            let came = sent(&city, &format!("format = '{format}'"), EAGER).await;
            assert_eq!((came, city.posts(), city.server.reports().len()), fault, "{kind:?} {format}");
        }
    }
}

#[tokio::test]
async fn a_key_that_the_city_does_not_know_is_a_refusal() {
    let city = City::quirky(Quirks::default(), Vec::new()).await;
    let old = "[report]\napi_key_file = 'old.key'\nservices = ['GRAFFITI-RACIST']";
    let came = city.connector(old, EAGER).report(&report("GRAFFITI-RACIST", &[])).await.err();
    assert_eq!((came, city.posts()), (Some(ReportFault::NotTaken(Fault::Refused)), 1));
    assert!(city.server.reports().is_empty());
}

#[tokio::test]
async fn a_breaker_that_is_open_sends_nothing() {
    let city = City::quirky(Quirks::default(), Vec::new()).await;
    let connector = city.sender("", "breaker = { failures = 2,open_ms = 60000 }");
    let report = report("GRAFFITI-RACIST", &[]);
    city.server.fault(FaultKind::ServerError, "/requests", None);
    // A success in between, of the list of services, begins the count anew: one failure alone is left.
    assert_eq!(connector.report(&report).await.err(), Some(ReportFault::Unknown));
    city.server.fault(FaultKind::ServerError, "/services", None);
    for _ in 0..2 {
        assert!(matches!(connector.report(&report).await.err(), Some(ReportFault::NotTaken(_))));
    }
    let asked = city.asked().len();
    let came = connector.report(&report).await.err();
    assert!(matches!(came, Some(ReportFault::NotTaken(Fault::Throttled { retry_after_seconds: Some(_) }))), "{came:?}");
    assert_eq!((city.posts(), city.asked().len()), (1, asked));
}

#[tokio::test]
async fn after_retry_after_the_city_is_left_alone() {
    let city = City::quirky(Quirks::default(), Vec::new()).await;
    let connector = city.sender("", EAGER);
    city.server.fault(FaultKind::Throttled, "/requests", Some(1));
    for _ in 0..3 {
        let came = connector.report(&report("GRAFFITI-RACIST", &[])).await.err();
        assert!(
            matches!(came, Some(ReportFault::NotTaken(Fault::Throttled { retry_after_seconds: Some(_) }))),
            "{came:?}"
        );
    }
    assert_eq!(city.posts(), 1);
}

/// What a city was posted, whole.
type Posts = Arc<Mutex<Vec<String>>>;

/// A city that lists its services and does this with a report: answers so, or, with nothing to answer, reads it and breaks
/// off.
async fn raw(answer: Option<&'static str>) -> (String, Posts, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("base_url = 'http://{}'\nformat = 'json'", listener.local_addr().unwrap());
    let posts = Posts::default();
    let kept = Arc::clone(&posts);
    let task = tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let asked = read(&mut stream).await;
            if asked.starts_with("POST") {
                kept.lock().push(asked);
                stream.write_all(answer.unwrap_or_default().as_bytes()).await.unwrap();
            } else {
                stream.write_all(SERVICES.as_bytes()).await.unwrap();
            }
        }
    });
    (url, posts, task)
}

/// A request with its whole body.
async fn read(stream: &mut TcpStream) -> String {
    let mut asked = String::new();
    loop {
        let mut bytes = vec![0; 64 << 10];
        let length = stream.read(&mut bytes).await.unwrap();
        asked.push_str(str::from_utf8(&bytes[..length]).unwrap());
        let Some((head, body)) = asked.split_once("\r\n\r\n") else { continue };
        let header = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        if header.is_none_or(|length| body.len() >= length.parse().unwrap()) {
            return asked;
        }
    }
}

const SERVICES: &str = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/json\r\n\r\n\
                        [{\"service_code\": \"GRAFFITI-RACIST\", \"metadata\": false}]";

#[tokio::test]
async fn the_form_is_this_and_the_address_holds_nothing() {
    let (url, posts, task) =
        raw(Some("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n[{\"service_request_id\": 7}]")).await;
    let city = City::quirky(Quirks::default(), Vec::new()).await;
    assert_eq!(sent(&city, &format!("{url}\njurisdiction_id = 'leicester.gov.uk'"), EAGER).await, None);
    task.abort();
    let posts = posts.lock();
    let (head, form) = posts[0].split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("POST /requests.json HTTP/1.1\r\n"), "{head}");
    assert!(head.contains("content-type: application/x-www-form-urlencoded") && !head.contains(REPORTS_API_KEY));
    let expected = format!(
        "service_code=GRAFFITI-RACIST&lat=52.63690&long=-1.13980&address_string=Town+Hall+Square\
         &description=Words+%26+signs+on+the+shutter%2C+2+m+wide&media_url=https%3A%2F%2Fpictures.example%2Fa.jpg\
         &api_key={REPORTS_API_KEY}&jurisdiction_id=leicester.gov.uk"
    );
    assert_eq!((form, posts.len()), (expected.as_str(), 1));
}

#[tokio::test]
async fn a_refusal_is_told_by_the_citys_number_alone() {
    for (answer, fault) in [
        (
            "HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n[{\"code\": 1234, \"description\": \"as Jo Bloggs said\"}]",
            ReportFault::Declined { code: 1_234 },
        ),
        (
            "HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n<errors><error><code>17</code></error></errors>",
            ReportFault::Declined { code: 17 },
        ),
        ("HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\nno", ReportFault::Declined { code: 404 }),
        ("HTTP/1.1 303 See Other\r\nlocation: /thanks\r\nconnection: close\r\n\r\n", ReportFault::Unknown),
        ("HTTP/1.1 503 Busy\r\nconnection: close\r\n\r\n", ReportFault::Unknown),
        ("HTTP/1.1 408 Late\r\nconnection: close\r\n\r\n", ReportFault::Unknown),
        ("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n[{\"service_notice\": \"Thank you\"}]", ReportFault::Unknown),
        ("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n[{\"token\": \"two words\"}]", ReportFault::Unknown),
    ] {
        let (url, posts, task) = raw(Some(answer)).await;
        let city = City::quirky(Quirks::default(), Vec::new()).await;
        let came = sent(&city, &url, EAGER).await;
        task.abort();
        assert_eq!((came, posts.lock().len()), (Some(fault), 1), "{answer}");
    }
}

#[tokio::test]
async fn a_connection_that_breaks_after_it_was_read_leaves_it_unknown() {
    let (url, posts, task) = raw(None).await;
    let city = City::quirky(Quirks::default(), Vec::new()).await;
    let came = sent(&city, &url, EAGER).await;
    task.abort();
    assert_eq!((came, posts.lock().len()), (Some(ReportFault::Unknown), 1));
}

#[tokio::test]
async fn where_no_connection_came_about_it_was_certainly_not_taken() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("base_url = 'http://{}'\nformat = 'json'", listener.local_addr().unwrap());
    // Lists its services, and is gone.
    let gone = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        drop(listener);
        read(&mut stream).await;
        stream.write_all(SERVICES.as_bytes()).await.unwrap();
    });
    let city = City::quirky(Quirks::default(), Vec::new()).await;
    let came = sent(&city, &url, EAGER).await;
    gone.await.unwrap();
    assert_eq!(came, Some(ReportFault::NotTaken(Fault::Silent)));
}
