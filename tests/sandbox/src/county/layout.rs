//! Rows on a sheet, with everything around them that is not a row.

use super::cell::Cell;
use super::row::{COLUMNS, Part, Row};

/// What a line of a sheet is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A title over the whole width.
    Title,
    /// Headings over groups of columns.
    Groups,
    /// The names of the columns.
    Header,
    /// A row.
    Data,
    /// A sum between the rows.
    Total,
    /// Nothing.
    Blank,
    /// Part of the second table.
    SecondTable,
}

/// One line.
#[derive(Clone, Debug)]
pub(crate) struct Line<'a> {
    pub(crate) kind: Kind,
    pub(crate) cells: Vec<Cell>,
    pub(crate) row: Option<&'a Row>,
}

/// One sheet.
#[derive(Clone, Debug)]
pub(crate) struct Sheet<'a> {
    /// The tab's name; empty for a CSV.
    pub(crate) name: &'static str,
    pub(crate) lines: Vec<Line<'a>>,
}

/// Headings over groups of columns: first column, last column, words.
pub(crate) const GROUPS: &[(u16, u16, &str)] = &[
    (0, 4, "Report"),
    (5, 14, "Incident"),
    (15, 20, "Victim"),
    (21, 23, "Perpetrator and harm"),
    (24, 26, "Agencies"),
    (27, 31, "Consent and action"),
];

/// Lays the rows of a part out as of a day.
pub(crate) fn sheet<'a>(part: Part, rows: &[&'a Row], extracted: jiff::civil::Date) -> Sheet<'a> {
    let title = format!("County Hate Incident Monitoring Project - extract of {}", extracted.strftime("%d/%m/%Y"));
    let mut lines = vec![line(Kind::Title, vec![Cell::text(title)])];
    if part == Part::Older {
        lines.push(line(Kind::Blank, Vec::new()));
    } else {
        let mut cells = vec![Cell::Blank; COLUMNS.len()];
        for (first, _, words) in GROUPS {
            cells[usize::from(*first)] = Cell::text(*words);
        }
        lines.push(line(Kind::Groups, cells));
    }
    lines.push(line(Kind::Header, COLUMNS.iter().map(|name| Cell::text(*name)).collect()));
    let mut since = 0;
    for (at, row) in rows.iter().enumerate() {
        since += 1;
        lines.push(Line { kind: Kind::Data, cells: row.cells.clone(), row: Some(*row) });
        if rows.get(at + 1).is_some_and(|next| period(next, part) != period(row, part)) {
            lines.push(total(&period(row, part), since, part));
            since = 0;
            if at % 2 == 0 {
                lines.push(line(Kind::Blank, Vec::new()));
            }
        }
    }
    second_table(&mut lines, rows, part);
    let name = match part {
        Part::Older => "",
        Part::Quarter(1) => "Jan-Mar",
        Part::Quarter(2) => "Apr-Jun",
        Part::Quarter(3) => "Jul-Sep",
        Part::Quarter(_) => "Oct-Dec",
    };
    Sheet { name, lines }
}

const fn line<'a>(kind: Kind, cells: Vec<Cell>) -> Line<'a> {
    Line { kind, cells, row: None }
}

fn period(row: &Row, part: Part) -> String {
    match part {
        Part::Older => format!("Total {}", row.received.year()),
        Part::Quarter(_) => format!("TOTAL {}", row.received.strftime("%B")),
    }
}

fn total<'a>(label: &str, count: usize, part: Part) -> Line<'a> {
    line(Kind::Total, vec![Cell::text(label), number(count, part)])
}

fn number(count: usize, part: Part) -> Cell {
    match part {
        Part::Older => Cell::text(count.to_string()),
        Part::Quarter(_) => Cell::Number(f64::from(u32::try_from(count).unwrap_or(u32::MAX))),
    }
}

fn second_table(lines: &mut Vec<Line<'_>>, rows: &[&Row], part: Part) {
    lines.extend([line(Kind::Blank, Vec::new()), line(Kind::Blank, Vec::new())]);
    lines.push(line(Kind::SecondTable, vec![Cell::text("Reporting centre"), Cell::text("Reports")]));
    for centre in super::fields::CENTRES {
        let count = rows.iter().filter(|row| row.shown("Reporting Centre") == *centre).count();
        lines.push(line(Kind::SecondTable, vec![Cell::text(*centre), number(count, part)]));
    }
}
