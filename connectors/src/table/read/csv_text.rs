use csv::{ReaderBuilder, StringRecord};

use super::Limits;
use super::{Encoding, Line, Sheet, checked};
use crate::table::cell::Cell;
use crate::table::code::Code;

/// A quoted cell may run over this many lines; a quote that is open for longer was never meant as one.
const LINES_OF_A_ROW: usize = 200;

/// Reads a CSV. A row with broken quotes is set aside by itself: the next line is read as if it had not been there.
pub(crate) fn read_csv(bytes: &[u8], encoding: Encoding, delimiter: u8, limits: &Limits) -> Result<Sheet, Code> {
    let text = encoding.decode(bytes);
    let mut rest: &str = &text;
    let mut number = 1;
    let mut lines = Vec::new();
    while !rest.is_empty() {
        if lines.len() >= limits.rows {
            return Err(Code::TooManyRows);
        }
        let extent = extent(rest, delimiter, limits);
        let (row, after) = rest.split_at_checked(extent.bytes).unwrap_or((rest, ""));
        let cells = match extent.fault {
            Some(fault) => Err(fault),
            None => cells(row, delimiter).and_then(|cells| checked(cells, limits)),
        };
        lines.push(Line { number, cells });
        number = number.saturating_add(u32::try_from(extent.lines).unwrap_or(u32::MAX));
        rest = after;
    }
    Ok(Sheet { name: String::new(), number: 0, lines })
}

/// How far a row goes.
struct Extent {
    bytes: usize,
    lines: usize,
    fault: Option<Code>,
}

/// Finds the end of the row at the beginning of `text`: a line end outside quotes.
fn extent(text: &str, delimiter: u8, limits: &Limits) -> Extent {
    let bytes = text.as_bytes();
    let mut scan = Scan::Start;
    let (mut lines, mut first_line) = (0, None);
    let mut fault = None;
    for (at, byte) in bytes.iter().enumerate() {
        let line_end = *byte == b'\n';
        if line_end {
            lines += 1;
            first_line = first_line.or(Some(at + 1));
        }
        scan = scan.after(*byte, delimiter);
        if scan == Scan::Wrong {
            fault = Some(Code::RowQuotes);
        } else if line_end && scan != Scan::Quoted {
            let too_long = (at > limits.row_bytes).then_some(Code::RowTooLong);
            return Extent { bytes: at + 1, lines, fault: too_long };
        } else if scan == Scan::Quoted && (lines > LINES_OF_A_ROW || at > limits.row_bytes) {
            fault = Some(Code::RowQuotes);
        }
        if fault.is_some() {
            break;
        }
    }
    if fault.is_none() && scan != Scan::Quoted {
        let too_long = (bytes.len() > limits.row_bytes).then_some(Code::RowTooLong);
        return Extent { bytes: bytes.len(), lines: 1, fault: too_long };
    }
    // Broken quotes: this line alone is lost.
    let line = first_line.unwrap_or_else(|| line_end(bytes));
    Extent { bytes: line, lines: 1, fault: Some(Code::RowQuotes) }
}

fn line_end(bytes: &[u8]) -> usize {
    bytes.iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |at| at + 1)
}

/// Where in a row the scan is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scan {
    /// At the beginning of a cell.
    Start,
    /// In a cell without quotes.
    Bare,
    /// In a quoted cell.
    Quoted,
    /// Behind a quote in a quoted cell: its end, or half of a doubled one.
    Quote,
    /// Something stands between the closing quote and the next cell.
    Wrong,
}

impl Scan {
    const fn after(self, byte: u8, delimiter: u8) -> Self {
        match (self, byte) {
            (Self::Quoted, b'"') => Self::Quote,
            (Self::Quoted, _) | (Self::Quote | Self::Start, b'"') => Self::Quoted,
            (Self::Wrong, _) => Self::Wrong,
            (_, b'\n') => Self::Start,
            (Self::Quote, b'\r') => Self::Quote,
            (_, byte) if byte == delimiter => Self::Start,
            (Self::Quote, _) => Self::Wrong,
            _ => Self::Bare,
        }
    }
}

/// The cells of one row.
fn cells(row: &str, delimiter: u8) -> Result<Vec<Option<Cell>>, Code> {
    if row.trim_end_matches(['\r', '\n']).is_empty() {
        return Ok(Vec::new());
    }
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .buffer_capacity(row.len().clamp(64, 8_192))
        .from_reader(row.as_bytes());
    let mut record = StringRecord::new();
    let mut read = |record: &mut StringRecord| reader.read_record(record).map_err(|_| Code::RowQuotes);
    if !read(&mut record)? {
        return Ok(Vec::new());
    }
    let cells = record.iter().map(Cell::text).collect();
    // One row must be one record; a lone carriage return would make two.
    if read(&mut record)? { Err(Code::RowQuotes) } else { Ok(cells) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(u32, Result<Vec<String>, Code>)> {
        let sheet = read_csv(text.as_bytes(), Encoding::Detect, b',', &Limits::default());
        let words = |cells: Vec<Option<Cell>>| {
            let words = cells.iter().map(|cell| cell.as_ref().map(Cell::words));
            words.map(Option::unwrap_or_default).collect()
        };
        let Ok(sheet) = sheet else { panic!("unreadable") };
        sheet.lines.into_iter().map(|line| (line.number, line.cells.map(words))).collect()
    }

    fn row(words: &[&str]) -> Result<Vec<String>, Code> {
        Ok(words.iter().map(|word| (*word).to_owned()).collect())
    }

    #[test]
    fn rows_run_over_lines_and_keep_their_numbers() {
        assert_eq!(
            read("a,\"b\r\nb\",c\r\n\r\nd,\"e\"\"e\",\r\n"),
            [(1, row(&["a", "b b", "c"])), (3, row(&[])), (4, row(&["d", "e\"e", ""]))]
        );
    }

    #[test]
    fn broken_quotes_lose_one_line() {
        assert_eq!(read("a,\"b\nc,d\n"), [(1, Err(Code::RowQuotes)), (2, row(&["c", "d"]))]);
        assert_eq!(read("a,\"b\" x,c\nd,e"), [(1, Err(Code::RowQuotes)), (2, row(&["d", "e"]))]);
        assert_eq!(read("5\" nail,x\n"), [(1, row(&["5\" nail", "x"]))]);
    }

    #[test]
    fn a_nul_and_a_long_line_lose_their_rows_alone() {
        let long = "x".repeat(Limits::default().row_bytes + 1);
        let rows = read(&format!("a\n{long}\nb\0\nc\n"));
        assert_eq!(rows, [(1, row(&["a"])), (2, Err(Code::RowTooLong)), (3, Err(Code::RowNul)), (4, row(&["c"])),]);
    }

    #[test]
    fn a_lone_carriage_return_makes_no_second_record() {
        assert_eq!(read("a,b\rc,d\ne,f\n").first(), Some(&(1, Err(Code::RowQuotes))));
    }
}
