//! A file into accepted rows and quarantined ones: together they are all its rows.

mod copies;
mod header;
mod rows;

pub(crate) use rows::REFERENCE_BYTES;

use super::code::{Code, Place};
use super::config::{Mapping, Source};
use super::finding::Finding;
use super::read::{Sheet, read_csv, read_workbook};
use super::stored::Stored;

/// A row that becomes a record.
pub(crate) struct Accepted {
    pub(crate) place: Place,
    pub(crate) stored: Stored,
}

/// What a file holds.
#[derive(Default)]
pub(crate) struct Extract {
    /// All rows, blank ones too: as many as are accepted or quarantined.
    pub(crate) rows: usize,
    pub(crate) accepted: Vec<Accepted>,
    pub(crate) quarantined: Vec<Finding>,
    /// About columns and sheets.
    pub(crate) notes: Vec<Finding>,
}

/// Reads the bytes of a file; a code where nothing of it can be used.
pub(crate) fn extract(mapping: &Mapping, source: &Source, bytes: &[u8]) -> Result<Extract, Code> {
    if bytes.len() as u64 > mapping.limits.file_bytes {
        return Err(Code::FileTooLarge);
    }
    let sheets = if source.workbook {
        read_workbook(bytes, &mapping.limits)?
    } else {
        vec![read_csv(bytes, source.encoding, source.delimiter, &mapping.limits)?]
    };
    sheets_extract(mapping, source, sheets)
}

fn sheets_extract(mapping: &Mapping, source: &Source, sheets: Vec<Sheet>) -> Result<Extract, Code> {
    let mut extract = Extract { rows: sheets.iter().map(|sheet| sheet.lines.len()).sum(), ..Extract::default() };
    let mut tables = 0;
    for sheet in sheets {
        match header::find(mapping, &sheet, &mut extract.notes) {
            Some(header) => {
                tables += 1;
                rows::take(mapping, source, &header, sheet, &mut extract);
            }
            None => none(sheet, &mut extract),
        }
    }
    if tables == 0 {
        return Err(Code::HeaderMissing);
    }
    copies::sort_out(mapping, &mut extract);
    extract.quarantined.sort_by(|a, b| a.place.cmp(&b.place));
    Ok(extract)
}

/// A sheet without the table: none of its rows is a record.
fn none(sheet: Sheet, extract: &mut Extract) {
    let blank = sheet.lines.iter().all(|line| line.cells.as_ref().is_ok_and(Vec::is_empty));
    let place = Place { sheet: sheet.number, ..Place::default() };
    if !blank {
        extract.notes.push(Finding::at(Code::HeaderMissing, place));
    }
    let rows = sheet.lines.into_iter().map(|line| {
        let place = Place { sheet: sheet.number, row: line.number, column: 0 };
        Finding::at(Code::RowOtherSheet, place)
    });
    extract.quarantined.extend(rows);
}
