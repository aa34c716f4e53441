use std::collections::BTreeMap;

use super::{Accepted, Extract};
use crate::table::cell::folded;
use crate::table::code::Code;
use crate::table::config::{Column, Mapping, Target};
use crate::table::finding::Finding;
use crate::table::parse;
use crate::table::stored::Stored;

/// Rows that share a reference. Copies of one incident (on two tabs, say) become one record: the first row. Where the
/// copies disagree about consent or restriction, or the rows are different incidents, nobody knows whose consent the
/// reference carries: none of them is accepted.
pub(super) fn sort_out(mapping: &Mapping, extract: &mut Extract) {
    let mut by_reference: BTreeMap<String, Vec<Accepted>> = BTreeMap::new();
    for row in std::mem::take(&mut extract.accepted) {
        by_reference.entry(row.stored.reference.clone()).or_default().push(row);
    }
    for rows in by_reference.into_values() {
        let mut rows = rows.into_iter();
        let Some(first) = rows.next() else { continue };
        let others: Vec<_> = rows.collect();
        let fault = others.iter().find_map(|other| differ(mapping, &first.stored, &other.stored));
        let quarantine = |row: &Accepted, code| Finding::at(code, row.place.clone());
        let code = fault.unwrap_or(Code::RowRepeated);
        extract.quarantined.extend(others.iter().map(|row| quarantine(row, code)));
        match fault {
            Some(code) => extract.quarantined.push(quarantine(&first, code)),
            None => extract.accepted.push(first),
        }
    }
    extract.accepted.sort_by(|a, b| a.place.cmp(&b.place));
}

fn differ(mapping: &Mapping, a: &Stored, b: &Stored) -> Option<Code> {
    let any_identifies = mapping.columns.iter().any(|column| column.identifies);
    let mut identifying = mapping.columns.iter().filter(|column| column.identifies || !any_identifies);
    if !identifying.all(|column| same(column, a, b)) {
        return Some(Code::ReferenceReused);
    }
    let mut weighty = mapping
        .columns
        .iter()
        .filter(|column| matches!(column.is, Target::Consent | Target::Restricted | Target::Perpetrator));
    (!weighty.all(|column| same(column, a, b))).then_some(Code::CopiesDisagree)
}

/// Whether two rows say the same in a column, each in its own way of writing it.
fn same(column: &Column, a: &Stored, b: &Stored) -> bool {
    let normal = |row: &Stored| {
        let cell = row.cells.get(&column.header)?;
        // The year of a date without one does not matter here: it is the same for both.
        let near = jiff::civil::date(2100, 1, 1);
        let date = match column.is {
            Target::Occurred | Target::Reported | Target::VictimBirth => parse::date(cell, row.order(column), near),
            _ => None,
        };
        Some(match date {
            Some(date) => format!("{date:?}"),
            None => folded(&cell.words()),
        })
    };
    normal(a) == normal(b)
}
