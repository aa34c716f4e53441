use std::sync::Arc;

use accord_consent::{Disclosed, FieldSet};
use accord_federation::{Answer, House, Member, Passage, Session};
use accord_model as model;
use async_graphql::{Context, ID, Object, Result, SimpleObject};

use super::{CodedTerm, Disclosure, Gap, PartnerOrganisation, RecordSource, SourceTerm, TimeSpan, Victim, Withheld};
use crate::codes::{CareSetting, Category, Need, ReferralStatus, ServiceRole};
use crate::directives::{consent, consent_by_value, open};
use crate::errors;
use crate::wanted::Selected;

/// That a person was referred to a service, as one partner recorded it. Without SUPPORT it does not exist.
#[derive(Clone)]
pub(crate) struct Referral {
    session: Arc<Session>,
    passage: Arc<Passage>,
    answer: Arc<Answer<model::Referral>>,
}

/// Who sent a referral, or to whom it went. A clinic's name says it all: it is shown where everything is granted that the
/// party reveals, and nowhere else.
#[derive(SimpleObject)]
pub(crate) struct ReferralParty {
    /// The party's name, as the partner gives it.
    name: String,
    /// The member of the partnership, where it is one.
    organisation: Option<PartnerOrganisation>,
}

impl ReferralParty {
    fn of(house: &House, party: &model::ReferralParty) -> Self {
        let organisation = party.organisation.map(|id| PartnerOrganisation::of(house, id));
        Self { name: party.name.clone(), organisation }
    }
}

/// One step in the life of a referral.
#[derive(SimpleObject)]
pub(crate) struct ReferralEvent {
    /// When, RFC 3339.
    at: String,
    /// What it became.
    status: ReferralStatus,
}

impl Referral {
    /// The referral with these fields of its record.
    pub(crate) async fn load(session: &Arc<Session>, passage: Passage, wanted: FieldSet) -> Self {
        let answer = session.referral_contents(&passage, wanted).await;
        Self { session: Arc::clone(session), passage: Arc::new(passage), answer: Arc::new(answer) }
    }

    fn record(&self) -> Option<&model::Referral> {
        self.answer.entries.first()?.disclosed.as_deref().map(Disclosed::record)
    }

    fn code<T: Copy, O: From<T>>(&self, field: impl Fn(&model::Referral) -> Option<&model::Private<T>>) -> Option<O> {
        self.record().and_then(field).map(|value| O::from(*value.reveal()))
    }

    fn term(&self, field: impl Fn(&model::Referral) -> Option<&model::Private<model::CodedTerm>>) -> Option<CodedTerm> {
        self.record().and_then(field).map(|term| CodedTerm::from(term.reveal()))
    }

    fn party(
        &self,
        field: impl Fn(&model::Referral) -> Option<&model::Private<model::ReferralParty>>,
    ) -> Option<ReferralParty> {
        self.record().and_then(field).map(|party| ReferralParty::of(self.session.house(), party.reveal()))
    }
}

/// That a person was referred to a service, as one partner recorded it. Without SUPPORT it does not exist.
#[Object]
impl Referral {
    /// Opaque, and your organisation's own.
    #[graphql(directive = open::apply("opaque handle".to_string()))]
    pub async fn id(&self) -> ID {
        ID(self.session.referral_id(self.passage.id()).0)
    }

    /// Where it stands.
    #[graphql(directive = consent::apply(Category::Support))]
    async fn status(&self) -> Option<ReferralStatus> {
        self.code(|r| r.status.as_ref())
    }

    /// When it was sent.
    #[graphql(directive = consent::apply(Category::Support))]
    async fn sent(&self) -> Option<TimeSpan> {
        self.record()?.sent.as_ref().map(|sent| TimeSpan::from(sent.reveal()))
    }

    /// Who was referred, as far as you may know of her.
    #[graphql(directive = open::apply("the person decides for herself".to_string()))]
    async fn victim(&self, context: &Context<'_>) -> Result<Option<Victim>> {
        let Some(person) = self.session.victim_of(&self.passage).await.map_err(errors::index)? else {
            return Ok(None);
        };
        Ok(Some(Victim::load(&self.session, person, &Selected::below(context)).await))
    }

    /// Who sent it.
    #[graphql(directive = consent_by_value::apply())]
    async fn sender(&self) -> Option<ReferralParty> {
        self.party(|r| r.sender.as_ref())
    }

    /// To whom it went.
    #[graphql(directive = consent_by_value::apply())]
    async fn recipient(&self) -> Option<ReferralParty> {
        self.party(|r| r.recipient.as_ref())
    }

    /// The service asked for.
    #[graphql(directive = consent::apply(Category::Support))]
    async fn service(&self) -> Option<CodedTerm> {
        self.term(|r| r.service.as_ref())
    }

    /// Where care is given.
    #[graphql(directive = consent::apply(Category::Health))]
    async fn setting(&self) -> Option<CareSetting> {
        self.code(|r| r.setting.as_ref())
    }

    /// What care is for.
    #[graphql(directive = consent::apply(Category::Health))]
    async fn need(&self) -> Option<Need> {
        self.code(|r| r.need.as_ref())
    }

    /// What the service does in the care pathway.
    #[graphql(directive = consent::apply(Category::Support))]
    async fn role(&self) -> Option<ServiceRole> {
        self.code(|r| r.role.as_ref())
    }

    /// Why.
    #[graphql(directive = consent::apply(Category::Support))]
    async fn reason(&self) -> Option<CodedTerm> {
        self.term(|r| r.reason.as_ref())
    }

    /// What became of it, oldest first.
    #[graphql(directive = consent::apply(Category::Support))]
    async fn history(&self) -> Option<Vec<ReferralEvent>> {
        let all = self.record()?.history.iter().map(model::Private::reveal);
        let all: Vec<_> =
            all.map(|step| ReferralEvent { at: step.at.to_string(), status: step.status.into() }).collect();
        (!all.is_empty()).then_some(all)
    }

    /// Where the record comes from.
    #[graphql(directive = consent_by_value::apply())]
    async fn source(&self) -> RecordSource {
        let owner = self.passage.members().first().and_then(Member::owner);
        let record = self.record();
        let terms = |r: &model::Referral| r.terms.iter().map(|term| SourceTerm::from(term.reveal())).collect();
        RecordSource {
            partner: owner.map(|id| PartnerOrganisation::of(self.session.house(), id)),
            reference: record.and_then(|r| r.reference.as_ref()).map(|r| r.reveal().0.clone()),
            // Whose it is may not be known: when it was read would tell.
            as_of: record.filter(|_| owner.is_some()).map(|r| r.as_of.to_string()),
            terms: record.map_or_else(Vec::new, terms),
        }
    }

    /// What is withheld and what is missing.
    #[graphql(directive = open::apply("derives from policy alone".to_string()))]
    async fn disclosure(&self) -> Disclosure {
        let house = self.session.house();
        let gaps = self.answer.entries.iter().flat_map(|entry| &entry.gaps);
        Disclosure {
            withheld: self.passage.withheld().iter().map(Withheld::from).collect(),
            gaps: gaps.map(|g| Gap::of::<model::Referral>(house, g)).collect(),
            permitted_actions: self.session.actions(self.passage.members()).into_iter().map(Into::into).collect(),
            valid_until: self.session.valid_until().to_string(),
        }
    }
}
