use crate::table::cell::{Cell, folded};
use crate::table::code::{Code, Place};
use crate::table::config::{Column, Mapping, Target};
use crate::table::finding::Finding;
use crate::table::read::Sheet;

/// The header of a table, found on a sheet.
pub(super) struct Header<'a> {
    /// Its place among the sheet's lines.
    pub(super) line: usize,
    /// How many cells it has.
    pub(super) width: usize,
    /// For each column of the sheet, what it is.
    pub(super) columns: Vec<Option<&'a Column>>,
}

/// Finds the first row that holds every required header. Titles and merged group headings above it do not.
pub(super) fn find<'a>(mapping: &'a Mapping, sheet: &Sheet, notes: &mut Vec<Finding>) -> Option<Header<'a>> {
    let lines = sheet.lines.iter().take(mapping.layout.header_within_rows);
    for (at, line) in lines.enumerate() {
        let Ok(cells) = &line.cells else { continue };
        let words: Vec<String> = cells.iter().map(header_words).collect();
        if required_are_in(mapping, &words) {
            let place = |column| Place { sheet: sheet.number, row: line.number, column };
            let columns = columns(mapping, &words, place, notes);
            let width = words.len();
            return Some(Header { line: at, width, columns });
        }
    }
    None
}

fn header_words(cell: &Option<Cell>) -> String {
    cell.as_ref().map(|cell| folded(&cell.words())).unwrap_or_default()
}

/// Whether a row is this header once more.
pub(super) fn is_repeated(mapping: &Mapping, cells: &[Option<Cell>]) -> bool {
    let words: Vec<String> = cells.iter().map(header_words).collect();
    required_are_in(mapping, &words)
}

fn required_are_in(mapping: &Mapping, words: &[String]) -> bool {
    let mut required = mapping.columns.iter().filter(|column| column.required);
    required.all(|column| column.headers.iter().any(|header| words.contains(header)))
}

fn columns<'a>(
    mapping: &'a Mapping,
    words: &[String],
    place: impl Fn(u32) -> Place,
    notes: &mut Vec<Finding>,
) -> Vec<Option<&'a Column>> {
    let mut found: Vec<&Column> = Vec::new();
    let mut columns = Vec::with_capacity(words.len());
    for (number, word) in (1..).zip(words) {
        let column = mapping.columns.iter().find(|column| column.headers.contains(word));
        let twice = column.is_some_and(|column| found.iter().any(|f| f.header == column.header));
        if twice {
            notes.push(Finding::at(Code::ColumnTwice, place(number)));
        } else if column.is_none() && !word.is_empty() {
            notes.push(Finding::at(Code::ColumnUnknown, place(number)));
        }
        let column = column.filter(|_| !twice);
        found.extend(column);
        columns.push(column.filter(|column| column.is != Target::Ignored));
    }
    for column in &mapping.columns {
        let ignored = column.is == Target::Ignored;
        if !ignored && !found.iter().any(|f| f.header == column.header) {
            notes.push(Finding { code: Code::ColumnMissing, place: place(0), header: column.header.clone() });
        }
    }
    columns
}
