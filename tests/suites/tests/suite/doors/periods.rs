//! Periods that end before they begin, at their beginning, or never.

use serde_json::{Value, json};

use super::refused::{commands_refuse, no, policy, with};
use super::{caseload, open, says, strangers};
use crate::scenarios::request::{ASK, input, known_to_the_council};
use crate::scenarios::{client, morning};
use crate::scene::{CONSENT, consent, police};

/// Ends that are none, at eight in the morning of the 23rd.
const ENDS: [(&str, &str); 8] = [
    ("2026-11-23T08:00:00Z", "EMPTY_PERIOD"),
    ("2026-11-23T07:59:59.999999999Z", "EMPTY_PERIOD"),
    ("1970-01-01T00:00:00Z", "EMPTY_PERIOD"),
    ("-009999-01-02T02:00:00Z", "EMPTY_PERIOD"),
    ("2026-11-31T08:00:00Z", "INVALID_INPUT"),
    ("2026-11-24", "INVALID_INPUT"),
    ("10000-01-01T00:00:00Z", "INVALID_INPUT"),
    ("tomorrow", "INVALID_INPUT"),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_word_that_would_end_before_it_begins_is_not_written_down() {
    let scene = morning(String::new()).await;
    let worker = client(&scene, "support-worker", "SUPPORT", &[]);
    let id = caseload(&worker).await[0].clone();
    let refused = consent(&id, "k", "safe-haven-llr", &["LOCATION"])["input"].clone();
    let before = policy(&scene);
    for (end, code) in ENDS {
        for effect in ["PERMIT", "DENY"] {
            let input = with(&refused, &json!({"until": end, "effect": effect}));
            assert_eq!(no(&worker, CONSENT, &input).await, (code.to_owned(), "until".to_owned()), "{end}");
        }
    }
    assert_eq!(policy(&scene), before, "nothing granted, nothing lost");
    assert_eq!(open(&worker, &id).await, (true, false));
    // The key of what was refused is free, and the last instant that there is, is an end.
    says(&worker, &id, "PERMIT", "k", Some("9999-12-30T21:59:59Z")).await;
    assert_eq!(open(&worker, &id).await, (true, true));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_lasts_four_weeks_whatever_end_it_names() {
    let scene = morning(String::new()).await;
    let officer = client(&scene, "hate-crime-officer", "CRIME_INVESTIGATION", &[]);
    let id = known_to_the_council(&scene, &officer).await;
    let whole = input(&id, &["IDENTITY"], "k");
    let before = policy(&scene);
    for (end, code) in ENDS {
        let input = with(&whole, &json!({"until": end}));
        assert_eq!(no(&officer, ASK, &input).await, (code.to_owned(), "until".to_owned()), "{end}");
    }
    assert_eq!(policy(&scene), before);
    let far = with(&whole, &json!({"until": "9999-12-30T21:59:59Z"}));
    let made = officer.data(ASK, json!({"input": far})).await["requestInformation"].clone();
    assert_eq!(made["request"]["until"], "2026-12-21T08:00:00Z", "{made}");
}

#[tokio::test(flavor = "multi_thread")]
async fn operators_name_periods_that_begin_before_they_end() {
    let scene = morning(String::new()).await;
    let person = police(&strangers(&scene, 1)[0]);
    let issuer = scene.world.sandbox.idp.url().to_owned();
    let worker = ["assign", "--organisation", "safe-haven-llr", "--issuer", &issuer, "--subject", "support-worker"];
    let proxy =
        ["assign", "--organisation", "public", "--issuer", &issuer, "--subject", "parent", "--proxy", "--category"];
    let attendee = format!("safe-haven-llr,{issuer},support-worker");
    let conference = ["conference", &person, "--attendee", &attendee, "--category", "IDENTITY"];
    let exemption =
        ["exemption", "grant", &person, "--organisation", "leicestershire-police", "--ground", "DPA 2018 s.44(4)(b)"];
    let mut cases: Vec<(Vec<&str>, &str)> = Vec::new();
    for (end, says) in [
        ("2026-11-23T08:00:00Z", "--until: it would end before it begins"),
        ("2026-11-22T08:00:00Z", "--until: it would end before it begins"),
        ("2026-11-31T08:00:00Z", "an instant is RFC 3339"),
    ] {
        cases.push(([worker.as_slice(), &["--until", end, &person]].concat(), says));
        cases.push(([proxy.as_slice(), &["IDENTITY", "--until", end, &person]].concat(), says));
        cases.push(([conference.as_slice(), &["--until", end]].concat(), says));
    }
    for end in ["2027-02-21T08:00:00.000001Z", "9999-12-30T21:59:59Z"] {
        cases.push(([conference.as_slice(), &["--until", end]].concat(), "--until: the period is longer than allowed"));
    }
    for (end, says) in [
        ("2026-11-23T08:00:00Z", "EXEMPTION_EMPTY"),
        ("2027-02-21T08:00:00.000001Z", "EXEMPTION_TOO_LONG"),
        ("9999-12-30T21:59:59Z", "EXEMPTION_TOO_LONG"),
    ] {
        cases.push(([exemption.as_slice(), &["--until", end]].concat(), says));
    }
    commands_refuse(&scene, &cases);
    let seen = client(&scene, "support-worker", "CASE_CONFERENCE", &[]);
    assert_eq!(caseload(&seen).await, [Value::Null; 0]);
    // Ninety days to the instant are allowed.
    scene.world.accord(&[conference.as_slice(), &["--until", "2027-02-21T08:00:00Z"]].concat());
    assert_eq!(caseload(&seen).await.len(), 1);
}
