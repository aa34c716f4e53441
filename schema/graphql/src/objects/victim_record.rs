use std::sync::Arc;

use accord_consent::Disclosed;
use accord_federation::{Answer, Member, Person, Session};
use accord_model as model;
use async_graphql::Object;

use super::{
    Address, Disclosure, Gap, HumanName, PartialDate, PartnerOrganisation, RecordSource, SourceTerm, Withheld,
};
use crate::codes::Category;
use crate::directives::{consent, consent_by_value, open};

/// One partner's record of a person.
pub(crate) struct VictimRecord {
    pub(crate) session: Arc<Session>,
    pub(crate) person: Arc<Person>,
    pub(crate) answer: Arc<Answer<model::Victim>>,
    pub(crate) place: usize,
}

impl VictimRecord {
    fn member(&self) -> Option<&Member> {
        self.person.members().get(self.place)
    }

    fn record(&self) -> Option<&model::Victim> {
        let entry = self.answer.entries.get(self.place)?;
        entry.disclosed.as_deref().map(Disclosed::record)
    }

    fn value<'a, T: 'a, O: From<&'a T>>(
        &'a self,
        field: impl Fn(&'a model::Victim) -> Option<&'a model::Private<T>>,
    ) -> Option<O> {
        self.record().and_then(field).map(|value| O::from(value.reveal()))
    }
}

/// One partner's record of a person.
#[Object]
impl VictimRecord {
    /// Where it comes from.
    #[graphql(directive = consent_by_value::apply())]
    async fn source(&self) -> RecordSource {
        let owner = self.member().and_then(Member::owner);
        RecordSource {
            partner: owner.map(|id| PartnerOrganisation::of(self.session.house(), id)),
            reference: self.record().and_then(|v| v.reference.as_ref()).map(|r| r.reveal().0.clone()),
            // Whose it is may not be known: when it was read would tell.
            as_of: self.record().filter(|_| owner.is_some()).map(|v| v.as_of.to_string()),
            terms: self
                .record()
                .map_or_else(Vec::new, |v| v.terms.iter().map(|term| SourceTerm::from(term.reveal())).collect()),
        }
    }

    /// The name in this record.
    #[graphql(directive = consent::apply(Category::Identity))]
    async fn name(&self) -> Option<HumanName> {
        self.value(|v| v.name.as_ref())
    }

    /// The date of birth in this record.
    #[graphql(directive = consent::apply(Category::Identity))]
    async fn date_of_birth(&self) -> Option<PartialDate> {
        self.value(|v| v.date_of_birth.as_ref())
    }

    /// The address in this record.
    #[graphql(directive = consent::apply(Category::Location))]
    async fn address(&self) -> Option<Address> {
        self.value(|v| v.address.as_ref())
    }

    /// What is withheld and what is missing of this record.
    #[graphql(directive = open::apply("derives from policy alone".to_string()))]
    async fn disclosure(&self) -> Disclosure {
        let house = self.session.house();
        let members = self.member().map(std::slice::from_ref).unwrap_or_default();
        let gaps = self.answer.entries.get(self.place).map(|e| e.gaps.as_slice()).unwrap_or_default();
        let withheld = members.iter().flat_map(Member::withheld::<model::Victim>);
        Disclosure {
            withheld: withheld.map(|w| Withheld::from(&w)).collect(),
            gaps: gaps.iter().map(|g| Gap::of::<model::Victim>(house, g)).collect(),
            permitted_actions: self.session.actions(members).into_iter().map(Into::into).collect(),
            valid_until: self.session.valid_until().to_string(),
        }
    }
}
