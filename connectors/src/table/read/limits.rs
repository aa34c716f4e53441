use serde::Deserialize;

/// Hostile files end here.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Limits {
    /// Bytes of a file.
    pub(crate) file_bytes: u64,
    /// Bytes of a workbook, unpacked.
    pub(crate) unpacked_bytes: u64,
    /// Rows of a file, blank ones too.
    pub(crate) rows: usize,
    /// Columns of a row.
    pub(crate) columns: usize,
    /// Bytes of a row.
    pub(crate) row_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { file_bytes: 64 << 20, unpacked_bytes: 512 << 20, rows: 200_000, columns: 512, row_bytes: 1 << 20 }
    }
}
