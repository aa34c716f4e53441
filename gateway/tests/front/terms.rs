//! `accord terms diff` over files.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

const POLICE: &str = include_str!("../../../connectors/src/police/terms.toml");

/// Exit code, standard output, standard error.
fn diff(arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_accord"));
    let output = command.args(["terms", "diff"]).args(arguments).stdin(Stdio::null()).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

/// Two maps beside each other.
fn maps(old: &str, new: &str) -> (TempDir, String, String) {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let (old, new) = (write("old.toml", old), write("new.toml", new));
    (folder, old, new)
}

#[test]
fn the_same_map_is_no_difference_whatever_its_version_is_called() {
    let (_folder, old, new) = maps(POLICE, &POLICE.replacen("version = \"", "version = \"next-", 1));
    let (code, text, _) = diff(&[&old, &new]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("words: 0 added, 0 removed, 0 changed; rules: 0"), "{text}");
}

#[test]
fn what_a_change_does_to_consent_and_to_lists_is_said_loudly() {
    let changed = POLICE
        .replace("105A = { code", "105Z = { code")
        .replace(
            "Hate-SexOr = { strand = \"SEXUAL_ORIENTATION\", recognition = \"AGENCY_FLAGGED\" }",
            "Hate-SexOr = {}",
        )
        .replace(
            "code = \"HARASSMENT\", kind = \"CRIME\", recognition = \"AGENCY_FLAGGED\", reveals = [\"ETHNICITY\", ",
            "code = \"HARASSMENT\", kind = \"CRIME\", recognition = \"AGENCY_FLAGGED\", reveals = [",
        );
    let (_folder, old, new) = maps(POLICE, &changed);
    let (code, text, _) = diff(&[&old, &new]);
    assert_eq!(code, Some(1), "{text}");
    for line in [
        "+ offence: 105z\n",
        "- offence: 105a\n",
        "~ flag: hate-sexor\n",
        "    strand: SEXUAL_ORIENTATION -> -\n",
        "    recognition: AGENCY_FLAGGED -> -\n",
        "  ! CONSENT: SHOWN TO MORE\n",
        "  ! CONSENT: SHOWN TO MORE (was shown to nobody)\n",
        "  ! CONSENT: SHOWN TO FEWER (will be shown to nobody)\n",
        "  ! LISTS AND COUNTS: records with the word may fall out\n",
        "published figures: none are published yet",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    let (code, text, _) = diff(&["--json", &old, &new]);
    let told: Value = serde_json::from_str(&text).unwrap();
    let words = told["terms"]["words"].as_array().unwrap();
    let flag = words.iter().find(|word| word["word"] == "hate-sexor").unwrap();
    assert_eq!(
        (code, &flag["moved"], &flag["shown"], &flag["listed"]),
        (Some(1), &"CHANGED".into(), &"TO_MORE".into(), &"OUT_OF".into())
    );
    assert_eq!(told["touched"], Value::Null);
}

fn shipped(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../connectors").join(name)
}

#[test]
fn the_rules_of_a_mapping_are_compared_too() {
    let council = shipped("council/council.toml");
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(shipped("council/terms.toml"), folder.path().join("terms.toml")).unwrap();
    let text = std::fs::read_to_string(&council).unwrap();
    let text = text.replace("rule = \"ORGANISATIONAL_ABUSE_TARGETED\"", "rule = \"CARE_TARGETED\"");
    let text = text.replace("category = [\"ASB personal\"]", "category = [\"ASB personal\", \"ASB nuisance\"]");
    let new = folder.path().join("council.toml");
    std::fs::write(&new, text).unwrap();
    let (code, text, _) = diff(&[council.to_str().unwrap(), new.to_str().unwrap()]);
    assert_eq!(code, Some(1), "{text}");
    assert!(
        text.contains("- rule ORGANISATIONAL_ABUSE_TARGETED: ") && text.contains("+ rule CARE_TARGETED: "),
        "{text}"
    );
    assert!(text.contains("~ rule ASB_PERSONAL_DISABILITY\n    was: ") && text.contains("asb nuisance"), "{text}");
    let (code, ..) = diff(&[council.to_str().unwrap(), council.to_str().unwrap()]);
    assert_eq!(code, Some(0));
}

#[test]
fn trouble_is_neither_a_difference_nor_none() {
    let (_folder, old, new) = maps(POLICE, "version = '1'\n[list.offence.terms]\nx = { code = 'AFFRAY' }");
    let (code, text, err) = diff(&[&old, &new]);
    assert_eq!((code, text.as_str()), (Some(2), ""));
    assert!(err.contains("new.toml") && err.contains("`AFFRAY` is no code of accord:offence"), "{err}");
    for arguments in
        [&["/nowhere.toml", &old][..], &[&old], &[], &["--partner", "police"], &["--partner", "x", "--with", &old]]
    {
        assert_eq!(diff(arguments).0, Some(2), "{arguments:?}");
    }
}
