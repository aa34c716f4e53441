use accord_consent::PolicyFault;
use async_graphql::{Context, Object, Result, SimpleObject};

use super::UserError;
use super::consent::refused;
use crate::errors::{self, session};
use crate::inputs::{SetQuietLogInput, key};

/// The answer to a word about the log's quiet. It does not say what the log is now.
#[derive(SimpleObject)]
pub(crate) struct SetQuietLogPayload {
    /// Why nothing was changed.
    user_errors: Vec<UserError>,
}

#[derive(Default)]
pub(super) struct RightsMutation;

#[Object]
impl RightsMutation {
    /// For a person who asks for her own data: while her log is quiet, `accessLog` is empty.
    async fn set_quiet_log(&self, context: &Context<'_>, input: SetQuietLogInput) -> Result<SetQuietLogPayload> {
        let session = session(context)?;
        key(&input.idempotency_key)?;
        match session.set_quiet_log(input.quiet, &input.idempotency_key).await {
            Ok(()) => Ok(SetQuietLogPayload { user_errors: Vec::new() }),
            Err(PolicyFault::Unavailable) => Err(errors::unavailable()),
            Err(fault) => Ok(SetQuietLogPayload { user_errors: vec![refused(fault)] }),
        }
    }
}
