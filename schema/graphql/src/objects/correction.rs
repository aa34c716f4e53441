use std::sync::Arc;

use accord_consent::CorrectionOutcome as Outcome;
use accord_federation::{CorrectionView, Session};
use async_graphql::{Enum, ID, SimpleObject};

use super::PartnerOrganisation;

/// What was done about a record.
#[derive(Enum, Copy, Clone, Debug, Eq, PartialEq)]
#[graphql(remote = "accord_consent::CorrectionOutcome")]
pub(crate) enum CorrectionOutcome {
    /// It was corrected.
    Corrected,
    /// It was not; the reason says why, and where to complain (UK GDPR Art 12(4)).
    Refused,
    /// Some of it was.
    Partly,
}

/// A request that the organisation which holds a record correct it (UK GDPR Art 16, DPA 2018 s.46).
#[derive(SimpleObject, Clone)]
pub(crate) struct CorrectionRequest {
    /// Give it to `answerCorrection`.
    id: ID,
    /// The person, by the id of her record.
    victim: ID,
    /// The record.
    record: ID,
    /// Who holds the record and answers, if you may know it.
    organisation: Option<PartnerOrganisation>,
    /// Which field of it.
    field: String,
    /// What is wrong.
    what: Option<String>,
    /// When it was asked, RFC 3339.
    asked_at: String,
    /// The day by which it is to be answered: a month (UK GDPR Art 12(3)).
    due_by: String,
    /// What became of it; nothing as long as it is open.
    outcome: Option<CorrectionOutcome>,
    /// Why.
    reason: Option<String>,
    /// When it was answered, RFC 3339.
    answered_at: Option<String>,
}

impl CorrectionRequest {
    pub(crate) fn new(session: &Arc<Session>, view: CorrectionView) -> Self {
        let (outcome, answered_at): (Option<Outcome>, _) = view.outcome.unzip();
        Self {
            id: ID(view.id.0),
            victim: ID(view.person.0),
            record: ID(view.record.0),
            organisation: view.owner.map(|owner| PartnerOrganisation::of(session.house(), owner)),
            field: view.field,
            what: view.what,
            asked_at: view.asked_at.to_string(),
            due_by: view.due_by.to_string(),
            outcome: outcome.map(Into::into),
            reason: view.reason,
            answered_at: answered_at.map(|at| at.to_string()),
        }
    }
}
