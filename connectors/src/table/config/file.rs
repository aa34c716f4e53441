use std::collections::BTreeMap;

use accord_model::{AreaCode, Category, Channel, OrganisationId, OrganisationKind, Recognition, RecordKind};
use serde::Deserialize;
use toml::Spanned;

use super::codes::{Coded, Named};
use super::column::ColumnEntry;
use crate::table::parse::Order;
use crate::table::read::{Encoding, Limits};

/// The file as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    /// Path of the map of terms, from this file's folder.
    pub(super) terms: String,
    #[serde(default = "london")]
    pub(super) zone: Spanned<String>,
    pub(super) retention_days: Spanned<u16>,
    #[serde(default = "tenth")]
    pub(super) shrink_percent: u8,
    #[serde(default)]
    pub(super) arrival: Arrival,
    #[serde(default)]
    pub(super) settle_seconds: u32,
    #[serde(default)]
    pub(super) limits: Limits,
    #[serde(default)]
    pub(super) table: TableEntry,
    pub(super) source: Vec<SourceEntry>,
    pub(super) column: Vec<ColumnEntry>,
    #[serde(default)]
    pub(super) areas: BTreeMap<String, Named<AreaCode>>,
    #[serde(default)]
    pub(super) record: RecordEntry,
    pub(super) consent: Option<ConsentEntry>,
    pub(super) accused: Option<AccusedEntry>,
    #[serde(default)]
    pub(super) candidate: Vec<CandidateEntry>,
}

fn london() -> Spanned<String> {
    Spanned::new(0..0, "Europe/London".to_owned())
}

const fn tenth() -> u8 {
    10
}

/// When a file is whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Arrival {
    /// The partner writes under another name and renames: a file of the right name is whole.
    #[default]
    Renamed,
    /// A file is whole when `<name>.sha256` lies beside it and its checksum is right.
    Manifest,
}

/// Whether a file holds everything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Extent {
    /// All rows of its data set: one that is missing is gone.
    #[default]
    Full,
    /// New and changed rows: one that is missing is as before.
    Incremental,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct TableEntry {
    pub(super) header_within_rows: usize,
    pub(super) ends_after_blank_rows: usize,
    pub(super) totals: Vec<String>,
}

impl Default for TableEntry {
    fn default() -> Self {
        Self { header_within_rows: 20, ends_after_blank_rows: 2, totals: Vec::new() }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SourceEntry {
    pub(super) name: Spanned<String>,
    pub(super) files: Option<Spanned<String>>,
    pub(super) sql: Option<Spanned<SqlEntry>>,
    #[serde(default)]
    pub(super) extent: Extent,
    #[serde(default)]
    pub(super) encoding: Encoding,
    #[serde(default = "comma")]
    pub(super) delimiter: Spanned<char>,
    #[serde(default)]
    pub(super) dates: Order,
    #[serde(default)]
    pub(super) sheet: BTreeMap<String, SheetEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SqlEntry {
    pub(super) from: Option<String>,
    pub(super) select: Option<String>,
    pub(super) modified: Option<String>,
    #[serde(default = "day")]
    pub(super) whole_hours: u16,
}

const fn day() -> u16 {
    24
}

fn comma() -> Spanned<char> {
    Spanned::new(0..0, ',')
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SheetEntry {
    pub(super) dates: Order,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RecordEntry {
    pub(super) kind: Option<Coded<RecordKind>>,
    pub(super) recognition: Option<Coded<Recognition>>,
    pub(super) channel: Option<Coded<Channel>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConsentEntry {
    #[serde(default)]
    pub(super) split: Vec<char>,
    pub(super) categories: Vec<Coded<Category>>,
    pub(super) organisations: BTreeMap<String, Coded<OrganisationKind>>,
    #[serde(default)]
    pub(super) everyone: Vec<String>,
    #[serde(default)]
    pub(super) nobody: Vec<String>,
    #[serde(default)]
    pub(super) statistics_only: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CandidateEntry {
    pub(super) rule: Spanned<String>,
    pub(super) text: String,
    #[serde(default)]
    pub(super) reveals: Vec<Coded<Category>>,
    pub(super) when: Spanned<BTreeMap<String, Vec<String>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AccusedEntry {
    pub(super) prefix: String,
    pub(super) members: BTreeMap<String, Named<OrganisationId>>,
    #[serde(default)]
    pub(super) others: Vec<String>,
}
