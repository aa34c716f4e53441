use std::sync::Arc;

use accord_consent::{Audience, Directive, Effect, RecordScope};
use accord_federation::{House, Session};
use async_graphql::{Enum, ID, Object, SimpleObject};

use super::PartnerOrganisation;
use crate::codes::{Action, Category, OrganisationKind, Purpose, Role};

/// What a directive does.
#[derive(Enum, Copy, Clone, Debug, Eq, PartialEq)]
pub(crate) enum ConsentEffect {
    /// The person agrees.
    Permit,
    /// The person refuses.
    Deny,
}

impl From<ConsentEffect> for Effect {
    fn from(effect: ConsentEffect) -> Self {
        match effect {
            ConsentEffect::Permit => Self::Permit,
            ConsentEffect::Deny => Self::Deny,
        }
    }
}

/// A bar is nobody's word; who would read of one reads of a refusal.
impl From<Effect> for ConsentEffect {
    fn from(effect: Effect) -> Self {
        match effect {
            Effect::Permit => Self::Permit,
            Effect::Deny | Effect::Bar => Self::Deny,
        }
    }
}

/// How a consent was given.
#[derive(SimpleObject, Clone)]
pub(crate) struct GivenConsent {
    /// Who said it.
    by: String,
    /// How.
    method: String,
    /// Version of the words that were read out.
    wording_version: String,
    /// Language they were read out in, BCP 47.
    language: String,
}

/// What a person has said about sharing.
#[derive(Clone)]
pub(crate) struct ConsentDirective {
    session: Arc<Session>,
    directive: Directive,
}

impl ConsentDirective {
    pub(crate) const fn new(session: Arc<Session>, directive: Directive) -> Self {
        Self { session, directive }
    }
}

/// What a person has said about sharing.
#[Object]
impl ConsentDirective {
    /// Give it to `withdrawConsent`.
    async fn id(&self) -> ID {
        ID(self.session.directive_id(&self.directive).0)
    }

    /// Permit or deny.
    async fn effect(&self) -> ConsentEffect {
        let effect: Effect = self.directive.effect;
        effect.into()
    }

    /// The organisation meant; nothing where a kind or everybody is.
    async fn organisation(&self) -> Option<PartnerOrganisation> {
        match self.directive.to {
            Audience::Organisation(id) => Some(PartnerOrganisation::of(self.session.house(), id)),
            Audience::Anyone | Audience::Kind(_) => None,
        }
    }

    /// The kind of organisation meant.
    async fn organisation_kind(&self) -> Option<OrganisationKind> {
        match self.directive.to {
            Audience::Kind(kind) => Some(kind.into()),
            Audience::Anyone | Audience::Organisation(_) => None,
        }
    }

    /// For one purpose, or for every one.
    async fn purpose(&self) -> Option<Purpose> {
        self.directive.purpose.map(Into::into)
    }

    /// What.
    async fn categories(&self) -> Vec<Category> {
        self.directive.categories.iter().map(Into::into).collect()
    }

    /// To do one thing, or anything.
    async fn action(&self) -> Option<Action> {
        self.directive.action.map(Into::into)
    }

    /// Whose records; nothing where all are meant, or the one record that it was written in.
    async fn records_of(&self) -> Option<PartnerOrganisation> {
        match self.directive.records {
            RecordScope::Owner(id) => Some(PartnerOrganisation::of(self.session.house(), id)),
            RecordScope::All | RecordScope::Record(_) => None,
        }
    }

    /// Whether it speaks of one record alone: the one it was written in.
    async fn one_record(&self) -> bool {
        matches!(self.directive.records, RecordScope::Record(_))
    }

    /// From this instant on, RFC 3339.
    async fn start(&self) -> String {
        self.directive.start.to_string()
    }

    /// Until before this instant, RFC 3339.
    async fn end(&self) -> Option<String> {
        self.directive.end.map(|end| end.to_string())
    }

    /// How it was given.
    async fn given(&self) -> GivenConsent {
        let given = self.directive.given.clone();
        GivenConsent {
            by: given.by,
            method: given.method,
            wording_version: given.wording_version,
            language: given.language,
        }
    }

    /// Who wrote it down.
    async fn recorded_by(&self) -> PartnerOrganisation {
        PartnerOrganisation::of(self.session.house(), self.directive.recorded_by)
    }

    /// Its receipt, signed by the gateway: a compact JWS whose payload has the shape of a consent receipt of ISO/IEC TS
    /// 27560:2023. It says what the directive says now: keep the one of a withdrawal. The keys to check it are at
    /// `/.well-known/jwks.json`. Nothing for what a partner's own record says.
    async fn receipt(&self) -> Option<String> {
        self.session.receipt(&self.directive)
    }

    /// When it was withdrawn, RFC 3339.
    async fn withdrawn_at(&self) -> Option<String> {
        self.directive.withdrawn_at.map(|at| at.to_string())
    }
}

/// What was shown already: withdrawal cannot unsee it.
#[derive(SimpleObject)]
pub(crate) struct PastDisclosure {
    /// Who saw it: the organisation, never the member of staff.
    organisation: PartnerOrganisation,
    /// In which role.
    role: Role,
    /// For what.
    purpose: Purpose,
    /// Which kinds of data.
    categories: Vec<Category>,
    /// When last, RFC 3339.
    last: String,
}

impl PastDisclosure {
    pub(crate) fn new(house: &House, past: &accord_consent::PastDisclosure) -> Self {
        Self {
            organisation: PartnerOrganisation::of(house, past.organisation),
            role: past.role.into(),
            purpose: past.purpose.into(),
            categories: past.categories.iter().map(Into::into).collect(),
            last: past.last.to_string(),
        }
    }
}
