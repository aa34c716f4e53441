use std::collections::BTreeSet;
use std::path::Path;

use accord_sandbox::{COLUMNS, County, Delivery, Manifest, Options, TableManifest};
use calamine::{Data, Range, Reader, Xlsx, open_workbook};

use crate::client::Outcome;

fn county(folder: &Path) -> Outcome<County> {
    Ok(County::open(&Options { drop_folder: Some(folder.into()), ..Options::default() })?)
}

/// Every line of a CSV, blank ones too.
fn csv_lines(text: &str) -> Outcome<Vec<Vec<String>>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|record| Ok(record?.iter().map(str::to_owned).collect())).collect()
}

fn tabs(path: &Path) -> Outcome<Vec<(String, Range<Data>)>> {
    let mut book: Xlsx<_> = open_workbook(path)?;
    Ok(book.worksheets())
}

fn ref_nos(table: &TableManifest) -> BTreeSet<&str> {
    table.data.iter().map(|row| row.ref_no.as_str()).collect()
}

#[test]
fn the_first_snapshot_holds_what_the_manifest_says() -> Outcome {
    let folder = tempfile::tempdir()?;
    let manifest = county(folder.path())?.deliver(Delivery::Full)?;
    let bytes = std::fs::read(folder.path().join("him-older_2026-11-20.csv"))?;
    assert!(std::str::from_utf8(&bytes).is_err(), "Windows-1252");
    let (text, ..) = encoding_rs::WINDOWS_1252.decode(&bytes);
    let lines = csv_lines(&text)?;
    let older = &manifest.files[0].tables[0];
    assert_eq!(lines.len(), older.data.len() + older.noise.len());
    assert_eq!(lines[2], COLUMNS);
    assert!(older.data.iter().all(|row| lines[row.line - 1][0] == row.ref_no));
    for (name, range) in tabs(&folder.path().join("him-2026_2026-11-20.xlsx"))? {
        let table = manifest.files[1].tables.iter().find(|table| table.tab == name).ok_or("no such tab")?;
        assert_eq!(range.height(), table.data.len() + table.noise.len(), "{name}");
        for row in &table.data {
            let cell = range.get((row.line - 1, 0)).map(ToString::to_string);
            assert_eq!(cell.as_deref(), Some(row.ref_no.as_str()));
        }
    }
    assert!(manifest.data_rows() > 1_800 && manifest.noise_rows() > 60);
    let left: Vec<_> = std::fs::read_dir(folder.path())?.collect();
    assert_eq!(left.len(), 2, "no manifest and no leftovers in the drop folder");
    Ok(())
}

#[test]
fn all_the_mess_is_there() -> Outcome {
    let folder = tempfile::tempdir()?;
    let manifest = county(folder.path())?.deliver(Delivery::Full)?;
    let bytes = std::fs::read(folder.path().join("him-older_2026-11-20.csv"))?;
    let (text, ..) = encoding_rs::WINDOWS_1252.decode(&bytes);
    for mess in [
        "early Nov",
        ",44",
        "\u{a0}",
        "LEI",
        "E+09",
        ".0,",
        "=2",
        "see notes",
        "stats only",
        "?u",
        "Total 2023",
        "Reporting centre",
        "Mate crime",
        "Online trolling",
        "Org: ",
        "Derek Pinfold",
        "Canary",
    ] {
        assert!(text.contains(mess), "{mess}");
    }
    let copies = manifest.tables().flat_map(|table| &table.data).filter(|row| row.copy).count();
    let older = &manifest.files[0].tables[0];
    assert!(copies > 5 && ref_nos(older).len() < older.data.len());
    Ok(())
}

#[test]
fn the_workbook_has_formulas_dates_and_float_phones() -> Outcome {
    let folder = tempfile::tempdir()?;
    county(folder.path())?.deliver(Delivery::Full)?;
    let mut book: Xlsx<_> = open_workbook(folder.path().join("him-2026_2026-11-20.xlsx"))?;
    let formulas: usize = book
        .sheet_names()
        .iter()
        .filter_map(|tab| book.worksheet_formula(tab).ok())
        .map(|range| range.used_cells().count())
        .sum();
    assert!(formulas > 3);
    let cells: Vec<Data> = tabs(&folder.path().join("him-2026_2026-11-20.xlsx"))?
        .iter()
        .flat_map(|(_, range)| range.used_cells().map(|(.., cell)| cell.clone()).collect::<Vec<_>>())
        .collect();
    assert!(cells.iter().any(|cell| matches!(cell, Data::DateTime(_))));
    assert!(cells.iter().any(|cell| matches!(cell, Data::Float(number) if *number > 7e9)));
    Ok(())
}

#[test]
fn the_next_night_changes_what_it_says() -> Outcome {
    let folder = tempfile::tempdir()?;
    let county = county(folder.path())?;
    let first = county.deliver(Delivery::Full)?;
    let next = county.deliver(Delivery::NextNight)?;
    let all = |manifest: &Manifest| manifest.tables().flat_map(ref_nos).map(str::to_owned).collect::<BTreeSet<_>>();
    let (before, after) = (all(&first), all(&next));
    assert_eq!(before.difference(&after).cloned().collect::<BTreeSet<_>>(), next.removed.iter().cloned().collect());
    assert_eq!(after.difference(&before).cloned().collect::<BTreeSet<_>>(), next.added.iter().cloned().collect());
    assert!(!next.changed.is_empty() && !next.removed.is_empty() && next.added.len() == 8);
    let csv = std::fs::read(folder.path().join("him-older_2026-11-21.csv"))?;
    assert!(csv.starts_with(b"\xef\xbb\xbf") && String::from_utf8(csv)?.contains('Ł'));
    Ok(())
}

#[test]
fn bad_deliveries_are_bad() -> Outcome {
    let folder = tempfile::tempdir()?;
    let county = county(folder.path())?;
    let full = county.deliver(Delivery::Full)?;
    let half = county.deliver(Delivery::HalfWritten)?;
    assert!(!half.files[0].complete && half.files[0].name.ends_with(".part"));
    assert!(folder.path().join(&half.files[0].name).exists());
    county.deliver(Delivery::Truncated)?;
    assert!(tabs(&folder.path().join("him-2026_2026-11-21.xlsx")).is_err());
    let shrunk = county.deliver(Delivery::Shrunk)?;
    for (file, before) in shrunk.files.iter().zip(&full.files) {
        let count = |tables: &[TableManifest]| tables.iter().map(|table| table.data.len()).sum::<usize>();
        assert!(count(&file.tables) * 10 < count(&before.tables) * 9);
    }
    Ok(())
}
