//! Sheets as tabs of one workbook.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Formula, Workbook, Worksheet, XlsxError};

use super::cell::Cell;
use super::layout::{GROUPS, Kind, Sheet};
use super::row::COLUMNS;

/// The bytes of a workbook.
pub(crate) fn bytes(sheets: &[Sheet<'_>]) -> std::io::Result<Vec<u8>> {
    write(sheets).map_err(std::io::Error::other)
}

fn write(sheets: &[Sheet<'_>]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // The same seed gives the same bytes.
    let created = ExcelDateTime::from_ymd(2026, 11, 20)?;
    book.set_properties(&DocProperties::new().set_author("County project").set_creation_datetime(&created));
    for sheet in sheets {
        let page = book.add_worksheet();
        page.set_name(sheet.name)?;
        for (at, line) in (0..).zip(&sheet.lines) {
            match line.kind {
                Kind::Title => merged(page, at, 0, u16::try_from(COLUMNS.len() - 1).unwrap_or(1), &line.cells[0])?,
                Kind::Groups => {
                    for (first, last, _) in GROUPS {
                        merged(page, at, *first, *last, &line.cells[usize::from(*first)])?;
                    }
                }
                _ => {
                    for (column, cell) in (0..).zip(&line.cells) {
                        put(page, at, column, cell)?;
                    }
                }
            }
        }
    }
    book.save_to_buffer()
}

fn merged(page: &mut Worksheet, row: u32, first: u16, last: u16, cell: &Cell) -> Result<(), XlsxError> {
    page.merge_range(row, first, row, last, &cell.shown(), &Format::new().set_bold())?;
    Ok(())
}

fn put(page: &mut Worksheet, row: u32, column: u16, cell: &Cell) -> Result<(), XlsxError> {
    match cell {
        Cell::Blank => {}
        Cell::Text(text) => {
            page.write_string(row, column, text)?;
        }
        Cell::Number(number) => {
            page.write_number(row, column, *number)?;
        }
        Cell::Formula(formula, product) => {
            page.write_formula(row, column, Formula::new(formula).set_result(product.to_string()))?;
        }
        Cell::Date(date) => {
            let part = |number: i8| u8::try_from(number).unwrap_or(1);
            let year = u16::try_from(date.year()).unwrap_or(1900);
            let date = ExcelDateTime::from_ymd(year, part(date.month()), part(date.day()))?;
            page.write_datetime_with_format(row, column, &date, &Format::new().set_num_format("dd/mm/yyyy"))?;
        }
    }
    Ok(())
}
