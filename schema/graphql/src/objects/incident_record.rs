use std::sync::Arc;

use accord_consent::Disclosed;
use accord_federation::{Answer, Case, Member, Session};
use accord_model as model;
use async_graphql::Object;

use super::{CodedTerm, Disclosure, Gap, PartnerOrganisation, RecordSource, SourceTerm, TimeSpan, Withheld};
use crate::codes::{Category, Recognition, RecordKind};
use crate::directives::{consent, consent_by_value, open};

/// One partner's report of an incident.
pub(crate) struct IncidentRecord {
    pub(crate) session: Arc<Session>,
    pub(crate) case: Arc<Case>,
    pub(crate) answer: Arc<Answer<model::Incident>>,
    pub(crate) place: usize,
}

impl IncidentRecord {
    fn member(&self) -> Option<&Member> {
        self.case.members().get(self.place)
    }

    fn record(&self) -> Option<&model::Incident> {
        let entry = self.answer.entries.get(self.place)?;
        entry.disclosed.as_deref().map(Disclosed::record)
    }
}

/// One partner's report of an incident.
#[Object]
impl IncidentRecord {
    /// Where it comes from.
    #[graphql(directive = consent_by_value::apply())]
    async fn source(&self) -> RecordSource {
        let owner = self.member().and_then(Member::owner);
        RecordSource {
            partner: owner.map(|id| PartnerOrganisation::of(self.session.house(), id)),
            reference: self.record().and_then(|i| i.reference.as_ref()).map(|r| r.reveal().0.clone()),
            // Whose it is may not be known: when it was read would tell.
            as_of: self.record().filter(|_| owner.is_some()).map(|i| i.as_of.to_string()),
            terms: self
                .record()
                .map_or_else(Vec::new, |i| i.terms.iter().map(|term| SourceTerm::from(term.reveal())).collect()),
        }
    }

    /// Crime, non-crime, ... in this report.
    #[graphql(directive = consent_by_value::apply())]
    async fn record_kind(&self) -> Option<RecordKind> {
        self.record()?.record_kind.as_ref().map(|kind| (*kind.reveal()).into())
    }

    /// How hate was recognised by this partner.
    #[graphql(directive = consent::apply(Category::Offence))]
    async fn recognition(&self) -> Option<Recognition> {
        self.record()?.recognition.as_ref().map(|how| (*how.reveal()).into())
    }

    /// When it happened, after this report.
    #[graphql(directive = consent::apply(Category::Offence))]
    async fn occurred(&self) -> Option<TimeSpan> {
        self.record()?.occurred.as_ref().map(|time| time.reveal().into())
    }

    /// What was done, after this report.
    #[graphql(directive = consent_by_value::apply())]
    async fn offence(&self) -> Option<CodedTerm> {
        self.record()?.offence.as_ref().map(|term| term.reveal().into())
    }

    /// As told in this report.
    #[graphql(directive = consent::apply(Category::Narrative))]
    async fn narrative(&self) -> Option<String> {
        self.record()?.narrative.as_ref().map(|text| text.reveal().clone())
    }

    /// What came of it, after this report.
    #[graphql(directive = consent::apply(Category::Offence))]
    async fn outcome(&self) -> Option<CodedTerm> {
        self.record()?.outcome.as_ref().map(|term| term.reveal().into())
    }

    /// What is withheld and what is missing of this report.
    #[graphql(directive = open::apply("derives from policy alone".to_string()))]
    async fn disclosure(&self) -> Disclosure {
        let house = self.session.house();
        let members = self.member().map(std::slice::from_ref).unwrap_or_default();
        let gaps = self.answer.entries.get(self.place).map(|e| e.gaps.as_slice()).unwrap_or_default();
        let withheld = members.iter().flat_map(Member::withheld::<model::Incident>);
        Disclosure {
            withheld: withheld.map(|w| Withheld::from(&w)).collect(),
            gaps: gaps.iter().map(|g| Gap::of::<model::Incident>(house, g)).collect(),
            permitted_actions: self.session.actions(members).into_iter().map(Into::into).collect(),
            valid_until: self.session.valid_until().to_string(),
        }
    }
}
