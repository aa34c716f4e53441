use std::io::Cursor;

use calamine::{DataRef, Reader as _, Xlsx};

use super::Limits;
use super::{Line, Sheet, checked};
use crate::table::cell::Cell;
use crate::table::code::Code;

/// Days between the two epochs of spreadsheets.
const EPOCH_1904: f64 = 1_462.0;

/// Reads all sheets of an XLSX workbook, cell by cell: a single cell in the last row of a sheet costs no memory for the
/// rows above it.
pub(crate) fn read_workbook(bytes: &[u8], limits: &Limits) -> Result<Vec<Sheet>, Code> {
    if unpacked(bytes).ok_or(Code::FileUnreadable)? > limits.unpacked_bytes {
        return Err(Code::FileTooLarge);
    }
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| Code::FileUnreadable)?;
    let shift = if book.has_1904_epoch() { EPOCH_1904 } else { 0.0 };
    let mut sheets = Vec::new();
    let mut rows = 0;
    for (number, name) in (1..).zip(book.sheet_names()) {
        let mut lines = Vec::new();
        // Chart sheets have no cells.
        if let Ok(mut reader) = book.worksheet_cells_reader(&name) {
            let mut row: Vec<Option<Cell>> = Vec::new();
            while let Some(cell) = reader.next_cell_with_formula().map_err(|_| Code::FileUnreadable)? {
                let (at, column) = cell.pos;
                let (at, column) = (at as usize, column as usize);
                if rows + at >= limits.rows {
                    return Err(Code::TooManyRows);
                }
                if at < lines.len() {
                    // A row that comes twice: not what a spreadsheet writes.
                    return Err(Code::FileUnreadable);
                }
                while lines.len() < at {
                    // The row before is complete; the ones between are blank.
                    push(&mut lines, std::mem::take(&mut row), limits);
                }
                // One cell too far on the right is enough to refuse the row; none further are kept.
                let column = column.min(limits.columns);
                if row.len() <= column {
                    row.resize(column + 1, None);
                }
                if let Some(place) = row.get_mut(column) {
                    *place = read(&cell.value, cell.formula, shift);
                }
            }
            if !row.is_empty() {
                push(&mut lines, row, limits);
            }
        }
        rows += lines.len();
        sheets.push(Sheet { name, number, lines });
    }
    Ok(sheets)
}

fn push(lines: &mut Vec<Line>, cells: Vec<Option<Cell>>, limits: &Limits) {
    let number = u32::try_from(lines.len() + 1).unwrap_or(u32::MAX);
    lines.push(Line { number, cells: checked(cells, limits) });
}

fn read(value: &DataRef<'_>, formula: Option<String>, shift: f64) -> Option<Cell> {
    #[expect(clippy::cast_precision_loss, reason = "spreadsheets hold numbers as f64 themselves")]
    let value = match value {
        DataRef::Int(number) => Some(Cell::Number(*number as f64)),
        DataRef::Float(number) => Some(Cell::Number(*number)),
        DataRef::String(text) => Cell::text(text),
        DataRef::SharedString(text) => Cell::text(text),
        DataRef::Bool(yes) => Cell::text(if *yes { "TRUE" } else { "FALSE" }),
        DataRef::DateTime(date) => Some(Cell::Serial(date.as_f64() + shift)),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Cell::text(text),
        DataRef::Error(_) | DataRef::Empty => None,
    };
    match formula.filter(|formula| !formula.trim().is_empty()) {
        Some(formula) => {
            let value = value.unwrap_or_else(|| Cell::Text(String::new()));
            Some(Cell::Formula(formula, Box::new(value)))
        }
        None => value,
    }
}

/// How many bytes the archive says that it unpacks to; nothing where it is no archive. A small file that unpacks to
/// gigabytes is never unpacked.
fn unpacked(bytes: &[u8]) -> Option<u64> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut size = 0_u64;
    for at in 0..archive.len() {
        size = size.saturating_add(archive.by_index_raw(at).ok()?.size());
    }
    Some(size)
}
