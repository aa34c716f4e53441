use accord_federation::{FindFault, Finding};
use async_graphql::{Context, Enum, Object, Result, SimpleObject};

use super::UserError;
use crate::errors::{self, session};
use crate::inputs::{FindVictimInput, IdentifierField};
use crate::objects::Victim;
use crate::wanted::Selected;

/// What became of a search for one person.
#[derive(Enum, Copy, Clone, Debug, Eq, PartialEq)]
pub(crate) enum FindOutcome {
    /// One person.
    Found,
    /// Several fit: say more.
    NeedMoreDetail,
    /// A new handle: nobody is known by this, or nobody of whom you may know. Consent recorded on it opens records once
    /// a reviewer has linked them.
    Introduced,
}

/// The answer to a search for one person.
#[derive(SimpleObject)]
pub(crate) struct FindVictimPayload {
    /// What became of it.
    outcome: Option<FindOutcome>,
    /// The person.
    victim: Option<Victim>,
    /// What would help, where more is needed.
    need_more: Vec<IdentifierField>,
    /// Why nothing was looked up.
    user_errors: Vec<UserError>,
}

impl FindVictimPayload {
    const fn new(outcome: FindOutcome, victim: Option<Victim>, need_more: Vec<IdentifierField>) -> Self {
        Self { outcome: Some(outcome), victim, need_more, user_errors: Vec::new() }
    }

    fn refused(error: UserError) -> Self {
        Self { outcome: None, victim: None, need_more: Vec::new(), user_errors: vec![error] }
    }
}

#[derive(Default)]
pub(super) struct FindMutation;

#[Object]
impl FindMutation {
    /// Looks for one person who is present, by two identifiers at least. Never a list: where several fit, more is asked
    /// for. Finding a person puts her into your caseload for four weeks.
    async fn find_victim(&self, context: &Context<'_>, input: FindVictimInput) -> Result<FindVictimPayload> {
        let session = session(context)?;
        let sought = input.sought()?;
        let found = session.find_victim(&sought, input.presence.code(), &input.reason).await;
        let selected = Selected::below(context).field("FindVictimPayload", "victim");
        match found {
            Ok(Finding::Found(person)) => {
                let victim = Victim::load(session, person, &selected).await;
                Ok(FindVictimPayload::new(FindOutcome::Found, Some(victim), Vec::new()))
            }
            Ok(Finding::Introduced(person)) => {
                let victim = Victim::load(session, person, &selected).await;
                Ok(FindVictimPayload::new(FindOutcome::Introduced, Some(victim), Vec::new()))
            }
            Ok(Finding::NeedMore(missing)) => {
                Ok(FindVictimPayload::new(FindOutcome::NeedMoreDetail, None, IdentifierField::all(missing)))
            }
            Err(FindFault::TooMany) => Ok(FindVictimPayload::refused(UserError::new(
                "TOO_MANY_FINDS",
                "You have looked for too many people in an hour.",
                &[],
            ))),
            Err(FindFault::NotAllowed) => {
                Ok(FindVictimPayload::refused(UserError::new("NOT_ALLOWED", "Your role looks for nobody.", &[])))
            }
            Err(FindFault::Unavailable) => Err(errors::unavailable()),
        }
    }
}
