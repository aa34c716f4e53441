//! Files into sheets of cells, and a database into rows. Nothing is understood here, and nothing is evaluated.

mod csv_text;
mod database;
mod encoding;
mod limits;
mod workbook;

pub(crate) use csv_text::read_csv;
pub use database::{Database, DatabaseError, Patience};
pub(crate) use database::{Held, Layout, Missing, Since};
pub(crate) use encoding::Encoding;
pub(crate) use limits::Limits;
pub(crate) use workbook::read_workbook;

use super::cell::Cell;
use super::code::Code;

/// One table of a file. No `Debug`.
pub(crate) struct Sheet {
    /// The tab's name; empty for a CSV.
    pub(crate) name: String,
    /// Its number from 1; 0 for a CSV.
    pub(crate) number: u32,
    /// All its rows, blank ones too.
    pub(crate) lines: Vec<Line>,
}

/// One row of a sheet.
pub(crate) struct Line {
    /// As a reader counts: the first row, or the first line of a CSV, is 1.
    pub(crate) number: u32,
    /// Its cells, or why they cannot be read.
    pub(crate) cells: Result<Vec<Option<Cell>>, Code>,
}

/// What every row must keep to, wherever it comes from.
fn checked(cells: Vec<Option<Cell>>, limits: &Limits) -> Result<Vec<Option<Cell>>, Code> {
    if cells.len() > limits.columns {
        return Err(Code::RowTooWide);
    }
    let bytes: usize = cells.iter().flatten().map(Cell::size).sum();
    if bytes > limits.row_bytes {
        return Err(Code::RowTooLong);
    }
    if cells.iter().flatten().any(Cell::has_nul) {
        return Err(Code::RowNul);
    }
    Ok(cells)
}
