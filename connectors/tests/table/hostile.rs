//! Files that mean harm, or were made by people in a hurry.

use std::path::Path;

use accord_connectors::table::{Code, TryError, TryReport, try_file};
use accord_federation::Fault;
use accord_model::RecordType;

use crate::consent::{FILE, older};
use crate::second::{MAP, WORDS};
use crate::spool::codes;
use crate::town::{Town, county, mapping};

fn tried(name: &str, bytes: impl AsRef<[u8]>) -> Result<TryReport, TryError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    let report = try_file(&county(), "county".parse().unwrap(), &path, 1);
    if let Ok(report) = &report {
        assert_eq!(report.accepted + report.quarantined.len(), report.rows);
    }
    report
}

fn faults(report: &TryReport) -> Vec<(Code, u32)> {
    let faults = report.quarantined.iter().filter(|finding| !finding.code.is_noise());
    faults.map(|finding| (finding.code, finding.place.row)).collect()
}

#[test]
fn a_line_of_100_megabytes_is_refused_by_its_size() {
    let mut file = older(&[&[]]).into_bytes();
    file.extend(b"\n\"");
    file.resize(100 << 20, b'x');
    assert_eq!(tried(FILE, file).err(), Some(TryError::File(Code::FileTooLarge)));
}

#[test]
fn a_line_of_two_megabytes_loses_itself_alone() {
    let mut file = older(&[&[], &[("Description", &"x".repeat(2 << 20))]]);
    file.push_str("\r\n");
    file.push_str(older(&[&[("RefNo", "HIM-2025-0009")]]).lines().nth(1).unwrap());
    let report = tried(FILE, file).unwrap();
    assert_eq!(report.accepted, 2);
    assert_eq!(faults(&report), [(Code::RowQuotes, 3)]);
}

#[test]
fn a_nul_and_wrong_quotes_lose_their_rows_alone() {
    let good = older(&[&[], &[("Description", "a\0b")], &[("Victim name", "A B")]]);
    let line = good.lines().nth(1).unwrap().replacen("HIM-2025-0001", "HIM-2025-0004\",\"", 1);
    let open = good.lines().nth(1).unwrap().replacen("HIM-2025-0001,", "HIM-2025-0005,\"", 1);
    let report = tried(FILE, format!("{good}\r\n{open}\r\n{line}\r\n")).unwrap();
    assert_eq!(report.accepted, 2);
    assert_eq!(faults(&report), [(Code::RowNul, 3), (Code::RowQuotes, 5), (Code::RowQuotes, 6)]);
}

#[test]
fn a_missing_delimiter_moves_no_consent_into_another_column() {
    let file = older(&[&[("Consent", "all")], &[("Consent", "none")]]);
    let report = tried(FILE, file.replacen(",,", ",", 1)).unwrap();
    assert_eq!(faults(&report), [(Code::RowCells, 2)]);
}

#[test]
fn formulas_are_data() {
    let row: &[_] = &[
        ("Description", "=HYPERLINK(\"http://x\",\"y\")"),
        ("Victim name", "+Anna @Berg"),
        ("Police Ref", "=26*104711"),
        ("Location", "@SUM(1+1)*cmd|' /C calc'!A0"),
    ];
    let report = tried(FILE, older(&[row, &[("Police Ref", "2722486")]])).unwrap();
    assert_eq!(report.accepted, 2);
    let quoted: Vec<_> = report.notes.iter().filter(|note| note.code == Code::QuotedUnreadable).collect();
    assert_eq!(quoted.len(), 1, "a product is not factored back");
    assert_eq!(quoted[0].place.row, 3);
}

#[tokio::test]
async fn one_reference_for_two_incidents_is_nobodys_and_copies_are_one() {
    let same: &[_] = &[("RefNo", "HIM-2025-0001"), ("Victim name", "A B"), ("Consent", "all")];
    let otherwise: &[_] = &[("RefNo", "HIM-2025-0002"), ("Victim name", "A B"), ("Consent", "all")];
    let no: &[_] = &[("RefNo", "HIM-2025-0002"), ("Victim name", "A B"), ("Consent", "none")];
    let c: &[_] = &[("RefNo", "HIM-2025-0003"), ("Victim name", "C D")];
    let e: &[_] = &[("RefNo", "HIM-2025-0003"), ("Victim name", "E F")];
    let file = older(&[same, same, otherwise, no, c, e]);
    let report = tried(FILE, &file).unwrap();
    assert_eq!(
        faults(&report),
        [
            (Code::RowRepeated, 3),
            (Code::CopiesDisagree, 4),
            (Code::CopiesDisagree, 5),
            (Code::ReferenceReused, 6),
            (Code::ReferenceReused, 7),
        ]
    );
    let mut town = Town::new(county());
    town.put(FILE, &file);
    town.sync().await.unwrap();
    assert_eq!(town.references(RecordType::Victim), ["HIM-2025-0001"]);
}

#[test]
fn references_have_their_shape() {
    let long = "R".repeat(65);
    let rows: [&[_]; 4] =
        [&[("RefNo", "")], &[("RefNo", &long)], &[("RefNo", "see above")], &[("RefNo", "Total 2024")]];
    let report = tried(FILE, older(&rows)).unwrap();
    assert_eq!(faults(&report), [(Code::ReferenceMissing, 2), (Code::ReferenceTooLong, 3), (Code::ReferenceShape, 4)]);
    assert!(report.quarantined.iter().any(|finding| finding.code == Code::RowTotal));
}

#[test]
fn a_gap_does_not_end_the_table_but_a_second_table_is_none_of_it() {
    let file = older(&[&[], &[("RefNo", "HIM-2025-0002")]]);
    let mut lines: Vec<&str> = file.lines().collect();
    let blank = ",".repeat(30);
    lines.splice(2..2, [blank.as_str(), "", "", &blank]);
    let second = format!("Reporting centre,Reports{}", ",".repeat(29));
    lines.extend(["", "", &second, "Hub,12"]);
    let report = tried(FILE, lines.join("\n")).unwrap();
    assert_eq!(report.accepted, 2);
    assert!(faults(&report).is_empty());
    let below = report.quarantined.iter().filter(|finding| finding.code == Code::RowBelowTable);
    assert_eq!(below.count(), 2);
}

#[test]
fn files_that_are_not_what_they_say() {
    let file = |code| Some(TryError::File(code));
    assert_eq!(tried(FILE, "").err(), file(Code::HeaderMissing));
    assert_eq!(tried(FILE, "<html>Sign in</html>").err(), file(Code::HeaderMissing));
    for bytes in [&b""[..], b"PK\x03\x04 half a workbook", b"RefNo,Date Received\n"] {
        assert_eq!(tried("him-2026_2026-11-20.xlsx", bytes).err(), file(Code::FileUnreadable));
    }
    assert_eq!(tried("notes.csv", "x").err(), Some(TryError::Name));
    assert_eq!(tried(FILE, "\n".repeat(100_001)).err(), file(Code::TooManyRows));
}

/// One workbook of one cell at the far corner, or of many zeros.
fn workbook(cell: (u32, u16), text: &str) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().write_string(cell.0, cell.1, text).unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn a_cell_at_the_far_corner_costs_no_memory() {
    let code = |bytes| tried("him-2026_2026-11-20.xlsx", bytes).err();
    assert_eq!(code(workbook((1_048_575, 16_383), "x")), Some(TryError::File(Code::TooManyRows)));
    assert_eq!(code(workbook((0, 16_383), "x")), Some(TryError::File(Code::HeaderMissing)));
}

#[test]
fn a_small_file_that_unpacks_to_much_is_not_unpacked() {
    let words = WORDS.to_owned();
    let map = MAP.replace("tenants*.txt", "tenants*.xlsx") + "\n[limits]\nunpacked_bytes = 20_000\n";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tenants.xlsx");
    std::fs::write(&path, workbook((0, 0), &"0".repeat(30_000))).unwrap();
    let tried = try_file(&mapping(&map, &words), "county".parse().unwrap(), Path::new(&path), 0);
    assert_eq!(tried.err(), Some(TryError::File(Code::FileTooLarge)));
}

#[tokio::test]
async fn an_unreadable_file_waits_beside_and_stops_nothing() {
    let mut town = Town::new(county());
    town.put("him-2026_2026-11-20.xlsx", b"PK\x03\x04 half");
    town.put(FILE, older(&[&[]]));
    assert_eq!(town.sync().await, Err(Fault::Broken));
    assert_eq!(town.references(RecordType::Incident).len(), 1);
    assert_eq!(town.files(), ["refused/him-2026_2026-11-20.xlsx", "refused/him-2026_2026-11-20.xlsx.why"]);
    assert!(codes(&town.notes).contains(&"FILE_UNREADABLE"));
}

#[tokio::test]
async fn an_extract_without_a_column_that_can_hide_a_row_is_not_read() {
    for header in ["Consent", "Restricted", "Perp known?"] {
        let mut town = Town::new(county());
        let whole = older(&[&[("Victim name", "A B"), ("Restricted", "Y")]]);
        let without = whole.replacen(&format!(",{header}"), ",Another column", 1);
        assert_ne!(whole, without);
        town.put(FILE, without);
        assert_eq!(town.sync().await, Err(Fault::Broken), "{header}");
        assert!(town.references(RecordType::Incident).is_empty());
        assert!(codes(&town.notes).contains(&"HEADER_MISSING"), "{header}: {:?}", codes(&town.notes));
    }
}
