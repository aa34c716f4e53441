use crate::Stamp;

/// An answer that may leave the house: its disclosures are durable in the log and no consent was withdrawn meanwhile.
/// Only [`crate::Desk::release`] makes one, and the HTTP writer takes nothing else.
pub struct Released<T> {
    answer: T,
    stamp: Stamp,
}

impl<T> Released<T> {
    pub(crate) const fn new(answer: T, stamp: Stamp) -> Self {
        Self { answer, stamp }
    }

    /// The answer, for the writer.
    pub fn into_inner(self) -> T {
        self.answer
    }

    /// The state of consent under which it was released.
    pub const fn stamp(&self) -> Stamp {
        self.stamp
    }
}

/// Why an answer may not leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The log cannot be written: 503 `AUDIT_UNAVAILABLE`, no data.
    #[error("the disclosure log cannot be written")]
    LogUnavailable,
    /// Consent was narrowed, or other agreements came into force, while the answer was made: ask again, once.
    #[error("consent moved while the answer was made")]
    ConsentMoved,
}
