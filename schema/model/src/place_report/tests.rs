use super::*;

fn draft(description: &str) -> PlaceReportDraft {
    PlaceReportDraft {
        service: "GRAFFITI-RACIST".to_owned(),
        coordinates: Some((52.636_9, -1.139_8)),
        description: Some(description.to_owned()),
        ..PlaceReportDraft::default()
    }
}

fn flaws(draft: PlaceReportDraft) -> Vec<String> {
    PlaceReport::new(draft).err().unwrap_or_default().iter().map(ToString::to_string).collect()
}

/// The codes for a description.
fn codes(description: &str) -> Vec<&'static str> {
    let found = PlaceReport::new(draft(description)).err().unwrap_or_default();
    assert!(found.iter().all(|flaw| flaw.place == "description"));
    found.iter().map(|flaw| flaw.code.code()).collect()
}

#[test]
fn words_about_a_wall_pass() {
    for text in [
        "Words sprayed on the wall by the bus stop.",
        "On the shutter of 12-14 High Street, can be seen from the A6 and the A6030.",
        "Lamp posts 12, 14, 16, 18 and 20; about 2 m high, since Saturday 21 November.",
        "Seen at 14:30 near bus stop 260012345, LE1 5AA. The tag says \"1488\" & a swastika <1 m wide.",
        "Lamp posts 10, 12, 14, 16, 18 and 20; 0.5, 0.25, 0.75 and 1.25 m; 52.63690, -1.13980; Look at it. Again",
        "Grid reference SK 585 045, layer 3 of the posters; it was there in 2024 already",
        "First line\nsecond line, price 1,250.00; meet @ the wall; call the cleaners within 24 hours",
        "May 12 people have walked past it? Marked 3 times, 4 x 2 m",
    ] {
        assert_eq!(codes(text), [""; 0], "{text}");
    }
}

#[test]
fn an_e_mail_address_is_refused_however_it_is_hidden() {
    for text in [
        "write to jo.bloggs@example.com",
        "jo@bloggs",
        "JO.BLOGGS @ EXAMPLE.COM",
        "jo (at) example dot com",
        "jo [at] example.com",
        "jo at example.com",
        "jo at example dot com",
        "jo\u{ff20}example.com",
        "jo\u{200b}@\u{200b}example.com",
    ] {
        assert_eq!(codes(text), ["EMAIL_ADDRESS"], "{text}");
    }
}

#[test]
fn a_telephone_number_is_refused_however_it_is_spaced() {
    for text in [
        "07700 900123",
        "ring 0116 496 0123 please",
        "(0116) 496-0123",
        "+44 7700 900123",
        "+44 (0)7700 900 123",
        "0044 7700 900123",
        "447700900123",
        "0.7.7.0.0.9.0.0.1.2.3",
        "07700\n900123",
        "07700\u{a0}900\u{2011}123",
        "\u{ff10}7700 900123",
        "flat 12 07700 900123",
        "tel: 496 0123",
        "Call me on 4960123",
        "+1 212 555 0123",
    ] {
        assert_eq!(codes(text), ["TELEPHONE_NUMBER"], "{text}");
    }
}

#[test]
fn an_nhs_number_is_refused_with_a_wrong_check_digit_and_any_spacing() {
    for text in [
        "943 476 5919",
        "9434765918",
        "943-476-5919",
        "94 34 76 59 19",
        "9 4 3 4 7 6 5 9 1 9",
        "943,476,5919",
        "943\u{200b}4765919",
        "943\u{ad}476\u{ad}5919",
        "9\u{fe0f}\u{20e3}434765919",
        "943  476\n5919",
        "NHS9434765919",
        "9434765919 12 High Street",
        "\u{669}\u{664}\u{663}\u{664}\u{667}\u{666}\u{665}\u{669}\u{661}\u{669}",
    ] {
        assert_eq!(codes(text), ["NHS_NUMBER"], "{text}");
    }
}

#[test]
fn a_national_insurance_number_is_refused() {
    for text in ["QQ123456C", "her number is qq 12 34 56 c.", "QQ-123456-C", "AB 123456 A"] {
        assert_eq!(codes(text), ["NATIONAL_INSURANCE_NUMBER"], "{text}");
    }
}

#[test]
fn a_whole_date_has_the_form_of_a_date_of_birth() {
    for text in [
        "02/03/1984",
        "2.3.84",
        "2-3-1984",
        "1984-03-02",
        "1984/3/2",
        "19840302",
        "02031984",
        "02 03 1984",
        "2 March 1984",
        "2nd of March, 1984",
        "2 Mar 84",
        "2-Mar-1984",
        "March 2, 1984",
        "born 1984",
        "DOB: March of 84",
        "d.o.b. unknown, about 40",
        "date of birth 2/3",
    ] {
        assert_eq!(codes(text), ["DATE_OF_BIRTH"], "{text}");
    }
}

#[test]
fn every_text_is_looked_through_and_each_flaw_names_its_place() {
    let mut all = draft("jo@example.com, 943 476 5919");
    all.address = Some("behind 12 High Street, ask on 07700 900123".to_owned());
    all.answers =
        vec![("SURFACE".to_owned(), "brick".to_owned()), ("WHO".to_owned(), "QQ 12 34 56 C, born 1984".to_owned())];
    assert_eq!(
        flaws(all),
        [
            "address: TELEPHONE_NUMBER",
            "description: EMAIL_ADDRESS",
            "description: NHS_NUMBER",
            "answer to WHO: NATIONAL_INSURANCE_NUMBER",
            "answer to WHO: DATE_OF_BIRTH",
        ]
    );
}

#[test]
fn a_question_that_is_no_code_is_not_repeated() {
    for question in ["jo@example.com", "9434765919", "", "A]=1&email", "WHO IS IT"] {
        let answers = vec![(question.to_owned(), "07700 900123".to_owned())];
        assert_eq!(flaws(PlaceReportDraft { answers, ..draft("words") }), ["answers: CODE_UNUSABLE"], "{question}");
    }
}

#[test]
fn a_place_is_somewhere() {
    let at = |coordinates, address: Option<&str>| {
        let address = address.map(str::to_owned);
        flaws(PlaceReportDraft { coordinates, address, ..draft("words") })
    };
    assert!(at(Some((51.477_9, 0.0)), None).is_empty() && at(None, Some("Town Hall Square")).is_empty());
    assert_eq!(at(None, None), ["place: PLACE_MISSING"]);
    assert_eq!(at(None, Some("  ")), ["address: TEXT_EMPTY"]);
    for nowhere in [(0.0, 0.0), (91.0, 0.0), (52.0, 181.0), (f64::NAN, 1.0)] {
        assert_eq!(at(Some(nowhere), None), ["coordinates: COORDINATES_UNUSABLE"], "{nowhere:?}");
    }
}

#[test]
fn texts_are_bounded_and_no_code() {
    assert_eq!(codes(&"a".repeat(4_001)), ["TEXT_TOO_LONG"]);
    assert!(codes(&"\u{e9}".repeat(4_000)).is_empty());
    for text in ["<script>alert(1)</script>", "<!-- x -->", "a</b>", "bell\u{7}"] {
        assert_eq!(codes(text), ["TEXT_UNUSABLE"], "{text}");
    }
    assert_eq!(codes(" \n"), ["TEXT_EMPTY"]);
    let service = |service: &str| flaws(PlaceReportDraft { service: service.to_owned(), ..draft("words") });
    assert!(service("4fd3b167e750846744000005").is_empty() && service("Public Works:Street Cleaning").is_empty());
    for code in ["", " ", "A\n", &"A".repeat(65)] {
        assert_eq!(service(code), ["service: CODE_UNUSABLE"], "{code}");
    }
}

#[test]
fn a_picture_lies_on_the_web_and_encrypted() {
    let media = |url: &str| flaws(PlaceReportDraft { media_url: Some(url.to_owned()), ..draft("words") });
    assert!(media("https://pictures.example/2002/2212426634_5ed4.jpg").is_empty());
    for url in [
        "http://pictures.example/a.jpg",
        "https://jo@pictures.example/a.jpg",
        "https://pictures.example/a b.jpg",
        "https://pictures",
        "javascript:alert(1)",
        "",
    ] {
        assert_eq!(media(url), ["media_url: WEB_ADDRESS_UNUSABLE"], "{url}");
    }
}

#[test]
fn a_report_holds_what_was_written_word_for_word() {
    let answers = vec![("SURFACE".to_owned(), "brick".to_owned())];
    let report = PlaceReport::new(PlaceReportDraft { answers, ..draft("Words & more") }).ok().unwrap();
    assert_eq!(report.service(), "GRAFFITI-RACIST");
    assert!(report.description().is_some_and(|text| *text == Private::new("Words & more".to_owned())));
    assert!(report.coordinates().is_some() && report.address().is_none() && report.media_url().is_none());
    let [answer] = report.answers() else { panic!("one answer") };
    assert!(answer.question() == "SURFACE" && *answer.answer() == Private::new("brick".to_owned()));
}
