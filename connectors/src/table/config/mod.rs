//! The whole of a partner's configuration: what `county.toml` says, checked.

mod candidate;
mod check;
mod codes;
mod column;
mod error;
mod file;
mod glob;
mod load;
mod sql;
mod words;

pub(crate) use candidate::Candidate;
pub(crate) use column::{Column, Target};
pub use error::ConfigError;
pub(crate) use file::{Arrival, Extent};
pub(crate) use glob::Pattern;

use std::collections::BTreeMap;

use accord_connector_kit::Terms;
use accord_model::{AreaCode, CategorySet, Channel, OrganisationId, OrganisationKind, Recognition, RecordKind};
use jiff::tz::TimeZone;

use super::parse::Order;
use super::read::{Encoding, Limits};

/// How one partner's tables are read: all of it comes from TOML. Made by [`Mapping::load`] or [`Mapping::parse`].
pub struct Mapping {
    pub(crate) terms: Terms,
    /// Digest of both texts: another mapping makes every row a changed one.
    pub(crate) version: [u8; 32],
    pub(crate) zone: TimeZone,
    pub(crate) retention_days: u16,
    pub(crate) shrink_percent: u8,
    pub(crate) arrival: Arrival,
    pub(crate) settle_seconds: u32,
    pub(crate) limits: Limits,
    pub(crate) layout: Layout,
    pub(crate) sources: Vec<Source>,
    pub(crate) columns: Vec<Column>,
    pub(crate) areas: BTreeMap<String, AreaCode>,
    pub(crate) defaults: Defaults,
    pub(crate) consent: Option<ConsentWords>,
    pub(crate) accused: Option<AccusedWords>,
    pub(crate) candidates: Vec<Candidate>,
}

/// One data set: files of one kind, each the successor of the last.
pub(crate) struct Source {
    pub(crate) name: String,
    /// The files it arrives in; none where it is read from a database.
    pub(crate) files: Option<Pattern>,
    /// What of a database it is.
    pub(crate) sql: Option<SqlSource>,
    /// The column that says when a row was changed.
    pub(crate) modified: Option<String>,
    /// How often every row is walked, where `modified` says what has changed meanwhile.
    pub(crate) whole_hours: u16,
    pub(crate) extent: Extent,
    pub(crate) workbook: bool,
    pub(crate) encoding: Encoding,
    pub(crate) delimiter: u8,
    pub(crate) order: Order,
    /// Date orders of single sheets, by folded name.
    pub(crate) sheet_orders: BTreeMap<String, Order>,
}

/// What is read of a database.
pub(crate) enum SqlSource {
    /// A table or a view: its name, with its schema before it.
    From(Vec<String>),
    /// The answer of one `SELECT`.
    Select {
        /// As written.
        text: String,
    },
}

impl Source {
    /// Which number is the day, on this sheet.
    pub(crate) fn order_on(&self, sheet: &str) -> Order {
        let own = self.sheet_orders.get(&super::cell::folded(sheet));
        own.copied().unwrap_or(self.order)
    }
}

/// Where the table lies on a sheet, and which rows in it are none of it.
pub(crate) struct Layout {
    pub(crate) header_within_rows: usize,
    pub(crate) ends_after_blank_rows: usize,
    /// Beginnings of a row's first words, folded.
    pub(crate) totals: Vec<String>,
}

/// What every record is, unless a column says otherwise.
pub(crate) struct Defaults {
    pub(crate) kind: Option<RecordKind>,
    pub(crate) recognition: Option<Recognition>,
    pub(crate) channel: Option<Channel>,
}

/// What words about consent mean. All words folded.
pub(crate) struct ConsentWords {
    pub(crate) split: Vec<char>,
    pub(crate) categories: CategorySet,
    pub(crate) organisations: BTreeMap<String, OrganisationKind>,
    pub(crate) everyone: Vec<String>,
    pub(crate) nobody: Vec<String>,
    pub(crate) statistics_only: Vec<String>,
}

/// How an organisation is named as the alleged perpetrator.
pub(crate) struct AccusedWords {
    /// Folded.
    pub(crate) prefix: String,
    /// Members of the partnership, by folded name.
    pub(crate) members: BTreeMap<String, OrganisationId>,
    /// Names of organisations that are no members, folded.
    pub(crate) others: Vec<String>,
}

impl Mapping {
    /// The columns for this target, in order.
    pub(crate) fn columns_for(&self, target: Target) -> impl Iterator<Item = &Column> {
        self.columns.iter().filter(move |column| column.is == target)
    }
}
