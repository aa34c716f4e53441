//! The compile-fail table: what code may try, and the error by which it is refused.

use std::collections::BTreeSet;
use std::fs;

/// Each file of `ui/` and the error code that it must have.
const TABLE: &[(&str, &str)] = &[
    ("asks_without_a_permit", "E0061"),
    ("syncs_without_an_order", "E0061"),
    ("asks_with_another_records_permit", "E0308"),
    ("forges_a_permit", "E0451"),
    ("forges_a_disclosure", "E0451"),
    ("forges_a_release", "E0451"),
    ("forges_a_standing_order", "E0451"),
    ("forges_a_viewer", "E0451"),
    ("forges_an_index_row", "E0639"),
    ("forges_features", "E0639"),
    ("makes_an_object_from_a_raw_record", "E0624"),
    ("sends_what_was_not_released", "E0308"),
    ("opens_a_sealed_record", "E0616"),
    ("copies_a_sealed_record", "E0277"),
    ("returns_a_sealed_record", "E0277"),
    ("logs_a_sealed_record", "E0277"),
    ("logs_a_sealed_referral", "E0277"),
    ("logs_a_record", "E0277"),
    ("prints_a_value", "E0277"),
    ("serialises_a_record", "E0277"),
    ("serialises_a_disclosure", "E0277"),
    ("rules_written_elsewhere", "E0277"),
    ("a_field_without_a_rule", "E0027"),
];

fn folder() -> String {
    format!("{}/tests/ui", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn each_is_refused() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}

#[test]
fn for_its_own_reason() {
    for (name, code) in TABLE {
        let said = fs::read_to_string(format!("{}/{name}.stderr", folder())).unwrap();
        let codes: BTreeSet<&str> =
            said.lines().filter_map(|line| line.strip_prefix("error[")?.split(']').next()).collect();
        assert_eq!(codes, BTreeSet::from([*code]), "{name}");
    }
}

#[test]
fn and_the_table_is_whole() {
    let listed: BTreeSet<String> = TABLE.iter().map(|(name, _)| (*name).to_owned()).collect();
    let files: BTreeSet<String> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "rs"))
        .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    assert_eq!(listed, files);
}
