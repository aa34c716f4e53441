use accord_model::LocalId;

use crate::Fault;

/// What a partner gave for a report about a place.
pub struct Receipt {
    /// How the report is found again.
    pub given: Given,
    /// Whether the partner sent a notice with it: what will be done, or where else to turn. Its words are not kept.
    pub notice: bool,
}

/// How a report that was sent is found again.
pub enum Given {
    /// By the partner's own reference: the record of the same id in its feed is this report.
    Reference(LocalId),
    /// Not yet: with this the partner is asked for the reference again.
    Token(ReportToken),
}

/// A word of the partner's for a report that has no reference yet. It may stand in an address.
#[derive(Clone, PartialEq, Eq)]
pub struct ReportToken(String);

/// Characters of a token, at most.
const MOST_TOKEN: usize = 128;

impl ReportToken {
    /// A token of visible ASCII, at most 128 characters; nothing for anything else.
    pub fn new(text: &str) -> Option<Self> {
        let usable = !text.is_empty() && text.len() <= MOST_TOKEN && text.bytes().all(|byte| byte.is_ascii_graphic());
        usable.then(|| Self(text.to_owned()))
    }

    /// The token, for its partner and for whoever sent the report.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What is wrong with the answers to a service's questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerFlaw {
    /// The service requires an answer.
    Missing,
    /// The service has no such question.
    Unknown,
    /// The answer is not among the keys that the question lists.
    NotListed,
    /// The question takes one answer.
    Repeated,
    /// The question takes a number, or a date with its time.
    NotOfType,
}

impl AnswerFlaw {
    /// The published code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Missing => "ANSWER_MISSING",
            Self::Unknown => "QUESTION_UNKNOWN",
            Self::NotListed => "ANSWER_NOT_LISTED",
            Self::Repeated => "ANSWER_REPEATED",
            Self::NotOfType => "ANSWER_NOT_OF_TYPE",
        }
    }
}

/// Why a report has no receipt. After every one but [`ReportFault::Unknown`] it is certain that the partner did not take
/// it. It carries codes and never a partner's words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReportFault {
    /// The partner was not reached, asked to wait, or does not take what we send.
    #[error("not taken: {0}")]
    NotTaken(Fault),
    /// Our settings do not name the service among those that may be sent.
    #[error("not sent: the settings do not name this service")]
    ServiceNotNamed,
    /// The partner does not list the service.
    #[error("not sent: the partner does not list this service")]
    ServiceUnknown,
    /// An answer is missing or cannot be.
    #[error("not sent: question {question}")]
    Answer {
        /// The question's code: letters, digits and `-_.:` alone.
        question: String,
        /// What is wrong.
        flaw: AnswerFlaw,
    },
    /// The partner declined it with this number.
    #[error("declined by the partner: {code}")]
    Declined {
        /// The partner's own numeric code, or the status where it gave none.
        code: u16,
    },
    /// It was sent and no usable answer came: the partner may have taken it. Look before it is sent again.
    #[error("sent, answer unknown")]
    Unknown,
}

impl ReportFault {
    /// The published code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotTaken(fault) => fault.code(),
            Self::ServiceNotNamed => "SERVICE_NOT_NAMED",
            Self::ServiceUnknown => "SERVICE_UNKNOWN",
            Self::Answer { flaw, .. } => flaw.code(),
            Self::Declined { .. } => "DECLINED",
            Self::Unknown => "SENT_ANSWER_UNKNOWN",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_one_word() {
        for text in ["", "a b", "a\n", "caf\u{e9}", &"t".repeat(129)] {
            assert!(ReportToken::new(text).is_none(), "{text}");
        }
        assert!(ReportToken::new("tok-900123").is_some_and(|token| token.as_str() == "tok-900123"));
    }
}
