//! Rules about the text of files.

use crate::source::{files, none, root};

/// Where a file becomes two.
const LONGEST: usize = 400;

#[test]
fn no_file_is_longer_than_it_can_be_read() {
    let long = files(".rs").into_iter().map(|file| (file.text.lines().count(), file.path));
    let long: Vec<String> =
        long.filter(|(lines, _)| *lines > LONGEST).map(|(lines, path)| format!("{path}: {lines} lines")).collect();
    none(&long, "at most 400 lines a file");
}

/// The words are put together here, so that this file does not find itself.
#[test]
fn nothing_is_silenced_and_nothing_left_for_later() {
    let banned = [
        (concat!("#[", "allow("), "an exception is an `expect` with its reason"),
        (concat!("#![", "allow("), "an exception is an `expect` with its reason"),
        (concat!("TO", "DO"), "an open end is an issue"),
        (concat!("FIX", "ME"), "an open end is an issue"),
        (concat!("linkme", "::"), "the list of connectors is visible in connectors/src/lib.rs"),
    ];
    let mut places = Vec::new();
    for file in files(".rs") {
        for (n, line) in file.text.lines().enumerate() {
            for (word, why) in banned.iter().filter(|(word, _)| line.contains(word)) {
                places.push(format!("{}:{}: {word} ({why})", file.path, n + 1));
            }
        }
    }
    none(&places, "found");
}

#[test]
fn every_exception_gives_its_reason() {
    let mut places = Vec::new();
    for file in files(".rs") {
        for (start, _) in file.text.match_indices(concat!("#[", "expect(")) {
            let attribute = file.text.get(start..).and_then(|rest| rest.split(")]").next()).unwrap();
            if !attribute.contains("reason = \"") {
                places.push(format!("{}: {attribute}", file.path));
            }
        }
    }
    none(&places, "an exception without a reason");
}

/// Types whose words would be words about a person.
const WORDLESS: &[&str] = &[
    "Victim",
    "Incident",
    "HumanName",
    "NhsNumber",
    "ContactDetails",
    "Address",
    "SafeContact",
    "CodedTerm",
    "SourceTerm",
    "StrandMark",
    "PartnerReference",
    "Evidence",
    "QuotedReference",
    "LocalId",
    "Private",
    "TimeSpan",
    "PartialDate",
    "Sealed",
    "Permitted",
    "Disclosed",
    "Released",
    "StandingOrder",
    "Viewer",
    "Candidate",
    "Facts",
    "IndexRow",
    "UnmappedWord",
    "Features",
    "Sought",
    "LogEntry",
    "Keys",
    "Desk",
    "Trail",
];

#[test]
fn records_have_no_words_for_a_log() {
    let core = files(".rs")
        .into_iter()
        .filter(|file| file.path.starts_with("schema/model/src") || file.path.starts_with("schema/consent/src"));
    let (mut seen, mut places) = (Vec::new(), Vec::new());
    for file in core {
        let mut derived = String::new();
        for (n, line) in file.lines() {
            if line.starts_with("#[derive(") {
                line.clone_into(&mut derived);
            }
            let name = line.strip_prefix("pub struct ").or_else(|| line.strip_prefix("pub enum "));
            let name = name.map(|rest| rest.split(['<', '(', ' ', ';', '{']).next().unwrap());
            if let Some(name) = name.filter(|name| WORDLESS.contains(name)) {
                seen.push(name.to_owned());
                if derived.contains("Debug") || derived.contains("erialize") || derived.contains("Display") {
                    places.push(format!("{}:{n}: {name} {derived}", file.path));
                }
            }
            if !line.starts_with("#[") && !line.starts_with("///") {
                derived.clear();
            }
        }
        for name in WORDLESS {
            for (word, shape) in [("Debug", "Debug for"), ("Display", "Display for"), ("Serialize", "Serialize for")] {
                let spelled = [format!("{shape} {name} "), format!("{shape} {name}<")];
                if spelled.iter().any(|s| file.text.contains(s.as_str())) {
                    places.push(format!("{}: {word} for {name}", file.path));
                }
            }
        }
    }
    none(&places, "a type about a person can be printed");
    seen.sort_unstable();
    let mut listed: Vec<String> = WORDLESS.iter().map(|name| (*name).to_owned()).collect();
    listed.sort_unstable();
    assert_eq!(seen, listed, "a type of the list is not where it was");
}

#[test]
fn both_clippy_files_say_the_same_where_both_speak() {
    let read = |path| std::fs::read_to_string(root().join(path)).unwrap();
    let common = |text: &str| -> Vec<String> {
        text.lines()
            .filter(|line| line.contains("-tests = ") || line.contains("threshold"))
            .map(str::to_owned)
            .collect()
    };
    assert_eq!(common(&read("clippy.toml")), common(&read("schema/clippy.toml")));
}
