use std::collections::BTreeMap;

use super::header::{Header, is_repeated};
use super::{Accepted, Extract};
use crate::table::accused::{Accused, accused};
use crate::table::cell::{Cell, folded};
use crate::table::code::{Code, Place};
use crate::table::config::{Mapping, Source, Target};
use crate::table::finding::Finding;
use crate::table::parse::{self, Order};
use crate::table::read::Sheet;
use crate::table::stored::Stored;

/// Longest reference in bytes: it is part of a keyed name.
pub(crate) const REFERENCE_BYTES: usize = 64;

/// Takes the rows of a sheet that holds the table.
pub(super) fn take(mapping: &Mapping, source: &Source, header: &Header<'_>, sheet: Sheet, extract: &mut Extract) {
    let order = source.order_on(&sheet.name);
    let mut blanks = 0;
    for (at, line) in sheet.lines.into_iter().enumerate() {
        let place = Place { sheet: sheet.number, row: line.number, column: 0 };
        let outcome = match line.cells {
            _ if at < header.line => Err(Code::RowAboveHeader),
            _ if at == header.line => Err(Code::RowHeader),
            Err(code) => Err(code),
            Ok(cells) if cells.iter().all(Option::is_none) => {
                blanks += 1;
                Err(Code::RowBlank)
            }
            Ok(cells) => {
                let ended = blanks >= mapping.layout.ends_after_blank_rows;
                let row = Row { mapping, source, header, order, cells };
                let outcome = row.read(ended);
                if outcome.is_ok() {
                    // Someone left a gap; the table goes on.
                    blanks = 0;
                } else if !ended {
                    blanks = 0;
                }
                outcome
            }
        };
        match outcome {
            Ok(stored) => extract.accepted.push(Accepted { place, stored }),
            Err(code) => extract.quarantined.push(Finding::at(code, place)),
        }
    }
}

struct Row<'a> {
    mapping: &'a Mapping,
    source: &'a Source,
    header: &'a Header<'a>,
    order: Order,
    cells: Vec<Option<Cell>>,
}

impl Row<'_> {
    /// The row as it will rest, or why not. `ended`: blank rows have ended the table; only a row whose reference has the
    /// right shape takes it up again.
    fn read(self, ended: bool) -> Result<Stored, Code> {
        let (mapping, header) = (self.mapping, self.header);
        if is_repeated(mapping, &self.cells) {
            return Err(Code::RowHeader);
        }
        let first = self.cells.iter().flatten().next().map(|cell| folded(&cell.words()));
        let is_total = |total: &String| first.as_ref().is_some_and(|first| first.starts_with(total));
        if mapping.layout.totals.iter().any(is_total) {
            return Err(Code::RowTotal);
        }
        let reference = self.reference();
        let shapes: Vec<&String> = mapping.columns_for(Target::Reference).flat_map(|column| &column.shapes).collect();
        let fits = |reference: &str| shapes.iter().any(|shape| parse::fits(reference, shape));
        if ended && !reference.as_deref().is_some_and(fits) {
            return Err(Code::RowBelowTable);
        }
        // A missing or surplus delimiter moves every value behind it into another column: consent, too.
        if !self.source.workbook && self.cells.len() != header.width {
            return Err(Code::RowCells);
        }
        let reference = reference.ok_or(Code::ReferenceMissing)?;
        if reference.len() > REFERENCE_BYTES {
            return Err(Code::ReferenceTooLong);
        }
        if !shapes.is_empty() && !fits(&reference) {
            return Err(Code::ReferenceShape);
        }
        self.keep(reference)
    }

    fn reference(&self) -> Option<String> {
        let mut cells = self.cells.iter().zip(&self.header.columns);
        let cell =
            cells.find_map(|(cell, column)| (column.as_ref()?.is == Target::Reference).then_some(cell.as_ref())?)?;
        Some(cell.as_typed()).filter(|reference| !reference.is_empty())
    }

    fn keep(self, reference: String) -> Result<Stored, Code> {
        let mut kept = BTreeMap::new();
        for (cell, column) in self.cells.into_iter().zip(&self.header.columns) {
            if let (Some(cell), Some(column)) = (cell, column)
                && column.is != Target::Reference
            {
                kept.insert(column.header.clone(), cell);
            }
        }
        let stored = Stored { reference, month_first: self.order == Order::MonthFirst, cells: kept };
        let unknown = self.mapping.accused.as_ref().is_some_and(|words| {
            let mut cells = stored.cells(self.mapping, Target::Perpetrator);
            cells.any(|(_, cell)| accused(&cell.words(), words) == Accused::Unknown)
        });
        if unknown { Err(Code::AccusedUnknown) } else { Ok(stored) }
    }
}
