use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};

use super::{head, row};
use crate::StoreError;
use crate::entity::ledger_row::{Column, Entity, Model};
use crate::open::Db;

/// Rows read at once.
const PAGE: u64 = 2_000;

/// The end of a chain that holds. Written down elsewhere, it also tells a database that was put back to an earlier
/// state as a whole, which no seal inside it can.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainEnd {
    /// Number of the last row; the first is 1.
    pub number: u64,
    /// Its hash.
    pub hash: [u8; 32],
}

/// The first place where the log does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChainFault {
    /// The log cannot be read.
    #[error("the log cannot be read")]
    Unavailable,
    /// The row was changed, or does not follow the one before it.
    #[error("row {0} was changed or does not follow the row before it")]
    Altered(u64),
    /// A row is missing, or out of order.
    #[error("row {0} is missing")]
    Missing(u64),
    /// Rows are missing at the end.
    #[error("the log ends at row {found}, its seal says {sealed}")]
    Truncated {
        /// The last row that is there.
        found: u64,
        /// The last row that was written.
        sealed: u64,
    },
    /// The end does not match its seal: it was changed, or the key is another one.
    #[error("the end of the log does not match its seal")]
    SealBroken,
}

impl From<StoreError> for ChainFault {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::SealBroken => Self::SealBroken,
            _ => Self::Unavailable,
        }
    }
}

/// Walks the whole chain in one state of the database.
pub(crate) async fn verify(db: &Db, key: &[u8; 64]) -> Result<ChainEnd, ChainFault> {
    let snapshot = db.snapshot().await?;
    // The rows first: where both a row and the end are wrong, the row says more.
    let (number, hash) = walk(&snapshot).await?;
    let head = head::read(&snapshot, key, false).await?;
    if number < head.number {
        return Err(ChainFault::Truncated { found: number.cast_unsigned(), sealed: head.number.cast_unsigned() });
    }
    if (number, hash) != (head.number, head.hash) {
        return Err(ChainFault::SealBroken);
    }
    Ok(ChainEnd { number: number.cast_unsigned(), hash })
}

async fn walk(db: &impl ConnectionTrait) -> Result<(i64, [u8; 32]), ChainFault> {
    let (mut number, mut hash) = (0, [0; 32]);
    loop {
        let page = Entity::find()
            .filter(Column::Number.gt(number))
            .order_by_asc(Column::Number)
            .limit(PAGE)
            .all(db)
            .await
            .map_err(StoreError::from)?;
        if page.is_empty() {
            return Ok((number, hash));
        }
        for row in page {
            hash = follows(&row, number, &hash)?;
            number = row.number;
        }
    }
}

fn follows(row: &Model, number: i64, previous: &[u8; 32]) -> Result<[u8; 32], ChainFault> {
    let expected = number + 1;
    if row.number != expected {
        return Err(ChainFault::Missing(expected.cast_unsigned()));
    }
    let hash = row::hash(row);
    if row.previous != previous || row.hash != hash {
        return Err(ChainFault::Altered(expected.cast_unsigned()));
    }
    Ok(hash)
}
