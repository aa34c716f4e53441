use accord_federation::Note;

use super::{Field, List};

/// What was not taken in as it came: a code and a place, never a value and never an id.
pub struct Notes {
    entry: String,
    all: Vec<Note>,
}

impl Notes {
    /// Notes on the entry at this place of an answer.
    pub fn on(kind: &str, number: usize) -> Self {
        Self { entry: format!("{kind} {}", number + 1), all: Vec::new() }
    }

    /// Notes something about one field.
    pub fn field(&mut self, code: &'static str, field: &str) {
        self.all.push(Note { code, place: format!("{}, {field}", self.entry) });
    }

    /// Notes something about the whole entry.
    pub fn entry(&mut self, code: &'static str) {
        self.all.push(Note { code, place: self.entry.clone() });
    }

    /// The value, or a note on why there is none.
    pub fn take<T>(&mut self, name: &str, value: Field<T>) -> Option<T> {
        match value {
            Field::Is(value) => Some(value),
            Field::Absent => None,
            Field::Withheld => {
                self.field("FIELD_WITHHELD", name);
                None
            }
            Field::Unreadable => {
                self.field("FIELD_UNREADABLE", name);
                None
            }
        }
    }

    /// The readable items of a list.
    pub fn list<T>(&mut self, name: &str, values: List<T>) -> Vec<T> {
        let values = self.take(name, values).unwrap_or_default();
        let items = values.into_iter();
        items.filter_map(|item| self.take(name, item)).collect()
    }

    /// Everything noted.
    pub fn into_notes(self) -> Vec<Note> {
        self.all
    }
}
