//! Which of the fields that a program says it holds have ever come in a round of its feed.

use accord_consent::{FieldSet, Record};
use accord_federation::Note;
use accord_model::{Incident, Referral, Victim};

/// Fewer records than this say nothing: a small partner may have nobody with an email address.
const ENOUGH: u32 = 50;

/// What a round has held so far.
#[derive(Clone, Copy, Default)]
pub(super) struct Seen {
    pub(super) victim: OfType,
    pub(super) incident: OfType,
    pub(super) referral: OfType,
}

/// Of one type of record.
#[derive(Clone, Copy, Default)]
pub(super) struct OfType {
    records: u32,
    fields: FieldSet,
}

impl OfType {
    /// One more.
    pub(super) fn add<R: Record>(&mut self, record: &R) {
        self.records = self.records.saturating_add(1);
        self.fields = self.fields.or(record.exists());
    }

    fn never<R: Record>(self, kind: &str, asked: FieldSet) -> Vec<Note> {
        if self.records < ENOUGH {
            return Vec::new();
        }
        let missing = asked.without(self.fields);
        let note = |name| Note { code: "FIELD_NEVER_SENT", place: format!("{kind}, {name}") };
        // The words of a record are there only where the program has words of its own.
        missing.iter::<R>().filter(|name| *name != "terms").map(note).collect()
    }
}

impl Seen {
    /// A note for each field that was asked for in enough records and never came.
    pub(super) fn never(&self, victim: FieldSet, incident: FieldSet, referral: FieldSet) -> Vec<Note> {
        let mut notes = self.victim.never::<Victim>("victim", victim);
        notes.extend(self.incident.never::<Incident>("incident", incident));
        notes.extend(self.referral.never::<Referral>("referral", referral));
        notes
    }
}
