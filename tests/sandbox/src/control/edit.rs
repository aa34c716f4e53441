//! Changes to the partners' records.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One change of one record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Edit {
    /// Whose record.
    pub target: Target,
    /// What to do.
    pub op: Op,
    /// An occurrence id, a person id, a `RefNo`, a case's reference, a request's id, or a resource such as
    /// `Flag/flag-000001`.
    pub record: String,
    /// A field of the record, a column, or below a resource a JSON pointer such as `/identifier/0/value`.
    #[serde(default)]
    pub field: Option<String>,
    /// The new value, the whole new record, or the tombstone's kind.
    #[serde(default)]
    pub value: Option<Value>,
}

/// Whose record is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Target {
    /// A police occurrence.
    Occurrence,
    /// A police person.
    Person,
    /// Every row of the county's with that `RefNo`.
    County,
    /// A resource of the NHS trust's.
    Nhs,
    /// A case of the council's: shows in its database once it is written again.
    Council,
    /// A request at the city's Open311 endpoint.
    Report,
}

/// What is done to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Op {
    /// Gives a field a value.
    Set,
    /// Takes a field away, or empties a cell.
    Unset,
    /// Takes the record away; an occurrence becomes a tombstone.
    Remove,
    /// Takes the record away without a trace: no tombstone.
    Erase,
    /// Puts a whole record in.
    Add,
}

impl Edit {
    /// Gives one field a value.
    pub fn set(target: Target, record: &str, field: &str, value: impl Into<Value>) -> Self {
        Self {
            target,
            op: Op::Set,
            record: record.to_owned(),
            field: Some(field.to_owned()),
            value: Some(value.into()),
        }
    }

    /// Takes one field away.
    pub fn unset(target: Target, record: &str, field: &str) -> Self {
        Self { target, op: Op::Unset, record: record.to_owned(), field: Some(field.to_owned()), value: None }
    }

    /// Takes the record away.
    pub fn remove(target: Target, record: &str) -> Self {
        Self { target, op: Op::Remove, record: record.to_owned(), field: None, value: None }
    }

    /// Takes the record away without a trace.
    pub fn erase(target: Target, record: &str) -> Self {
        Self { op: Op::Erase, ..Self::remove(target, record) }
    }

    /// Puts a whole record in.
    pub fn add(target: Target, record: &str, value: impl Into<Value>) -> Self {
        Self { target, op: Op::Add, record: record.to_owned(), field: None, value: Some(value.into()) }
    }
}
