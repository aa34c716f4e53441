use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::cell::Cell;
use super::config::{Column, Mapping, Target};
use super::parse::Order;

/// One accepted row as it rests, sealed, in the spool: the cells that the configuration names, and no others. It becomes
/// a record anew at each read, for the fields that the reader may have. No `Debug`.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Stored {
    /// The row's own reference.
    pub(crate) reference: String,
    /// Whether mm/dd is meant where it stood.
    pub(crate) month_first: bool,
    /// Cells that hold something, by their configured header.
    pub(crate) cells: BTreeMap<String, Cell>,
}

impl Stored {
    /// The date order of this column.
    pub(crate) fn order(&self, column: &Column) -> Order {
        let sheet = if self.month_first { Order::MonthFirst } else { Order::DayFirst };
        column.dates.unwrap_or(sheet)
    }

    /// The cells for this target that hold something.
    pub(crate) fn cells<'a>(
        &'a self,
        mapping: &'a Mapping,
        target: Target,
    ) -> impl Iterator<Item = (&'a Column, &'a Cell)> {
        mapping.columns_for(target).filter_map(|column| Some((column, self.cells.get(&column.header)?)))
    }

    /// The first of them.
    pub(crate) fn cell<'a>(&'a self, mapping: &'a Mapping, target: Target) -> Option<(&'a Column, &'a Cell)> {
        self.cells(mapping, target).next()
    }
}

/// The words of a cell that may hold several, in order.
pub(crate) fn words(column: &Column, cell: &Cell) -> Vec<String> {
    cell.words()
        .split(|c| column.split.contains(&c))
        .map(str::trim)
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}
