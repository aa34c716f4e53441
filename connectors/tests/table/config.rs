//! A wrong configuration says file, line, key and what is allowed.

use std::path::Path;

use accord_connectors::table::{ConfigError, Mapping};

use crate::council::council;
use crate::second::{MAP, WORDS};
use crate::town::county;

fn refused(from: &str, to: &str) -> ConfigError {
    assert!(MAP.contains(from), "{from}");
    Mapping::parse(Path::new("tenants.toml"), &MAP.replacen(from, to, 1), WORDS).err().unwrap()
}

fn line_of(text: &str) -> usize {
    MAP.lines().position(|line| line.contains(text)).unwrap() + 1
}

#[test]
fn a_wrong_key_says_which_are_allowed() {
    let error = refused("retention_days", "retention_day");
    assert_eq!((error.file.to_str(), error.line), (Some("tenants.toml"), line_of("retention_days")));
    assert!(error.message.contains("retention_days") && error.key == "retention_day", "{error}");
}

#[test]
fn a_wrong_value_says_its_line_and_what_is_allowed() {
    for (from, to, key, allowed) in [
        ("is = \"occurred\"", "is = \"occured\"", "is", "`occurred`"),
        ("extent = \"incremental\"", "extent = \"some\"", "extent", "`incremental`"),
        ("list = \"because\"", "list = \"why\"", "list", "because"),
        ("\"tenants*.txt\"", "\"../tenants.txt\"", "files", "no folder"),
        ("\"tenants*.txt\"", "\"tenants.doc\"", "files", ".xlsx"),
        ("name = \"log\"", "name = \"The Log\"", "name", "a-z"),
        ("retention_days = 3000", "retention_days = 0", "retention_days", "at least 1"),
    ] {
        let error = refused(from, to);
        assert_eq!((error.line, error.key.as_str()), (line_of(from), key), "{error}");
        assert!(error.message.contains(allowed), "{error}");
    }
}

#[test]
fn columns_must_make_sense_together() {
    let error = refused("is = \"reference\"", "is = \"narrative\"");
    assert!(error.message.contains("exactly one column"), "{error}");
    let error = refused("header = \"Told\"", "header = \"who\"");
    assert!(error.message.contains("two columns") && error.line == line_of("header = \"Told\""), "{error}");
    let error = refused("is = \"narrative\"", "is = \"consent\"");
    assert!(error.to_string().contains("[consent]"), "{error}");
    let error = refused("is = \"narrative\"", "is = \"strands\"");
    assert!(error.message.contains("list"), "{error}");
    let error = refused("is = \"narrative\"", "is = \"quoted\"");
    assert!(error.message.contains("partner"), "{error}");
}

#[test]
fn the_words_are_checked_too() {
    let wrong = WORDS.replace("RELIGION_BELIEF", "FAITH");
    let error = Mapping::parse(Path::new("a/tenants.toml"), MAP, &wrong).err().unwrap();
    assert_eq!(error.file, Path::new("a/words.toml"));
    assert!(error.message.contains("strand"), "{error}");
}

#[test]
fn what_is_shipped_loads() {
    drop(county());
    drop(council());
}

#[test]
fn a_rule_reads_coded_columns_alone_and_has_a_condition() {
    let rule = |when: &str| {
        let text = format!("{MAP}\n[[candidate]]\nrule = \"A_RULE\"\ntext = \"a rule\"\nwhen = {when}\n");
        Mapping::parse(Path::new("tenants.toml"), &text, WORDS)
    };
    assert!(rule("{ \"What for\" = [\"faith\"] }").is_ok());
    for (when, allowed) in [
        ("{ Told = [\"wheelchair\"] }", "coded columns alone"),
        ("{ Nowhere = [\"x\"] }", "coded columns alone"),
        ("{ \"What for\" = [] }", "needs a word"),
        ("{}", "at least one column"),
    ] {
        let error = rule(when).err().unwrap();
        assert!(error.key == "when" && error.message.contains(allowed), "{error}");
    }
}
