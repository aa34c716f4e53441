use accord_model as model;
use async_graphql::SimpleObject;

use super::{CodedTerm, TimeSpan};
use crate::codes::HealthRecordKind;

/// One fact of a person's care that bears on what was done to her. Never the whole medical record.
#[derive(SimpleObject)]
pub(crate) struct HealthRecord {
    /// What it is.
    kind: HealthRecordKind,
    /// What was found or done.
    term: CodedTerm,
    /// When.
    occurred: Option<TimeSpan>,
}

impl From<&model::HealthRecord> for HealthRecord {
    fn from(fact: &model::HealthRecord) -> Self {
        Self {
            kind: fact.kind.into(),
            term: CodedTerm::from(&fact.term),
            occurred: fact.occurred.as_ref().map(TimeSpan::from),
        }
    }
}
