use std::fmt;

use accord_model::{OrganisationId, RecordType, SubjectId};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _, civil};
use uuid::Uuid;

/// A request that the organisation which holds a record correct it (UK GDPR Art 16, DPA 2018 s.46).
#[derive(Clone, PartialEq, Eq)]
pub struct Correction {
    /// Its id.
    pub id: Uuid,
    /// About whom, by the handle that the record names.
    pub subject: SubjectId,
    /// Which record, by its id in the index.
    pub record: (RecordType, Uuid),
    /// Who holds it, and answers.
    pub owner: OrganisationId,
    /// Which field of it.
    pub field: String,
    /// What is wrong, sealed.
    pub what: Vec<u8>,
    /// Who wrote it down: `public` for the person herself.
    pub asked_by: OrganisationId,
    /// When.
    pub asked_at: Timestamp,
    /// What became of it.
    pub answer: Option<CorrectionAnswer>,
}

/// What became of a request.
#[derive(Clone, PartialEq, Eq)]
pub struct CorrectionAnswer {
    /// What was done.
    pub outcome: CorrectionOutcome,
    /// Why, sealed.
    pub reason: Vec<u8>,
    /// When.
    pub at: Timestamp,
}

/// What was done about a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CorrectionOutcome {
    /// It was corrected.
    Corrected,
    /// It was not, for a reason that the person is told, with her right to complain (Art 12(4)).
    Refused,
    /// Some of it was.
    Partly,
}

// What somebody says about herself stays out of logs.
impl fmt::Debug for Correction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Correction")
    }
}

impl Correction {
    /// The day by which it is to be answered: a month after it was asked (UK GDPR Art 12(3), DPA 2018 s.54), the last day
    /// of a month that has no such day.
    pub fn due_by(&self) -> civil::Date {
        self.asked_at.to_zoned(TimeZone::UTC).date().saturating_add(1.month())
    }

    /// Whether both ask the same, whenever they came.
    pub(crate) fn asks(&self, other: &Self) -> bool {
        (self.subject, self.record, self.owner) == (other.subject, other.record, other.owner)
            && (&self.field, &self.what) == (&other.field, &other.what)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_ends_with_the_month() {
        let asked = |at: &str| Correction {
            id: Uuid::nil(),
            subject: SubjectId(Uuid::nil()),
            record: (RecordType::Victim, Uuid::nil()),
            owner: "police".parse().unwrap(),
            field: "name".to_owned(),
            what: Vec::new(),
            asked_by: "public".parse().unwrap(),
            asked_at: at.parse().unwrap(),
            answer: None,
        };
        for (at, due) in [
            ("2026-11-22T08:00:00Z", "2026-12-22"),
            ("2027-01-31T23:59:59Z", "2027-02-28"),
            ("2028-01-31T00:00:00Z", "2028-02-29"),
            ("2026-12-31T12:00:00Z", "2027-01-31"),
        ] {
            assert_eq!(asked(at).due_by().to_string(), due);
        }
    }
}
