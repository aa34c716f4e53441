use accord_consent::PolicyFault;
use accord_federation::CorrectionFault;
use accord_model::{RecordType, SubjectId};
use async_graphql::{Context, Object, Result, SimpleObject};

use super::UserError;
use super::consent::refused;
use crate::errors::{self, session};
use crate::inputs::{AnswerCorrectionInput, RequestCorrectionInput, key, text};
use crate::objects::CorrectionRequest;

/// The answer to a request that a record be corrected, or to its answer.
#[derive(SimpleObject)]
pub(crate) struct CorrectionPayload {
    /// As it was written down.
    request: Option<CorrectionRequest>,
    /// Why it was not.
    user_errors: Vec<UserError>,
}

#[derive(Default)]
pub(super) struct CorrectionMutation;

#[Object]
impl CorrectionMutation {
    /// Asks the organisation that holds a record to correct it: by the person herself, or by somebody who meets her. A
    /// record that does not exist for you is the same as none.
    async fn request_correction(
        &self,
        context: &Context<'_>,
        input: RequestCorrectionInput,
    ) -> Result<CorrectionPayload> {
        let session = session(context)?;
        key(&input.idempotency_key)?;
        text(&input.what, "`what` has 1 to 1,000 characters.")?;
        let Some((RecordType::Victim, handle)) = session.resolve(&input.victim) else {
            return Err(errors::invalid_id());
        };
        let words = (input.field.as_str(), input.what.as_str());
        let asked = session.request_correction(SubjectId(handle), &input.record, words, &input.idempotency_key).await;
        match asked {
            Ok(view) => Ok(CorrectionPayload::written(CorrectionRequest::new(session, view))),
            Err(CorrectionFault::Field) => Ok(CorrectionPayload::refused(UserError::new(
                "UNKNOWN_FIELD",
                "The record has no such field.",
                &["input", "field"],
            ))),
            Err(CorrectionFault::Policy(fault)) => CorrectionPayload::fault(fault),
        }
    }

    /// Answers a request about a record that your organisation holds. An answer that was given stands.
    async fn answer_correction(
        &self,
        context: &Context<'_>,
        input: AnswerCorrectionInput,
    ) -> Result<CorrectionPayload> {
        let session = session(context)?;
        text(&input.reason, "`reason` has 1 to 1,000 characters.")?;
        match session.answer_correction(&input.id, input.outcome.into(), &input.reason).await {
            Ok(view) => Ok(CorrectionPayload::written(CorrectionRequest::new(session, view))),
            Err(PolicyFault::KeyReused) => Ok(CorrectionPayload::refused(UserError::new(
                "ALREADY_ANSWERED",
                "Another answer was given, and stands.",
                &["input", "id"],
            ))),
            Err(fault) => CorrectionPayload::fault(fault),
        }
    }
}

impl CorrectionPayload {
    const fn written(request: CorrectionRequest) -> Self {
        Self { request: Some(request), user_errors: Vec::new() }
    }

    fn refused(error: UserError) -> Self {
        Self { request: None, user_errors: vec![error] }
    }

    fn fault(fault: PolicyFault) -> Result<Self> {
        if fault == PolicyFault::Unavailable { Err(errors::unavailable()) } else { Ok(Self::refused(refused(fault))) }
    }
}
