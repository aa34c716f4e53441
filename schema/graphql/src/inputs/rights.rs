use async_graphql::{InputObject, Result};

use crate::errors::failed;

/// A person says whether her log is to be quiet.
#[derive(InputObject)]
pub(crate) struct SetQuietLogInput {
    /// While it is, `accessLog` is empty, and nothing says that it is quiet: somebody may look over her shoulder.
    pub(crate) quiet: bool,
    /// The same key is done once.
    pub(crate) idempotency_key: String,
}

/// Whether this can be an idempotency key.
///
/// # Errors
/// `INVALID_INPUT` where it is empty or too long.
pub(crate) fn key(text: &str) -> Result<()> {
    if text.is_empty() || text.len() > 100 {
        return Err(failed("INVALID_INPUT", "`idempotencyKey` has 1 to 100 bytes."));
    }
    Ok(())
}
