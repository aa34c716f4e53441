#![doc = include_str!("../README.md")]

mod access;
mod audit;
mod cache;
#[expect(
    unreachable_pub,
    reason = "the derive macros write `pub` beside what they are given; nothing of it leaves the crate"
)]
mod entity;
mod error;
mod features;
mod index;
mod ledger;
mod links;
mod lock;
mod open;
mod policy;
mod propose;
mod rights;
mod rows;
mod spool;
mod store;
mod stored;
mod sync;

pub use audit::{AuditRow, AuditStore, StaffFacts};
pub use cache::{MemoryCache, RedisCache};
pub use error::StoreError;
pub use ledger::{ChainEnd, ChainFault};
pub use links::{LinkStore, WaitingLink};
pub use open::StoreOptions;
pub use store::Store;
pub use sync::{Applied, Batch, PartnerStatus, SyncStore, Taken, Tally, UnmappedCount};
