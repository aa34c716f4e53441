//! Every slip of the pen in a file of agreements, as a table: each is refused with its line and what is allowed. What needs
//! more than one text to be changed is in `agreements.rs`.

use accord_consent::Agreements;

use crate::town::{AGREEMENTS, organisations};

/// The keys of an agreement and of a permit, and whether every block needs them.
const KEYS: &[(&str, bool)] = &[
    ("id", true),
    ("version", true),
    ("title", true),
    ("regime", true),
    ("valid_from", true),
    ("valid_until", true),
    ("organisations", true),
    ("sources", false),
    ("roles", false),
    ("purposes", true),
    ("actions", true),
    ("categories", true),
    ("strands", false),
    ("basis", true),
    ("condition", false),
];

/// One agreement with every key, and one permit for sync.
const WHOLE: &str = r#"
[[agreement]]
id = "isa-one"
version = 3
title = "One"
regime = "GENERAL"
valid_from = "2026-01-01T00:00:00Z"
valid_until = "2027-01-01T00:00:00Z"

[[agreement.permits]]
organisations = ["council"]
sources = ["police"]
roles = ["COMMUNITY_SAFETY_OFFICER"]
purposes = ["SAFEGUARD_ADULT"]
actions = ["VIEW"]
categories = ["IDENTITY", "DISABILITY"]
basis = "SAFEGUARDING"
condition = "DPA 2018 Schedule 1 paragraph 18"

[[agreement.permits]]
organisations = ["council"]
sources = ["charity"]
purposes = ["RECORD_LINKAGE"]
actions = ["VIEW"]
categories = ["OFFENCE"]
strands = ["RELIGION"]
basis = "PUBLIC_TASK"
condition = "DPA 2018 Schedule 1 paragraph 6"
"#;

/// What is changed, into what, the text of the line that is told, and what is said there.
type Slip = (&'static str, &'static str, &'static str, &'static str);

const SLIPS: &[Slip] = &[
    // The tables' own names.
    ("[[agreement]]", "[[agreements]]", "[[agreement.permits]]", "expected a sequence"),
    ("[[agreement]]", "[agreement]", "[agreement]", "expected a sequence"),
    (
        "[[agreement.permits]]",
        "[[agreement.permit]]",
        "[[agreement.permit]]",
        "unknown field `permit`, expected one of `id`",
    ),
    // Values of another type.
    ("version = 3", "version = \"3\"", "version = ", "invalid type: string \"3\", expected u32"),
    ("version = 3", "version = -3", "version = ", "invalid value: integer `-3`, expected u32"),
    ("version = 3", "version = 3.5", "version = ", "invalid type: floating point `3.5`, expected u32"),
    ("version = 3", "version = 4294967296", "version = ", "expected u32"),
    (
        "roles = [\"COMMUNITY_SAFETY_OFFICER\"]",
        "roles = \"COMMUNITY_SAFETY_OFFICER\"",
        "roles = ",
        "expected a sequence",
    ),
    ("valid_from = \"2026-01-01T00:00:00Z\"", "valid_from = 2026-01-01T00:00:00Z", "valid_from", "expected a string"),
    // Written twice.
    ("version = 3", "version = 3\nversion = 4", "version = 4", "duplicate key"),
    (
        "basis = \"SAFEGUARDING\"",
        "basis = \"SAFEGUARDING\"\nbasis = \"CONSENT\"",
        "basis = \"CONSENT\"",
        "duplicate key",
    ),
    // Ids.
    ("\"isa-one\"", "\"\"", "id = ", "1 to 48 letters"),
    ("\"isa-one\"", "\"a-name-that-is-longer-than-the-log-has-room-for-it-1\"", "id = ", "1 to 48 letters"),
    ("\"isa-one\"", "\"isa\\none\"", "id = ", "1 to 48 letters"),
    ("\"isa-one\"", "\"isa|one\"", "id = ", "1 to 48 letters"),
    ("\"isa-one\"", "\"isa-\u{43e}ne\"", "id = ", "1 to 48 letters"),
    // Codes, one letter off, in another case, with a space.
    ("\"GENERAL\"", "\"general\"", "regime = ", "`general` is unknown; allowed: GENERAL, LAW_ENFORCEMENT"),
    ("\"SAFEGUARD_ADULT\"", "\"SAFEGUARD_ADULTS\"", "purposes = ", "allowed: SUPPORT, CARE, SAFEGUARD_ADULT"),
    ("\"VIEW\"", "\" VIEW\"", "actions = ", "` VIEW` is unknown; allowed: VIEW, REFER"),
    (
        "\"COMMUNITY_SAFETY_OFFICER\"",
        "\"COMMUNITY_OFFICER\"",
        "roles = ",
        "allowed: SUPPORT_WORKER, HATE_CRIME_OFFICER",
    ),
    ("\"DISABILITY\"", "\"ALL\"", "categories = ", "`ALL` is unknown; allowed: IDENTITY, CONTACT"),
    ("\"RELIGION\"", "\"FAITH\"", "strands = ", "`FAITH` is unknown; allowed: IDENTITY, CONTACT"),
    ("\"SAFEGUARDING\"", "\"SAFEGUARD\"", "basis = ", "allowed: OWN_RECORD, CONSENT"),
    (
        "organisations = [\"council\"]",
        "organisations = [\"*\"]",
        "organisations = ",
        "`*` is not a configured organisation",
    ),
    ("sources = [\"police\"]", "sources = [\"Police\"]", "sources = ", "`Police` is not a configured organisation"),
    // Instants and periods.
    ("\"2026-01-01T00:00:00Z\"", "\"2026-02-30T00:00:00Z\"", "valid_from", "an RFC 3339 instant is needed"),
    ("\"2026-01-01T00:00:00Z\"", "\"2026-01-01T00:00:00\"", "valid_from", "an RFC 3339 instant is needed"),
    ("\"2027-01-01T00:00:00Z\"", "\"never\"", "valid_until", "an RFC 3339 instant is needed"),
    (
        "\"2027-01-01T00:00:00Z\"",
        "\"2025-12-31T00:00:00Z\"",
        "valid_until",
        "valid_until must be later than valid_from",
    ),
    // The same instant in another place of the earth is the same instant.
    ("\"2027-01-01T00:00:00Z\"", "\"2026-01-01T01:00:00+01:00\"", "valid_until", "must be later than valid_from"),
    // Lists that name nothing.
    ("organisations = [\"council\"]", "organisations = []", "organisations = ", "name one organisation at least"),
    ("roles = [\"COMMUNITY_SAFETY_OFFICER\"]", "roles = []", "organisations = ", "name one role at least"),
    ("purposes = [\"SAFEGUARD_ADULT\"]", "purposes = []", "organisations = ", "name one purpose at least"),
    ("actions = [\"VIEW\"]", "actions = []", "organisations = ", "name one action at least"),
    (
        "categories = [\"IDENTITY\", \"DISABILITY\"]",
        "categories = []",
        "organisations = ",
        "name one category at least",
    ),
    // What the law asks for.
    (
        "condition = \"DPA 2018 Schedule 1 paragraph 18\"",
        "",
        "basis = ",
        "DISABILITY is a special category: name its condition",
    ),
    (
        "basis = \"SAFEGUARDING\"",
        "basis = \"LE_TASK\"",
        "basis = ",
        "LE_TASK does not belong to the regime GENERAL: make two",
    ),
    (
        "regime = \"GENERAL\"",
        "regime = \"LAW_ENFORCEMENT\"",
        "basis = ",
        "SAFEGUARDING does not belong to the regime LAW_ENF",
    ),
    (
        "basis = \"SAFEGUARDING\"",
        "basis = \"RECOGNISED_LEGITIMATE_INTERESTS\"",
        "basis = ",
        "council may not use the basis RECOGNISED_LEGITIMATE_INTERESTS",
    ),
    // Sync and people.
    ("purposes = [\"SAFEGUARD_ADULT\"]", "purposes = [\"RECORD_LINKAGE\"]", "organisations = ", "without roles"),
    (
        "categories = [\"IDENTITY\", \"DISABILITY\"]",
        "categories = [\"IDENTITY\"]\nstrands = [\"RELIGION\"]",
        "organisations = ",
        "`strands` is for RECORD_LINKAGE",
    ),
    // No TOML.
    ("id = \"isa-one\"", "id = \"isa-one", "id = ", "basic string"),
    ("version = 3", "version: 3", "version: 3", ""),
    ("title = \"One\"", "title = \"O\u{0}ne\"", "title = ", ""),
    ("[[agreement]]", "\u{1}", "\u{1}", ""),
];

fn refused(text: &str, line: usize, says: &str) {
    let error = Agreements::read(text, &organisations()).err();
    let error = error.unwrap_or_else(|| panic!("it was taken: {text}"));
    assert_eq!(error.line, line, "{error}\n{text}");
    assert!(error.what.contains(says) && !error.what.is_empty(), "{error}");
}

fn line_of(text: &str, marker: &str) -> usize {
    1 + text.lines().position(|line| line.contains(marker)).unwrap_or_else(|| panic!("{marker} is nowhere"))
}

#[test]
fn the_whole_one_loads() {
    assert_eq!(Agreements::read(WHOLE, &organisations()).ok().unwrap().iter().count(), 1);
    // A byte-order mark is no slip of the pen.
    assert!(Agreements::read(&format!("\u{feff}{WHOLE}"), &organisations()).is_ok());
}

#[test]
fn each_slip_is_refused_on_its_line_with_what_is_allowed() {
    for (from, to, marker, says) in SLIPS {
        assert!(WHOLE.contains(from), "{from}");
        let text = WHOLE.replacen(from, to, 1);
        refused(&text, line_of(&text, marker), says);
    }
}

#[test]
fn each_key_has_one_spelling_and_is_missed_where_it_is_needed() {
    for (key, needed) in KEYS {
        let line = WHOLE.lines().find(|line| line.starts_with(&format!("{key} = "))).unwrap();
        for wrong in [format!("{key}s"), key.to_uppercase(), key.replacen(['a', 'e', 'i'], "", 1)] {
            let text = WHOLE.replacen(line, &line.replacen(key, &wrong, 1), 1);
            refused(
                &text,
                line_of(&text, &format!("{wrong} = ")),
                &format!("unknown field `{wrong}`, expected one of `"),
            );
        }
        let text = WHOLE.replacen(&format!("{line}\n"), "", 1);
        let in_permit = WHOLE.find(line) > WHOLE.find("[[agreement.permits]]");
        let header = if in_permit { "[[agreement.permits]]" } else { "[[agreement]]" };
        if *needed {
            refused(&text, line_of(&text, header), &format!("missing field `{key}`"));
        }
    }
}

#[test]
fn versions_of_one_agreement_neither_overlap_nor_share_a_number() {
    let again = |version: u32, from: &str, until: &str| {
        let second = WHOLE.replace("version = 3", &format!("version = {version}"));
        let second = second.replace("2027-01-01T00:00:00Z", until).replace("2026-01-01T00:00:00Z", from);
        format!("{WHOLE}\n{}", second.replace("id = \"isa-one\"", "id = \"isa-one\" # again"))
    };
    let next = again(4, "2027-01-01T00:00:00Z", "2028-01-01T00:00:00Z");
    assert!(Agreements::read(&next, &organisations()).is_ok(), "one begins where the other ends");
    for (text, says) in [
        (again(4, "2026-12-31T23:59:59Z", "2028-01-01T00:00:00Z"), "end the earlier one"),
        (again(3, "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"), "end the earlier one"),
        (again(3, "2027-01-01T00:00:00Z", "2028-01-01T00:00:00Z"), "written twice: each has a number of its own"),
    ] {
        refused(&text, line_of(&text, "# again"), says);
    }
}

#[test]
fn a_huge_file_is_read_to_its_first_slip() {
    let block = WHOLE.replace("isa-one", "isa-NUMBER");
    let mut text: String = (0..2_000).map(|number| block.replace("NUMBER", &number.to_string())).collect();
    assert_eq!(Agreements::read(&text, &organisations()).ok().unwrap().iter().count(), 2_000);
    text.push_str(&WHOLE.replace("\"SAFEGUARDING\"", "\"SAFEGUARDNG\""));
    refused(&text, line_of(&text, "SAFEGUARDNG"), "allowed: OWN_RECORD");
    // As deep as nobody writes: an error and no overflow.
    let deep = format!("x = {}{}", "[".repeat(100_000), "]".repeat(100_000));
    refused(&deep, 1, "");
    assert!(AGREEMENTS.len() < text.len());
}
