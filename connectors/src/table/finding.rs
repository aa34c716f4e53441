use std::collections::BTreeMap;

use super::code::{Code, Place};

/// Something that was not taken in as it came: a code and a place, never a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What.
    pub code: Code,
    /// Where.
    pub place: Place,
    /// The column's header as our own configuration writes it; empty where it is about a whole row or file.
    pub header: String,
}

impl Finding {
    /// About a whole row, sheet or file.
    pub(crate) const fn at(code: Code, place: Place) -> Self {
        Self { code, place, header: String::new() }
    }
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.place)?;
        if !self.header.is_empty() {
            write!(f, " ({})", self.header)?;
        }
        Ok(())
    }
}

/// What is noticed while a row becomes a record.
#[derive(Default)]
pub(crate) struct Noticed {
    /// Codes with the configured header.
    pub(crate) values: Vec<(Code, String)>,
    /// Words that no map has, by list.
    pub(crate) unmapped: BTreeMap<(String, String), u64>,
}

impl Noticed {
    pub(crate) fn value(&mut self, code: Code, header: &str) {
        self.values.push((code, header.to_owned()));
    }

    /// Adds what another reading of the same row noticed.
    pub(crate) fn take(&mut self, other: Self) {
        self.values.extend(other.values);
        for (word, count) in other.unmapped {
            *self.unmapped.entry(word).or_default() += count;
        }
    }

    pub(crate) fn word(&mut self, list: &str, word: &str, header: &str) {
        let key = (list.to_owned(), word.to_owned());
        *self.unmapped.entry(key).or_default() += 1;
        self.value(Code::WordUnmapped, header);
    }
}
