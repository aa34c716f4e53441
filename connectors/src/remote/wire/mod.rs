//! What the program says: `Deserialize` only. Nothing here has `Debug`.

mod capabilities;
mod common;
mod entry;
mod incident;
mod referral;
mod victim;

pub(super) use accord_connector_kit::{Field, List};
pub(super) use capabilities::{Capabilities, Held};
pub(super) use common::{Home, Name, Own, Span, Word};
pub(super) use entry::{Batch, Change, Changes, Entry};
pub(super) use incident::{File, Incident, Mark, Quoted, Said};
pub(super) use referral::{Event, Party, Referral};
pub(super) use victim::{Fact, Number, Person, Safe};
