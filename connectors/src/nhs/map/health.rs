use accord_model::{CodedTerm, HealthRecord, HealthRecordKind};

use super::event::occurred;
use super::{Mapper, Notes};
use crate::nhs::wire::{Event, Resource};

impl Mapper {
    /// A fact of care that bears on what was done to the person: an encounter, a condition or a flag of which the map has
    /// a word. Anything else is her medical record, and is not taken in.
    pub(in crate::nhs) fn health(&self, from: &Resource, notes: &mut Notes) -> Option<HealthRecord> {
        let kind = match from.kind.as_str() {
            "Encounter" => HealthRecordKind::Encounter,
            "Condition" => HealthRecordKind::Condition,
            "Flag" => HealthRecordKind::Flag,
            _ => return None,
        };
        let event: Event = from.parse()?;
        let term = self.meaning(&event)?;
        if event.is_void() || kind == HealthRecordKind::Flag && !event.status.is("active") {
            return None;
        }
        let term = CodedTerm { reveals: term.reveals, ..term.coded.clone() };
        Some(HealthRecord { kind, term, occurred: occurred(&event, notes) })
    }
}
