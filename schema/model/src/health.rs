use jiff::Timestamp;

use crate::axes::codes;
use crate::{CategorySet, CodedTerm, Precision, TimeSpan};

codes!(
    /// What a health record is (HL7 FHIR R4: Encounter, Condition, Flag).
    HealthRecordKind {
        /// A contact with a service: an attendance, an admission, an appointment.
        Encounter = "ENCOUNTER",
        /// A problem or a diagnosis.
        Condition = "CONDITION",
        /// A warning on the record.
        Flag = "FLAG",
    }
);

/// One fact of a person's care that bears on what was done to her. Never the whole medical record.
#[derive(Clone, PartialEq, Eq)]
pub struct HealthRecord {
    /// What it is.
    pub kind: HealthRecordKind,
    /// What was found or done, in the unified vocabulary or as the partner coded it.
    pub term: CodedTerm,
    /// When.
    pub occurred: Option<TimeSpan>,
}

impl HealthRecord {
    /// What it reveals beyond that it is health.
    pub const fn reveals(&self) -> CategorySet {
        self.term.reveals
    }
}

impl TimeSpan {
    /// An instant known to the minute.
    pub const fn instant(at: Timestamp) -> Self {
        Self { earliest: at, latest: at, precision: Precision::Minute }
    }
}
