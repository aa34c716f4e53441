//! A database that is asked at the question is read as of that moment: two worlds are never read at the same one.

/// How the answer of the one partner that is such a database begins, after its `asOf`.
const COUNCIL: &str = ",\"partner\":{\"id\":\"charnwood-borough-council\"";

/// Of an `asOf` of the council's, the day alone is kept. Every other partner dates its records itself, and stays as it is.
pub(crate) fn without_readings(body: &str) -> String {
    let name = "\"asOf\":\"";
    let mut parts = body.split(name);
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (instant, rest) = part.split_once('"').unwrap_or((part, ""));
        let instant = if rest.starts_with(COUNCIL) { instant.get(..10).unwrap_or_default() } else { instant };
        kept.extend([name, instant, "\"", rest]);
    }
    kept
}

#[test]
fn the_councils_reading_alone_is_no_difference() {
    let body = |second: u8, partner: &str| {
        format!(
            "{{\"source\":{{\"asOf\":\"2026-11-22T03:00:0{second}Z\",\"partner\":{{\"id\":\"{partner}\",\"name\":\"\"}}}}}}"
        )
    };
    let council = "charnwood-borough-council";
    assert_eq!(without_readings(&body(1, council)), without_readings(&body(2, council)));
    assert!(without_readings(&body(1, council)).contains("\"asOf\":\"2026-11-22\",\"partner\""));
    for other in ["leicestershire-police", "leicestershire-partnership-nhs-trust", "leicester-city-council"] {
        assert_eq!(without_readings(&body(1, other)), body(1, other));
    }
    // Whose it is may be nobody's to know: then it is not the council's either.
    let nobody = "{\"asOf\":\"2026-11-22T03:00:01Z\",\"partner\":null}";
    assert_eq!(without_readings(nobody), nobody);
}
