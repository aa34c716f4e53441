use accord_connector_kit::SpoolEntry;

use crate::entity::spool_row::Model;
use crate::{StoreError, stored};

/// How many names one statement takes.
pub(super) const AT_ONCE: usize = 5_000;

/// A row as the kit reads it.
pub(super) fn entry(row: Model) -> Result<SpoolEntry, StoreError> {
    Ok(SpoolEntry {
        name: row.name,
        sequence: row.sequence,
        sealed: row.sealed,
        extracted: stored::instant(row.extracted, "spool_row.extracted")?,
    })
}
