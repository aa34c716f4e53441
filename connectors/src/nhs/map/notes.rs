use accord_federation::Note;

use crate::nhs::wire::{Field, Many};

/// What was not taken in as it came: a code and a place, never a value and never an id.
pub(in crate::nhs) struct Notes {
    entry: String,
    all: Vec<Note>,
}

impl Notes {
    /// Notes on the entry at this place of an answer.
    pub(in crate::nhs) fn on(kind: &str, number: usize) -> Self {
        Self { entry: format!("{kind} {}", number + 1), all: Vec::new() }
    }

    /// Notes something about one element.
    pub(in crate::nhs) fn field(&mut self, code: &'static str, field: &str) {
        self.all.push(Note { code, place: format!("{}, {field}", self.entry) });
    }

    /// Notes something about the whole entry.
    pub(in crate::nhs) fn entry(&mut self, code: &'static str) {
        self.all.push(Note { code, place: self.entry.clone() });
    }

    /// The value, or a note on why there is none.
    pub(super) fn take<'a, T>(&mut self, name: &str, value: &'a Field<T>) -> Option<&'a T> {
        if value.unreadable() {
            self.field("FIELD_UNREADABLE", name);
        }
        value.known()
    }

    /// The readable items of a list.
    pub(super) fn list<'a, T>(&mut self, name: &str, values: &'a Many<T>) -> &'a [T] {
        (0..values.lost).for_each(|_| self.field("FIELD_UNREADABLE", name));
        &values.items
    }

    /// Everything noted.
    pub(in crate::nhs) fn into_notes(self) -> Vec<Note> {
        self.all
    }
}
