//! Words that nobody agreed on: categories, purposes, actions, kinds, organisations, and empty or endless texts.

use serde_json::{Value, json};

use super::refused::{commands_refuse, no, policy, with};
use super::{WITHDRAW, caseload, strangers};
use crate::scenarios::emergency::BREAK;
use crate::scenarios::request::{ANSWER, ASK, input, known_to_the_council};
use crate::scenarios::{client, morning};
use crate::scene::{CONSENT, consent, police};

/// What is changed, the code, and the place of the input.
type Case = (Value, &'static str, &'static str);

const UNREADABLE: &str = "An argument is missing or not of its type.";

#[tokio::test(flavor = "multi_thread")]
async fn a_word_about_sharing_names_what_there_is() {
    let scene = morning(String::new()).await;
    let worker = client(&scene, "support-worker", "SUPPORT", &[]);
    let id = caseload(&worker).await[0].clone();
    let right = consent(&id, "k", "safe-haven-llr", &["LOCATION"])["input"].clone();
    let long = "x".repeat(101);
    let given = |change: Value| json!({"given": with(&right["given"], &change)});
    let cases: Vec<Case> = vec![
        (json!({"categories": ["LOCATION", "EVERYTHING"]}), "ARGUMENT_INVALID", UNREADABLE),
        (json!({"categories": []}), "NO_CATEGORY", "categories"),
        (json!({"purpose": "CURIOSITY"}), "ARGUMENT_INVALID", UNREADABLE),
        (json!({"action": "SELL"}), "ARGUMENT_INVALID", UNREADABLE),
        (json!({"effect": "MAYBE"}), "ARGUMENT_INVALID", UNREADABLE),
        (json!({"organisation": null, "organisationKind": "NEWSPAPER"}), "ARGUMENT_INVALID", UNREADABLE),
        (json!({"organisationKind": "CHARITY"}), "INVALID_INPUT", "organisation"),
        (json!({"organisation": "the-press"}), "UNKNOWN_ORGANISATION", "organisation"),
        (json!({"organisation": "The Press!"}), "INVALID_INPUT", "organisation"),
        (json!({"recordsOf": "the-press"}), "UNKNOWN_ORGANISATION", "recordsOf"),
        (json!({"recordsOf": "../police"}), "INVALID_INPUT", "recordsOf"),
        (given(json!({"by": "NEIGHBOUR"})), "INVALID_INPUT", "given.by"),
        (given(json!({"method": "BY_HEARSAY"})), "INVALID_INPUT", "given.method"),
        (given(json!({"wordingVersion": ""})), "INVALID_INPUT", "given.wordingVersion"),
        (given(json!({"language": long.clone()})), "INVALID_INPUT", "given.wordingVersion"),
        (json!({"idempotencyKey": ""}), "INVALID_INPUT", "idempotencyKey"),
        (json!({"idempotencyKey": long}), "INVALID_INPUT", "idempotencyKey"),
        // Who writes it down, for whom she is, and since when is nobody's to say.
        (json!({"recordedBy": "leicestershire-police"}), "ARGUMENT_INVALID", UNREADABLE),
        (json!({"start": "2020-01-01T00:00:00Z"}), "ARGUMENT_INVALID", UNREADABLE),
        (json!({"victim": null}), "ARGUMENT_INVALID", UNREADABLE),
    ];
    let before = policy(&scene);
    for (change, code, place) in &cases {
        let said = no(&worker, CONSENT, &with(&right, change)).await;
        assert_eq!(said, ((*code).to_owned(), (*place).to_owned()), "{change}");
    }
    for key in ["", &"x".repeat(101)] {
        let input = json!({"directive": "x", "idempotencyKey": key});
        assert_eq!(no(&worker, WITHDRAW, &input).await, ("INVALID_INPUT".to_owned(), "idempotencyKey".to_owned()));
    }
    assert_eq!(policy(&scene), before, "nothing granted, nothing lost");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_says_what_it_has_to() {
    let scene = morning(String::new()).await;
    let officer = client(&scene, "hate-crime-officer", "CRIME_INVESTIGATION", &[]);
    let id = known_to_the_council(&scene, &officer).await;
    let right = input(&id, &["IDENTITY"], "k");
    let (short, long) = ("because", "Because of this. ".repeat(150));
    let mut cases: Vec<Case> = vec![
        (json!({"categories": ["EVERYTHING"]}), "ARGUMENT_INVALID", UNREADABLE),
        (json!({"categories": []}), "NO_CATEGORY", "categories"),
        (json!({"organisation": "the-press"}), "UNKNOWN_ORGANISATION", "organisation"),
        (json!({"organisation": "The Press!"}), "INVALID_INPUT", "organisation"),
        (json!({"noticeGiven": false}), "NOTICE_UNEXPLAINED", "noNoticeBecause"),
        (json!({"noticeGiven": false, "noNoticeBecause": "no"}), "NOTICE_UNEXPLAINED", "noNoticeBecause"),
        (json!({"categories": ["COUNSELLING"]}), "PROBATIVE_VALUE_MISSING", "substantialProbativeValue"),
        (json!({"idempotencyKey": ""}), "INVALID_INPUT", "idempotencyKey"),
        // Whoever asks is who signs in, and who approves is another.
        (json!({"requester": "authorising-officer"}), "ARGUMENT_INVALID", UNREADABLE),
        (json!({"state": "APPROVED"}), "ARGUMENT_INVALID", UNREADABLE),
    ];
    for text in ["lineOfEnquiry", "necessity", "proportionality"] {
        cases.push((json!({text: short}), "REASON_TOO_SHORT", text));
        cases.push((json!({text: long}), "REASON_TOO_LONG", text));
    }
    let before = policy(&scene);
    for (change, code, place) in &cases {
        let said = no(&officer, ASK, &with(&right, change)).await;
        assert_eq!(said, ((*code).to_owned(), (*place).to_owned()), "{change}");
    }
    let senior = client(&scene, "authorising-officer", "CRIME_INVESTIGATION", &[]);
    for input in [
        json!({"request": "x", "approve": "yes", "idempotencyKey": "k"}),
        json!({"request": "x", "approve": true, "categories": ["COUNSELLING"], "idempotencyKey": "k"}),
    ] {
        assert_eq!(no(&senior, ANSWER, &input).await, ("ARGUMENT_INVALID".to_owned(), UNREADABLE.to_owned()));
    }
    assert_eq!(policy(&scene), before, "nothing granted, nothing lost");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_emergency_says_what_it_has_to() {
    let scene = morning(String::new()).await;
    let before = policy(&scene);
    let coordinator = client(&scene, "care-coordinator", "BREAK_GLASS", &[]);
    let person = json!({"family": "Nobodysname", "given": "None", "dateOfBirth": "1901-01-01"});
    let right = json!({"person": person, "reason": "Found unconscious outside the clinic", "idempotencyKey": "k"});
    let cases: [Case; 9] = [
        // The same as of somebody who is there: it tells of nobody.
        (json!({"reason": "because"}), "REASON_TOO_SHORT", "reason"),
        (json!({"reason": "Because of this. ".repeat(150)}), "REASON_TOO_LONG", "reason"),
        (json!({"person": null}), "INVALID_INPUT", "victim"),
        (json!({"victim": "x"}), "INVALID_INPUT", "victim"),
        (
            json!({"person": with(&person, &json!({"family": "N*"}))}),
            "WILDCARD",
            "Wildcards are not allowed in an identifier.",
        ),
        (json!({"person": with(&person, &json!({"dateOfBirth": "1901-02-30"}))}), "INVALID_INPUT", "dateOfBirth"),
        (json!({"idempotencyKey": ""}), "INVALID_INPUT", "idempotencyKey"),
        (json!({"minutes": 600}), "ARGUMENT_INVALID", UNREADABLE),
        (json!({"until": "2027-11-23T08:00:00Z"}), "ARGUMENT_INVALID", UNREADABLE),
    ];
    for (change, code, place) in &cases {
        let said = no(&coordinator, BREAK, &with(&right, change)).await;
        assert_eq!(said, ((*code).to_owned(), (*place).to_owned()), "{change}");
    }
    assert_eq!(policy(&scene), before, "nothing granted, nothing lost");
}

#[tokio::test(flavor = "multi_thread")]
async fn operators_name_what_there_is() {
    let scene = morning(String::new()).await;
    let person = police(&strangers(&scene, 1)[0]);
    let issuer = scene.world.sandbox.idp.url().to_owned();
    let later = "2026-11-30T08:00:00Z";
    let conference = |person: &'static str, attendee: &'static str, category: &'static str| {
        vec!["conference", person, "--attendee", attendee, "--category", category, "--until", later]
    };
    let proxy =
        ["assign", "--organisation", "public", "--issuer", &issuer, "--subject", "p", "--proxy", "--until", later];
    let exemption = ["exemption", "grant", &person, "--until", later, "--ground", "DPA 2018 s.44(4)(b)"];
    commands_refuse(
        &scene,
        &[
            (
                conference("police/per-000001", "safe-haven-llr,https://x.example,jo", "EVERYTHING"),
                "--category: `EVERYTHING`",
            ),
            (
                conference("police/per-000001", "the-press,https://x.example,jo", "IDENTITY"),
                "`the-press` is no organisation",
            ),
            (conference("police/per-000001", "safe-haven-llr", "IDENTITY"), "ORGANISATION,ISSUER,SUBJECT"),
            (conference("police/per-nobody", "safe-haven-llr,https://x.example,jo", "IDENTITY"), "no such record"),
            (conference("nowhere", "safe-haven-llr,https://x.example,jo", "IDENTITY"), "PARTNER/ID"),
            (vec!["assign", "--organisation", "the-press", &person], "`the-press` is no organisation"),
            (vec!["assign", "--organisation", "safe-haven-llr", "--subject", "jo", &person], "--issuer"),
            (vec!["assign", "--organisation", "safe-haven-llr", &person, "police/per-nobody"], "no such record"),
            ([proxy.as_slice(), &["--category", "EVERYTHING", &person]].concat(), "--category: `EVERYTHING`"),
            ([proxy.as_slice(), &[&person]].concat(), "--category"),
            ([exemption.as_slice(), &["--organisation", "the-press"]].concat(), "the organisation is not a member"),
            ([exemption.as_slice(), &["--organisation", "The Press!"]].concat(), "no member"),
            (vec!["exemption", "end", "6f0c2b1a-0000-4000-8000-000000000000"], "no such thing"),
        ],
    );
}
