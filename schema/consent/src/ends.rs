//! What ends otherwise than by its own period: an exclusion that was a mistake, and whatever was over before a clock was turned
//! back.

use accord_model::UserKey;
use async_trait::async_trait;
use jiff::Timestamp;
use uuid::Uuid;

use crate::{Exclusion, StoreFault};

/// Where it rests.
#[async_trait]
pub trait Ends: Send + Sync {
    /// The latest instant of a request in the disclosure log, since a clock was last turned back.
    async fn latest(&self) -> Result<Timestamp, StoreFault>;

    /// The clock was turned back. Every relationship and permit that had ended by `from` and would be open again at `to` is over
    /// for good, and the latest instant is `to`. Nothing where another gateway has seen to it.
    async fn turn_back(&self, from: Timestamp, to: Timestamp) -> Result<(), StoreFault>;

    /// The exclusions in force, in the order in which they were made.
    async fn exclusions(&self) -> Result<Vec<Exclusion>, StoreFault>;

    /// Ends one; false where there is none in force.
    async fn end_exclusion(&self, record: Uuid, user: UserKey, at: Timestamp) -> Result<bool, StoreFault>;

    /// Whether one was ended by a change after this number.
    async fn exclusion_ended_since(&self, sequence: u64) -> Result<bool, StoreFault>;
}

/// Of a desk over no database: nothing of it ever happens.
pub struct NoEnds;

#[async_trait]
impl Ends for NoEnds {
    async fn latest(&self) -> Result<Timestamp, StoreFault> {
        Ok(Timestamp::MIN)
    }

    async fn turn_back(&self, _: Timestamp, _: Timestamp) -> Result<(), StoreFault> {
        Err(StoreFault)
    }

    async fn exclusions(&self) -> Result<Vec<Exclusion>, StoreFault> {
        Err(StoreFault)
    }

    async fn end_exclusion(&self, _: Uuid, _: UserKey, _: Timestamp) -> Result<bool, StoreFault> {
        Err(StoreFault)
    }

    async fn exclusion_ended_since(&self, _: u64) -> Result<bool, StoreFault> {
        Ok(false)
    }
}
