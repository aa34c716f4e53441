//! Whatever a file holds: accepted and quarantined rows are all its rows.

use std::sync::LazyLock;

use accord_connectors::table::{Mapping, try_file};
use proptest::prelude::*;

use crate::consent::older;
use crate::town::county;

static COUNTY: LazyLock<Mapping> = LazyLock::new(county);

/// A piece of a file: a good row, a row of odd cells, or anything at all.
fn piece() -> impl Strategy<Value = String> {
    let good = (1..40_u32, "[A-Za-z ,\"=+@0-9\u{a0}\n]{0,12}").prop_map(|(number, text)| {
        let reference = format!("HIM-2025-{number:04}");
        let row: &[_] = &[("RefNo", reference.as_str()), ("Description", text.as_str()), ("Consent", text.as_str())];
        older(&[row]).split_once('\n').unwrap().1.to_owned()
    });
    let cells = prop::collection::vec("[a-z\",\0 ]{0,6}", 0..40).prop_map(|cells| cells.join(","));
    prop_oneof![3 => good, 1 => cells, 1 => "\\PC{0,60}", 1 => Just(String::new()), 1 => Just("Total 2024,5".to_owned())]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn accepted_and_quarantined_are_all(pieces in prop::collection::vec(piece(), 0..30), bytes in prop::collection::vec(any::<u8>(), 0..40)) {
        let header = older(&[]);
        let mut file = format!("{header}\n{}\n", pieces.join("\n")).into_bytes();
        file.extend(bytes);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("him-older_2026-11-20.csv");
        std::fs::write(&path, file).unwrap();
        let report = try_file(&COUNTY, "county".parse().unwrap(), &path, 0).ok().unwrap();
        prop_assert_eq!(report.accepted + report.quarantined.len(), report.rows);
        let mut places: Vec<_> = report.quarantined.iter().map(|finding| finding.place.clone()).collect();
        places.dedup();
        prop_assert_eq!(places.len(), report.quarantined.len(), "no row twice");
    }
}
