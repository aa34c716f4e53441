use std::fmt;

use accord_model::{Category, CategorySet};

/// What protects a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// This category must be granted.
    Category(Category),
    /// Every category that the value reveals must be granted; an unmapped value is shown to nobody. The set is all that
    /// values of this field may reveal, whichever partner holds the record.
    ByValue(CategorySet),
    /// Shown whenever the record is, for this reason.
    Open(&'static str),
}

/// One field of a record and its rule.
#[derive(Clone, Copy, Debug)]
pub struct FieldRule {
    /// The field's name in the schema.
    pub name: &'static str,
    /// What protects it.
    pub rule: Rule,
}

/// A set of a record's fields: bit `i` is the record's `FIELDS[i]`.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FieldSet(u64);

impl FieldSet {
    /// No field.
    pub const NONE: Self = Self(0);

    /// The fields whose name passes.
    pub fn names<R: crate::Record>(mut wanted: impl FnMut(&str) -> bool) -> Self {
        Self::rules::<R>(|field| wanted(field.name))
    }

    /// The fields whose rule passes.
    pub fn rules<R: crate::Record>(mut wanted: impl FnMut(&FieldRule) -> bool) -> Self {
        R::FIELDS
            .iter()
            .enumerate()
            .filter(|(_, field)| wanted(field))
            .fold(Self::NONE, |set, (i, _)| Self(set.0 | 1 << i))
    }

    /// Every field of the record.
    pub fn all<R: crate::Record>() -> Self {
        Self::rules::<R>(|_| true)
    }

    /// The names of its fields, in the record's order.
    pub fn iter<R: crate::Record>(self) -> impl Iterator<Item = &'static str> {
        R::FIELDS.iter().enumerate().filter(move |(i, _)| self.0 & (1 << i) != 0).map(|(_, field)| field.name)
    }

    /// Whether the field of this name is in it.
    pub fn has<R: crate::Record>(self, name: &str) -> bool {
        self.iter::<R>().any(|field| field == name)
    }

    /// Whether each field is in it, in the record's order.
    pub(crate) fn places(self) -> impl Iterator<Item = bool> {
        (0..u64::BITS).map(move |place| self.0 >> place & 1 == 1)
    }

    /// Both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Either.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// These, less the others.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether there are none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// As stored in the index.
    pub const fn bits(self) -> u64 {
        self.0
    }

    /// From the index.
    pub const fn from_bits(bits: u64) -> Self {
        Self(bits)
    }
}

impl fmt::Debug for FieldSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FieldSet({:#x})", self.0)
    }
}
