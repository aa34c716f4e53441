use async_graphql::{ID, InputObject, Result};

use crate::errors::failed;
use crate::objects::CorrectionOutcome;

/// How long a text about a correction may be, in characters.
const LONGEST: usize = 1_000;

/// Asks whoever holds a record to correct it.
#[derive(InputObject)]
pub(crate) struct RequestCorrectionInput {
    /// The person, by your id.
    pub(crate) victim: ID,
    /// The record: an id of hers, of an incident or of a referral.
    pub(crate) record: ID,
    /// The field, as the schema names it.
    pub(crate) field: String,
    /// What is wrong, 1 to 1,000 characters.
    pub(crate) what: String,
    /// The same key with the same content is written once.
    pub(crate) idempotency_key: String,
}

/// Answers a request.
#[derive(InputObject)]
pub(crate) struct AnswerCorrectionInput {
    /// The request.
    pub(crate) id: ID,
    /// What was done.
    pub(crate) outcome: CorrectionOutcome,
    /// Why, 1 to 1,000 characters. The person reads it.
    pub(crate) reason: String,
}

/// Whether this is a text at all, and not a book.
///
/// # Errors
/// `INVALID_INPUT` where it is empty or too long.
pub(crate) fn text(text: &str, wrong: &'static str) -> Result<()> {
    if text.trim().is_empty() || text.chars().count() > LONGEST {
        return Err(failed("INVALID_INPUT", wrong));
    }
    Ok(())
}
