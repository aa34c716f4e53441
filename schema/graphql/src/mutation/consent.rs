use std::sync::Arc;

use accord_consent::PolicyFault;
use accord_model::{RecordType, SubjectId};
use async_graphql::{Context, Object, Result, SimpleObject};

use super::UserError;
use crate::errors::{self, session};
use crate::inputs::{RecordConsentInput, WithdrawConsentInput, key};
use crate::objects::{ConsentDirective, PastDisclosure, Victim};
use crate::wanted::Selected;

/// The answer to a consent.
#[derive(SimpleObject)]
pub(crate) struct RecordConsentPayload {
    /// As it was written down.
    directive: Option<ConsentDirective>,
    /// The person, as you may see her now.
    victim: Option<Victim>,
    /// Why it was not written down.
    user_errors: Vec<UserError>,
}

/// The answer to a withdrawal.
#[derive(SimpleObject)]
pub(crate) struct WithdrawConsentPayload {
    /// As it was withdrawn.
    directive: Option<ConsentDirective>,
    /// What was shown already: withdrawal cannot unsee it. To the person, to anybody; else, to your organisation.
    already_disclosed: Vec<PastDisclosure>,
    /// Why it was not withdrawn.
    user_errors: Vec<UserError>,
}

#[derive(Default)]
pub(super) struct ConsentMutation;

#[Object]
impl ConsentMutation {
    /// Writes down what a person says about sharing. In force when this answers.
    async fn record_consent(&self, context: &Context<'_>, input: RecordConsentInput) -> Result<RecordConsentPayload> {
        let session = session(context)?;
        let draft = input.draft()?;
        let Some((RecordType::Victim, handle)) = session.resolve(&input.victim) else {
            return Err(errors::invalid_id());
        };
        match session.record_consent(SubjectId(handle), draft, &input.idempotency_key).await {
            Ok((directive, person)) => {
                let selected = Selected::below(context).field("RecordConsentPayload", "victim");
                Ok(RecordConsentPayload {
                    directive: Some(ConsentDirective::new(Arc::clone(session), directive)),
                    victim: Some(Victim::load(session, person, &selected).await),
                    user_errors: Vec::new(),
                })
            }
            Err(PolicyFault::Unavailable) => Err(errors::unavailable()),
            Err(fault) => {
                let is_member = |id| session.house().desk.organisations().get(id).is_some();
                let error = match fault {
                    PolicyFault::UnknownOrganisation => refused(fault).at(input.unknown(is_member)),
                    fault => refused(fault),
                };
                Ok(RecordConsentPayload { directive: None, victim: None, user_errors: vec![error] })
            }
        }
    }

    /// Takes a consent back. In force when this answers; twice is the same as once.
    async fn withdraw_consent(
        &self,
        context: &Context<'_>,
        input: WithdrawConsentInput,
    ) -> Result<WithdrawConsentPayload> {
        let session = session(context)?;
        key(&input.idempotency_key)?;
        match session.withdraw_consent(&input.directive).await {
            Ok((directive, seen)) => Ok(WithdrawConsentPayload {
                directive: Some(ConsentDirective::new(Arc::clone(session), directive)),
                already_disclosed: seen.iter().map(|past| PastDisclosure::new(session.house(), past)).collect(),
                user_errors: Vec::new(),
            }),
            Err(PolicyFault::Unavailable) => Err(errors::unavailable()),
            Err(fault) => Ok(WithdrawConsentPayload {
                directive: None,
                already_disclosed: Vec::new(),
                user_errors: vec![refused(fault)],
            }),
        }
    }
}

pub(super) fn refused(fault: PolicyFault) -> UserError {
    let (code, message, path): (_, _, &[&str]) = match fault {
        PolicyFault::NotAllowed => {
            ("NOT_ALLOWED", "Your role, or what you ask for, does not allow this for this person.", &[])
        }
        PolicyFault::EmptyPeriod => ("EMPTY_PERIOD", "It would end before it begins.", &["input", "until"]),
        PolicyFault::PeriodTooLong => ("PERIOD_TOO_LONG", "It would last longer than allowed.", &["input", "until"]),
        PolicyFault::NoCategory => ("NO_CATEGORY", "Name one category at least.", &["input", "categories"]),
        PolicyFault::UnknownOrganisation => {
            ("UNKNOWN_ORGANISATION", "No member of the partnership has this name.", &["input", "organisation"])
        }
        PolicyFault::KeyReused => {
            ("IDEMPOTENCY_KEY_REUSED", "The key was used for something else.", &["input", "idempotencyKey"])
        }
        PolicyFault::NotFound => ("NOT_FOUND", "There is no such thing for you.", &[]),
        PolicyFault::WrongGiver => (
            "WRONG_GIVER",
            "You say so as yourself with SELF, for somebody else with PARENT or ATTORNEY.",
            &["input", "given", "by"],
        ),
        PolicyFault::ReasonTooShort => {
            ("REASON_TOO_SHORT", "A reason has 20 characters at least, and says something.", &[])
        }
        PolicyFault::ReasonTooLong => ("REASON_TOO_LONG", "A reason has 2,000 characters at most.", &[]),
        PolicyFault::TooManyEmergencies => {
            ("TOO_MANY_EMERGENCIES", "You have asked for emergency access too often today.", &[])
        }
        PolicyFault::Suspended => {
            ("EMERGENCY_RIGHT_SUSPENDED", "Your right to emergency access rests until earlier uses are reviewed.", &[])
        }
        PolicyFault::NoticeUnexplained => {
            ("NOTICE_UNEXPLAINED", "Say why the victim has had no notice.", &["input", "noNoticeBecause"])
        }
        PolicyFault::ProbativeValueMissing => (
            "PROBATIVE_VALUE_MISSING",
            "Counselling information needs its substantial probative value.",
            &["input", "substantialProbativeValue"],
        ),
        PolicyFault::Unavailable => ("SERVICE_UNAVAILABLE", "Try again later.", &[]),
    };
    UserError::new(code, message, path)
}
