//! What the police's system says: `Deserialize` only. Nothing here has `Debug`.

mod entries;
mod occurrence;
mod person;
mod referral;

use serde::Deserialize;

pub(super) use accord_connector_kit::{Field, List};

pub(super) use entries::{Batch, Entry, FeedPage};
pub(super) use occurrence::{Involved, Location, Occurrence};
pub(super) use person::{Home, Name, Person, Rule};
pub(super) use referral::{Announced, Event, Party, Referral};

/// A code of one of the police's lists, with its text.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Term {
    pub(super) code: Field<String>,
    pub(super) text: Field<String>,
}
