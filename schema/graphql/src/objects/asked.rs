use std::sync::Arc;

use accord_consent::{AccessState, AskedAccess, RequestWords};
use accord_federation::Session;
use async_graphql::{Enum, ID, Object};

use super::PartnerOrganisation;
use crate::codes::{Category, Role};

/// Where an access stands.
#[derive(Enum, Copy, Clone, Debug, Eq, PartialEq)]
#[graphql(name = "AccessState", remote = "accord_consent::AccessState")]
pub(crate) enum State {
    /// A request for counselling information waits for a second person.
    Waiting,
    /// Written down, and not reviewed.
    Open,
    /// Found justified, or approved.
    Approved,
    /// Found unjustified, or turned down.
    Refused,
}

/// Emergency access to one person's records.
#[derive(Clone)]
pub(crate) struct EmergencyAccess {
    session: Arc<Session>,
    access: AskedAccess,
    reason: String,
}

impl EmergencyAccess {
    pub(crate) fn new(session: Arc<Session>, access: AskedAccess) -> Self {
        let reason = session.reasons(&access);
        Self { session, access, reason }
    }
}

/// Emergency access to one person's records.
#[Object]
impl EmergencyAccess {
    /// Give it to `reviewEmergencyAccess`.
    async fn id(&self) -> ID {
        ID(self.session.access_id(&self.access).0)
    }

    /// In which role it was asked for; never by whom.
    async fn role(&self) -> Role {
        self.access.role.into()
    }

    /// When it was asked for, RFC 3339.
    async fn at(&self) -> String {
        self.access.at.to_string()
    }

    /// Until before this instant, RFC 3339.
    async fn until(&self) -> String {
        self.access.end.to_string()
    }

    /// Until when it is to be reviewed, RFC 3339. After that its user's right rests.
    async fn review_by(&self) -> String {
        self.access.review_by().to_string()
    }

    /// Why it was asked for.
    async fn reason(&self) -> &str {
        &self.reason
    }

    /// Where it stands.
    async fn state(&self) -> State {
        let state: AccessState = self.access.state;
        state.into()
    }

    /// When it was reviewed, RFC 3339.
    async fn reviewed_at(&self) -> Option<String> {
        self.access.answered.map(|(_, at)| at.to_string())
    }
}

/// A victim information request (Victims and Prisoners Act 2024 s.28).
#[derive(Clone)]
pub(crate) struct InformationRequest {
    session: Arc<Session>,
    access: AskedAccess,
    words: RequestWords,
}

impl InformationRequest {
    pub(crate) fn new(session: Arc<Session>, access: AskedAccess) -> Self {
        let words = session.request_words(&access);
        Self { session, access, words }
    }
}

/// A victim information request (Victims and Prisoners Act 2024 s.28).
#[Object]
impl InformationRequest {
    /// Give it to `answerInformationRequest`.
    async fn id(&self) -> ID {
        ID(self.session.access_id(&self.access).0)
    }

    /// Whose records it is about.
    async fn organisation(&self) -> Option<PartnerOrganisation> {
        self.access.owner.map(|owner| PartnerOrganisation::of(self.session.house(), owner))
    }

    /// Which kinds of data.
    async fn categories(&self) -> Vec<Category> {
        self.access.categories.iter().map(Into::into).collect()
    }

    /// When it was made, RFC 3339.
    async fn at(&self) -> String {
        self.access.at.to_string()
    }

    /// Until before this instant, RFC 3339.
    async fn until(&self) -> String {
        self.access.end.to_string()
    }

    /// The reasonable line of enquiry.
    async fn line_of_enquiry(&self) -> &str {
        &self.words.line_of_enquiry
    }

    /// Why the information is needed for it.
    async fn necessity(&self) -> &str {
        &self.words.necessity
    }

    /// Why it is not more than is needed, and could not be had in a less intrusive way.
    async fn proportionality(&self) -> &str {
        &self.words.proportionality
    }

    /// Whether the victim was given notice.
    async fn notice_given(&self) -> bool {
        self.words.notice_given
    }

    /// Why not, where she was not.
    async fn no_notice_because(&self) -> Option<&str> {
        self.words.no_notice_because.as_deref()
    }

    /// Why counselling information would have substantial probative value.
    async fn substantial_probative_value(&self) -> Option<&str> {
        self.words.substantial_probative_value.as_deref()
    }

    /// Where it stands.
    async fn state(&self) -> State {
        let state: AccessState = self.access.state;
        state.into()
    }

    /// When the second person answered, RFC 3339.
    async fn answered_at(&self) -> Option<String> {
        self.access.answered.map(|(_, at)| at.to_string())
    }
}
