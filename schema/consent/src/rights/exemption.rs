use std::fmt;

use accord_model::{OrganisationId, SubjectId};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::Keys;

/// Names the encoding below. A change of the encoding changes it.
const ENCODING: &[u8] = b"accord log exemption 1";

/// An order that keeps one organisation's rows about one person out of her view of the log while it lasts: to tell her
/// would prejudice an inquiry, an investigation or somebody's safety (DPA 2018 s.44(4), s.45(4)).
#[derive(Clone, PartialEq, Eq)]
pub struct Exemption {
    /// Its id.
    pub id: Uuid,
    /// About whom: it counts for every handle of the person.
    pub subject: SubjectId,
    /// Whose rows.
    pub organisation: OrganisationId,
    /// The provision that it rests on, in words: `DPA 2018 s.44(4)(b)`.
    pub ground: String,
    /// From this instant on.
    pub start: Timestamp,
    /// Until before this instant. Without one it does not count.
    pub until: Option<Timestamp>,
    /// When it was ended early.
    pub ended_at: Option<Timestamp>,
    /// The gateway's own signature over all of it but its end, base64url.
    pub signature: String,
}

// From whom something is kept stays out of logs.
impl fmt::Debug for Exemption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Exemption")
    }
}

/// Why an exemption is not written, or does not count. A code, never the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExemptionFault {
    /// Its signature is not the gateway's own.
    #[error("EXEMPTION_FORGED: the signature is not the gateway's own")]
    Forged,
    /// It has no end.
    #[error("EXEMPTION_ENDLESS: it has no end")]
    Endless,
    /// It ends before it begins.
    #[error("EXEMPTION_EMPTY: it ends before it begins")]
    Empty,
    /// It lasts longer than the configuration allows.
    #[error("EXEMPTION_TOO_LONG: it lasts longer than `[rights] longest_exemption_days`")]
    TooLong,
}

impl ExemptionFault {
    /// The published code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Forged => "EXEMPTION_FORGED",
            Self::Endless => "EXEMPTION_ENDLESS",
            Self::Empty => "EXEMPTION_EMPTY",
            Self::TooLong => "EXEMPTION_TOO_LONG",
        }
    }
}

impl Exemption {
    /// The exemption with the gateway's signature. Nothing is written yet.
    pub(crate) fn signed(mut self, keys: &Keys, longest: SignedDuration) -> Result<Self, ExemptionFault> {
        self.lasts(longest)?;
        self.signature = keys.sign(&self.canonical()).ok_or(ExemptionFault::Forged)?;
        Ok(self)
    }

    /// Whether it is an order at all, whatever its time.
    pub(crate) fn check(&self, keys: &Keys, longest: SignedDuration) -> Result<(), ExemptionFault> {
        if keys.verifies(&self.canonical(), &self.signature) {
            self.lasts(longest)
        } else {
            Err(ExemptionFault::Forged)
        }
    }

    /// Whether its time is now: half-open.
    pub(crate) fn is_open(&self, at: Timestamp) -> bool {
        self.ended_at.is_none() && self.start <= at && self.until.is_none_or(|until| at < until)
    }

    fn lasts(&self, longest: SignedDuration) -> Result<(), ExemptionFault> {
        let until = self.until.ok_or(ExemptionFault::Endless)?;
        if until <= self.start {
            return Err(ExemptionFault::Empty);
        }
        if until.duration_since(self.start) > longest { Err(ExemptionFault::TooLong) } else { Ok(()) }
    }

    /// What is signed: every value behind its length, a missing one behind a length that no value has.
    fn canonical(&self) -> Vec<u8> {
        let Self { id, subject, organisation, ground, start, until, ended_at: _, signature: _ } = self;
        let (start, until) = (start.to_string(), until.map(|until| until.to_string()));
        let values = [
            Some(ENCODING),
            Some(id.as_bytes().as_slice()),
            Some(subject.0.as_bytes().as_slice()),
            Some(organisation.as_str().as_bytes()),
            Some(ground.as_bytes()),
            Some(start.as_bytes()),
            until.as_ref().map(String::as_bytes),
        ];
        let mut bytes = Vec::new();
        for value in values {
            bytes.extend_from_slice(&value.map_or(u64::MAX, |value| value.len() as u64).to_be_bytes());
            bytes.extend_from_slice(value.unwrap_or_default());
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONGEST: SignedDuration = SignedDuration::from_hours(24);

    fn order(until: Option<&str>) -> Exemption {
        Exemption {
            id: Uuid::from_u128(1),
            subject: SubjectId(Uuid::from_u128(2)),
            organisation: "police".parse().unwrap(),
            ground: "DPA 2018 s.44(4)(b)".to_owned(),
            start: "2026-06-01T00:00:00Z".parse().unwrap(),
            until: until.map(|until| until.parse().unwrap()),
            ended_at: None,
            signature: String::new(),
        }
    }

    #[test]
    fn only_a_signed_order_of_this_very_content_counts() {
        let keys = Keys::new([7; 32]);
        let signed = order(Some("2026-06-02T00:00:00Z")).signed(&keys, LONGEST).unwrap();
        assert_eq!(signed.check(&keys, LONGEST), Ok(()));
        assert_eq!(signed.check(&Keys::new([8; 32]), LONGEST), Err(ExemptionFault::Forged));
        let altered = [
            Exemption { id: Uuid::from_u128(3), ..signed.clone() },
            Exemption { subject: SubjectId(Uuid::from_u128(3)), ..signed.clone() },
            Exemption { organisation: "council".parse().unwrap(), ..signed.clone() },
            Exemption { ground: "DPA 2018 s.44(4)(c)".to_owned(), ..signed.clone() },
            Exemption { start: "2026-05-31T00:00:00Z".parse().unwrap(), ..signed.clone() },
            Exemption { until: None, ..signed.clone() },
            Exemption { until: Some("2026-06-01T12:00:00Z".parse().unwrap()), ..signed.clone() },
            Exemption { signature: String::new(), ..signed },
        ];
        for one in altered {
            assert_eq!(one.check(&keys, LONGEST), Err(ExemptionFault::Forged));
        }
    }

    #[test]
    fn an_order_without_an_end_or_with_a_late_one_is_none() {
        let keys = Keys::new([7; 32]);
        let refused = |until| order(until).signed(&keys, LONGEST).map(|_| ());
        assert_eq!(refused(None), Err(ExemptionFault::Endless));
        assert_eq!(refused(Some("2026-06-01T00:00:00Z")), Err(ExemptionFault::Empty));
        assert_eq!(refused(Some("2026-06-02T00:00:00.000000001Z")), Err(ExemptionFault::TooLong));
        // Signed when more was allowed: it does not count any more.
        let long = order(Some("2026-06-03T00:00:00Z")).signed(&keys, SignedDuration::from_hours(48)).unwrap();
        assert_eq!(long.check(&keys, LONGEST), Err(ExemptionFault::TooLong));
    }
}
