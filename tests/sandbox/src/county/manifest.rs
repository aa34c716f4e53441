//! The truth about what was delivered, for tests alone: never in the drop folder.

use serde::Serialize;

use super::layout::{Kind, Sheet};
use super::nights::Changes;

/// What one delivery held.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    /// The files, in the order in which they came.
    pub files: Vec<FileManifest>,
    /// `RefNo`s whose row differs from the night before.
    pub changed: Vec<String>,
    /// `RefNo`s that are gone.
    pub removed: Vec<String>,
    /// `RefNo`s that are new.
    pub added: Vec<String>,
}

/// What one file held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FileManifest {
    /// As it lies in the folder.
    pub name: String,
    /// False when it was not written to its end.
    pub complete: bool,
    /// Tabs, or the one table of a CSV.
    pub tables: Vec<TableManifest>,
}

/// What one table held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TableManifest {
    /// The tab; empty for a CSV.
    pub tab: String,
    /// Records.
    pub data: Vec<DataRow>,
    /// Everything else, blank lines too.
    pub noise: Vec<NoiseRow>,
}

/// A line that is a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DataRow {
    /// From 1.
    pub line: usize,
    /// Its number, which may not be its own.
    pub ref_no: String,
    /// `I00001` of the truth; none for rows that only the next night brings.
    pub incident: Option<String>,
    /// `T00001` of the truth.
    pub person: Option<String>,
    /// The same incident stands on another tab.
    pub copy: bool,
}

/// A line that is not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NoiseRow {
    /// From 1.
    pub line: usize,
    /// `title`, `groups`, `header`, `total`, `blank` or `second-table`.
    pub kind: &'static str,
}

impl Manifest {
    /// How many records the delivery held.
    pub fn data_rows(&self) -> usize {
        self.tables().map(|table| table.data.len()).sum()
    }

    /// How many lines were no records.
    pub fn noise_rows(&self) -> usize {
        self.tables().map(|table| table.noise.len()).sum()
    }

    /// All tables of all files.
    pub fn tables(&self) -> impl Iterator<Item = &TableManifest> {
        self.files.iter().flat_map(|file| &file.tables)
    }

    pub(crate) fn with_changes(mut self, changes: Changes) -> Self {
        self.changed = changes.changed;
        self.removed = changes.removed;
        self.added = changes.added;
        self
    }
}

/// What a sheet holds.
pub(crate) fn table(sheet: &Sheet<'_>) -> TableManifest {
    let mut table = TableManifest { tab: sheet.name.to_owned(), data: Vec::new(), noise: Vec::new() };
    for (line, entry) in (1..).zip(&sheet.lines) {
        match entry.row {
            Some(row) => table.data.push(DataRow {
                line,
                ref_no: row.ref_no.clone(),
                incident: row.incident.map(|number| format!("I{:05}", number + 1)),
                person: row.person.map(|number| format!("T{:05}", number + 1)),
                copy: row.copy,
            }),
            None => table.noise.push(NoiseRow { line, kind: kind(entry.kind) }),
        }
    }
    table
}

const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Title => "title",
        Kind::Groups => "groups",
        Kind::Header => "header",
        Kind::Data => "data",
        Kind::Total => "total",
        Kind::Blank => "blank",
        Kind::SecondTable => "second-table",
    }
}
