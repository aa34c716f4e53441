//! A database that is asked at the question is read as of that moment: two worlds are never read at the same one.

/// How the answer of the one partner that is such a database begins, after its `asOf`.
const COUNCIL: &str = ",\"partner\":{\"id\":\"charnwood-borough-council\"";

/// How the trust's rows of an explanation begin.
const TRUST: &str = "{\"organisation\":{\"id\":\"leicestershire-partnership-nhs-trust\"},\"role\":";

/// What an explanation says of the trust is left out: it says whether the trust holds a record, also one that the person does not
/// see. The trust answers her itself; nothing else of the explanation is left out.
pub(crate) fn without_the_trust(body: &str) -> String {
    let mut parts = body.split(TRUST);
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        // Up to the last field of the row, where the row is one of an explanation.
        let rest = match part.split_once(",\"needs\":") {
            Some((row, rest)) if !row.contains("{\"organisation\":") => rest,
            _ => part,
        };
        kept.extend([TRUST, rest]);
    }
    kept
}

#[test]
fn of_an_explanation_what_is_said_of_the_trust_alone_is_no_difference() {
    let row = |who: &str, answer: &str| {
        format!("{{\"organisation\":{{\"id\":\"{who}\"}},\"role\":\"R\",\"answer\":\"{answer}\",\"needs\":null}}")
    };
    let body = |of_trust: &str, of_council: &str| {
        let trust = row("leicestershire-partnership-nhs-trust", of_trust);
        format!("[{trust},{},{trust}]", row("charnwood-borough-council", of_council))
    };
    assert_eq!(without_the_trust(&body("NO_RELATIONSHIP", "X")), without_the_trust(&body("NOT_SHARED", "X")));
    assert_ne!(without_the_trust(&body("X", "NO_RELATIONSHIP")), without_the_trust(&body("X", "NOT_SHARED")));
    let disclosed =
        "{\"organisation\":{\"id\":\"leicestershire-partnership-nhs-trust\"},\"role\":\"R\",\"categories\":[]}";
    assert_eq!(without_the_trust(disclosed), disclosed);
}

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
