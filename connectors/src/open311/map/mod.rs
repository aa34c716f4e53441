//! The council's requests as incidents: pure functions. What was not asked for is dropped here, before anything is sealed.

mod hate;
mod incident;
mod notes;
mod report;
mod values;

use accord_connector_kit::Terms;
use accord_model::{AreaCode, PartnerId};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::wire::{Entry, Field};
use hate::Hate;

pub(super) use notes::Notes;
pub(super) use report::{check, form};
pub(super) use values::{Moment, moment};

/// The lists of the council's map of words.
pub(super) const SERVICE: &str = "service";
const ATTRIBUTE: &str = "attribute";
const STATUS: &str = "status";

/// What mapping needs to know beside the request.
pub(super) struct Mapper {
    /// The partner.
    pub(super) partner: PartnerId,
    /// Its words.
    pub(super) terms: Terms,
    /// The services whose requests are of the agreed population.
    pub(super) services: Vec<String>,
    /// The questions of these services whose answers are coded. Answers to others may be anything, and are not read.
    pub(super) attributes: Vec<String>,
    /// The district that the server is for.
    pub(super) area: Option<AreaCode>,
    /// The zone of times that are written without one.
    pub(super) zone: TimeZone,
}

impl Mapper {
    /// Whether a request is of the agreed population: of a service that the configuration names, and hate by what is
    /// coded. A request that was moved to another service is of it no longer.
    pub(super) fn is_agreed(&self, from: &Entry) -> bool {
        let Field::Is(code) = from.text("service_code") else {
            return false;
        };
        self.services.contains(&code) && Hate::read(self, from).is_hate()
    }

    /// A time of the request, in the council's zone where it names none.
    pub(super) fn time(&self, from: &Entry, name: &str) -> Option<Moment> {
        match from.text(name) {
            Field::Is(text) => moment(&text, &self.zone),
            _ => None,
        }
    }

    /// When the council last changed it: when it was made, where it was not changed since.
    pub(super) fn changed(&self, from: &Entry) -> Option<Timestamp> {
        let changed = self.time(from, "updated_datetime").or_else(|| self.time(from, "requested_datetime"));
        changed.map(|moment| moment.at)
    }

    /// Only what `names` says, and when it was last changed: what may be kept of a request.
    pub(super) fn only(&self, from: Entry, names: &[&str]) -> Option<Entry> {
        let changed = self.changed(&from)?;
        let mut kept = from.only(names);
        kept.set("updated_datetime", changed.to_string());
        Some(kept)
    }
}

#[cfg(test)]
mod tests;
