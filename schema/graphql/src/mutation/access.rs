use std::sync::Arc;

use accord_consent::{AccessKind, PolicyFault};
use accord_federation::Emergency;
use accord_model::{RecordType, SubjectId};
use async_graphql::{Context, Object, Result, SimpleObject};

use super::UserError;
use super::consent::refused;
use crate::errors::{self, session};
use crate::inputs::{
    AnswerRequestInput, BreakGlassInput, IdentifierField, RequestInformationInput, ReviewEmergencyInput,
};
use crate::objects::{EmergencyAccess, InformationRequest, Victim};
use crate::wanted::Selected;

/// The answer to asking for emergency access.
#[derive(SimpleObject, Default)]
pub(crate) struct BreakGlassPayload {
    /// The access.
    access: Option<EmergencyAccess>,
    /// The person, as you may see her now.
    victim: Option<Victim>,
    /// What would help, where several people fit.
    need_more: Vec<IdentifierField>,
    /// Why nothing was opened.
    user_errors: Vec<UserError>,
}

/// The answer to a review.
#[derive(SimpleObject)]
pub(crate) struct ReviewEmergencyPayload {
    /// The access as it stands now.
    access: Option<EmergencyAccess>,
    /// Why nothing was written.
    user_errors: Vec<UserError>,
}

/// The answer to a victim information request, and to its approval.
#[derive(SimpleObject)]
pub(crate) struct InformationRequestPayload {
    /// The request as it stands now.
    request: Option<InformationRequest>,
    /// Why nothing was written.
    user_errors: Vec<UserError>,
}

#[derive(Default)]
pub(super) struct AccessMutation;

#[Object]
impl AccessMutation {
    /// Emergency access to one person's records for 60 minutes, for the purpose `BREAK_GLASS`. Privacy officers are told at
    /// once; it is reviewed within 72 hours, and the person reads of it in her log.
    async fn break_glass(&self, context: &Context<'_>, input: BreakGlassInput) -> Result<BreakGlassPayload> {
        let session = session(context)?;
        let (whom, key) = (input.whom(session)?, input.key()?);
        let nobody = || UserError::new("NOT_FOUND", "Nobody whose records would be opened is known by this.", &[]);
        match session.break_glass(&whom, &input.reason, key).await {
            Ok(Emergency::Opened(access, person)) => {
                let selected = Selected::below(context).field("BreakGlassPayload", "victim");
                Ok(BreakGlassPayload {
                    access: Some(EmergencyAccess::new(Arc::clone(session), *access)),
                    victim: Some(Victim::load(session, *person, &selected).await),
                    ..BreakGlassPayload::default()
                })
            }
            Ok(Emergency::NeedMore(missing)) => {
                Ok(BreakGlassPayload { need_more: IdentifierField::all(missing), ..BreakGlassPayload::default() })
            }
            Ok(Emergency::Nobody) => {
                Ok(BreakGlassPayload { user_errors: vec![nobody()], ..BreakGlassPayload::default() })
            }
            Err(PolicyFault::Unavailable) => Err(errors::unavailable()),
            Err(PolicyFault::NotFound) => {
                Ok(BreakGlassPayload { user_errors: vec![nobody()], ..BreakGlassPayload::default() })
            }
            Err(fault @ (PolicyFault::ReasonTooShort | PolicyFault::ReasonTooLong)) => {
                Ok(BreakGlassPayload { user_errors: vec![refused(fault).at("reason")], ..BreakGlassPayload::default() })
            }
            Err(fault) => Ok(BreakGlassPayload { user_errors: vec![refused(fault)], ..BreakGlassPayload::default() }),
        }
    }

    /// What a data-protection officer found of an emergency of her own organisation. Nobody reviews her own.
    async fn review_emergency_access(
        &self,
        context: &Context<'_>,
        input: ReviewEmergencyInput,
    ) -> Result<ReviewEmergencyPayload> {
        let session = session(context)?;
        input.key()?;
        match session.answer_access(&input.access, AccessKind::Emergency, input.justified).await {
            Ok(access) => {
                let access = EmergencyAccess::new(Arc::clone(session), access);
                Ok(ReviewEmergencyPayload { access: Some(access), user_errors: Vec::new() })
            }
            Err(PolicyFault::Unavailable) => Err(errors::unavailable()),
            Err(fault) => Ok(ReviewEmergencyPayload { access: None, user_errors: vec![refused(fault)] }),
        }
    }

    /// A victim information request: what the police ask of another agency's records about a victim. Open at once; one for
    /// counselling information when a second person has approved it.
    async fn request_information(
        &self,
        context: &Context<'_>,
        input: RequestInformationInput,
    ) -> Result<InformationRequestPayload> {
        let session = session(context)?;
        let (draft, key) = (input.draft()?, input.key()?);
        let Some((RecordType::Victim, handle)) = session.resolve(&input.victim) else {
            return Err(errors::invalid_id());
        };
        let written = session.request_information(SubjectId(handle), &draft, key).await;
        let place = match written {
            Err(PolicyFault::ReasonTooShort | PolicyFault::ReasonTooLong) => draft.words.wrong(),
            _ => None,
        };
        let mut answer = payload(session, written)?;
        if let Some(place) = place {
            answer.user_errors = answer.user_errors.into_iter().map(|error| error.at(place)).collect();
        }
        Ok(answer)
    }

    /// The second person approves a request, or turns it down. Nobody answers her own.
    async fn answer_information_request(
        &self,
        context: &Context<'_>,
        input: AnswerRequestInput,
    ) -> Result<InformationRequestPayload> {
        let session = session(context)?;
        input.key()?;
        payload(session, session.answer_access(&input.request, AccessKind::InformationRequest, input.approve).await)
    }
}

fn payload(
    session: &Arc<accord_federation::Session>,
    written: Result<accord_consent::AskedAccess, PolicyFault>,
) -> Result<InformationRequestPayload> {
    match written {
        Ok(access) => {
            let request = InformationRequest::new(Arc::clone(session), access);
            Ok(InformationRequestPayload { request: Some(request), user_errors: Vec::new() })
        }
        Err(PolicyFault::Unavailable) => Err(errors::unavailable()),
        Err(fault) => Ok(InformationRequestPayload { request: None, user_errors: vec![refused(fault)] }),
    }
}
