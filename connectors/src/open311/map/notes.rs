use accord_federation::Note;

use crate::open311::wire::Field;

/// What was not taken in as it came: a code and a place, never a value and never an id.
pub(in crate::open311) struct Notes {
    entry: String,
    all: Vec<Note>,
}

impl Notes {
    /// Notes on the request at this place of an answer.
    pub(in crate::open311) fn on(number: usize) -> Self {
        Self { entry: format!("request {}", number + 1), all: Vec::new() }
    }

    /// Notes something about one field.
    pub(in crate::open311) fn field(&mut self, code: &'static str, field: &str) {
        self.all.push(Note { code, place: format!("{}, {field}", self.entry) });
    }

    /// Notes something about the whole request.
    pub(in crate::open311) fn entry(&mut self, code: &'static str) {
        self.all.push(Note { code, place: self.entry.clone() });
    }

    /// The value, or a note on why there is none.
    pub(super) fn take<T>(&mut self, name: &str, field: Field<T>) -> Option<T> {
        match field {
            Field::Is(value) => Some(value),
            Field::Absent => None,
            Field::Unreadable => {
                self.field("FIELD_UNREADABLE", name);
                None
            }
        }
    }

    /// Everything noted.
    pub(in crate::open311) fn into_notes(self) -> Vec<Note> {
        self.all
    }
}
