use std::sync::Arc;

use accord_consent::FieldSet;
use accord_federation::{Answer, Case, Session, first, union};
use accord_model as model;
use async_graphql::{Context, ID, Object, Result, SimpleObject};

use super::{
    Address, Area, CodedTerm, Disclosure, Gap, IncidentRecord, PartnerOrganisation, TimeSpan, Victim, Withheld,
};
use crate::codes::{Category, Channel, PerpetratorRelation, Recognition, RecordKind, Strand, StrandBasis};
use crate::directives::{consent, consent_by_value, open};
use crate::errors;
use crate::wanted::Selected;

/// What happened, put together from the partners' reports as far as you may see them.
#[derive(Clone)]
pub(crate) struct Incident {
    session: Arc<Session>,
    case: Arc<Case>,
    answer: Arc<Answer<model::Incident>>,
}

/// A monitored strand of an incident.
#[derive(SimpleObject)]
pub(crate) struct StrandMark {
    /// Which.
    strand: Strand,
    /// Whether the person has the characteristic, or was taken to have it.
    basis: StrandBasis,
    /// For OTHER: the difference, in the source's words.
    reason: Option<String>,
}

impl From<&model::StrandMark> for StrandMark {
    fn from(mark: &model::StrandMark) -> Self {
        Self {
            strand: mark.strand.into(),
            basis: mark.basis.into(),
            reason: mark.reason.as_ref().map(|r| r.reveal().clone()),
        }
    }
}

/// Where evidence lies: the file stays with its owner.
#[derive(SimpleObject)]
pub(crate) struct Evidence {
    /// Where its owner keeps it.
    url: String,
    /// SHA-256 of the file, hexadecimal.
    sha256: Option<String>,
    /// IANA media type.
    media_type: Option<String>,
}

impl From<&model::Evidence> for Evidence {
    fn from(evidence: &model::Evidence) -> Self {
        Self { url: evidence.url.clone(), sha256: evidence.sha256.clone(), media_type: evidence.media_type.clone() }
    }
}

impl Incident {
    /// The incident with these fields of its reports.
    pub(crate) async fn load(session: &Arc<Session>, case: Case, wanted: FieldSet) -> Self {
        let answer = session.case_contents(&case, wanted).await;
        Self { session: Arc::clone(session), case: Arc::new(case), answer: Arc::new(answer) }
    }

    fn value<'a, T: 'a, O: From<&'a T>>(
        &'a self,
        field: impl Fn(&'a model::Incident) -> Option<&'a model::Private<T>>,
    ) -> Option<O> {
        first(self.answer.records(), field).map(|value| O::from(value.reveal()))
    }

    fn code<'a, T: Copy + 'a, O: From<T>>(
        &'a self,
        field: impl Fn(&'a model::Incident) -> Option<&'a model::Private<T>>,
    ) -> Option<O> {
        first(self.answer.records(), field).map(|value| O::from(*value.reveal()))
    }

    fn values<'a, T: PartialEq + 'a, O: From<&'a T>>(
        &'a self,
        field: impl Fn(&'a model::Incident) -> &'a [model::Private<T>],
    ) -> Option<Vec<O>> {
        let all = union(self.answer.records(), field);
        (!all.is_empty()).then(|| all.into_iter().map(|value| O::from(value.reveal())).collect())
    }
}

/// What happened, put together from the partners' reports as far as you may see them.
#[Object]
impl Incident {
    /// Opaque, and your organisation's own.
    #[graphql(directive = open::apply("opaque handle".to_string()))]
    pub async fn id(&self) -> ID {
        ID(self.case.anchor().map(|a| self.session.incident_id(a).0).unwrap_or_default())
    }

    /// Crime, non-crime, ...: of the first report in order of precedence.
    #[graphql(directive = consent_by_value::apply())]
    async fn record_kind(&self) -> Option<RecordKind> {
        self.code(|i| i.record_kind.as_ref())
    }

    /// How hate was recognised: where one partner flagged it and a rule proposes it from another's report, flagged.
    #[graphql(directive = consent::apply(Category::Offence))]
    async fn recognition(&self) -> Option<Recognition> {
        let said = |of: fn(model::Recognition) -> bool| {
            let known = self.answer.records().filter_map(|i| i.recognition.as_ref()).map(|how| *how.reveal());
            known.into_iter().find(|how| of(*how))
        };
        said(model::Recognition::is_hate).or_else(|| said(|_| true)).map(Into::into)
    }

    /// For a CANDIDATE: the rule on coded fields that proposes it.
    #[graphql(directive = consent::apply(Category::Offence))]
    async fn candidate_rule(&self) -> Option<CodedTerm> {
        self.value(|i| i.candidate_rule.as_ref())
    }

    /// When it happened.
    #[graphql(directive = consent::apply(Category::Offence))]
    async fn occurred(&self) -> Option<TimeSpan> {
        self.value(|i| i.occurred.as_ref())
    }

    /// When it was reported.
    #[graphql(directive = consent::apply(Category::Offence))]
    async fn reported(&self) -> Option<TimeSpan> {
        self.value(|i| i.reported.as_ref())
    }

    /// Monitored strands that you may see, of all reports.
    #[graphql(directive = consent_by_value::apply())]
    async fn strands(&self) -> Option<Vec<StrandMark>> {
        self.values(|i| &i.strands)
    }

    /// How the report came in.
    #[graphql(directive = consent::apply(Category::Offence))]
    async fn channel(&self) -> Option<Channel> {
        self.code(|i| i.channel.as_ref())
    }

    /// What was done, in the unified vocabulary.
    #[graphql(directive = consent_by_value::apply())]
    async fn offence(&self) -> Option<CodedTerm> {
        self.value(|i| i.offence.as_ref())
    }

    /// District.
    #[graphql(directive = consent::apply(Category::Location))]
    async fn area(&self) -> Option<Area> {
        let code = *first(self.answer.records(), |i| i.area.as_ref())?.reveal();
        Some(Area::of(self.session.house(), code))
    }

    /// Where it happened.
    #[graphql(directive = consent::apply(Category::Location))]
    async fn place(&self) -> Option<Address> {
        self.value(|i| i.place.as_ref())
    }

    /// As told, of the first report in order of precedence.
    #[graphql(directive = consent::apply(Category::Narrative))]
    async fn narrative(&self) -> Option<String> {
        first(self.answer.records(), |i| i.narrative.as_ref()).map(|text| text.reveal().clone())
    }

    /// The alleged perpetrator's relation to the person.
    #[graphql(directive = consent::apply(Category::Subject))]
    async fn perpetrator_relation(&self) -> Option<PerpetratorRelation> {
        self.code(|i| i.perpetrator_relation.as_ref())
    }

    /// What came of it.
    #[graphql(directive = consent::apply(Category::Offence))]
    async fn outcome(&self) -> Option<CodedTerm> {
        self.value(|i| i.outcome.as_ref())
    }

    /// Where evidence lies.
    #[graphql(directive = consent::apply(Category::Narrative))]
    async fn evidence(&self) -> Option<Vec<Evidence>> {
        self.values(|i| &i.evidence)
    }

    /// The people harmed, as far as you may know of them; none for an anonymous or community report.
    #[graphql(directive = open::apply("each person decides for herself".to_string()))]
    async fn victims(&self, context: &Context<'_>) -> Result<Vec<Victim>> {
        let persons = self.session.victims_of(&self.case).await.map_err(errors::index)?;
        Ok(Victim::load_all(&self.session, persons, &Selected::below(context)).await)
    }

    /// The police where a report is a crime.
    #[graphql(directive = consent_by_value::apply())]
    async fn lead_agency(&self) -> Option<PartnerOrganisation> {
        let crime = self.case.members().iter().zip(&self.answer.entries).find(|(_, entry)| {
            let kind = entry.disclosed.as_deref().and_then(|d| d.record().record_kind.as_ref());
            kind.is_some_and(|kind| *kind.reveal() == model::RecordKind::Crime)
        });
        crime.and_then(|(member, _)| member.owner()).map(|id| PartnerOrganisation::of(self.session.house(), id))
    }

    /// Each report, as far as you may know of it.
    #[graphql(directive = open::apply("each record decides for itself".to_string()))]
    async fn records(&self) -> Vec<IncidentRecord> {
        (0..self.case.members().len())
            .map(|place| IncidentRecord {
                session: Arc::clone(&self.session),
                case: Arc::clone(&self.case),
                answer: Arc::clone(&self.answer),
                place,
            })
            .collect()
    }

    /// What is withheld and what is missing.
    #[graphql(directive = open::apply("derives from policy alone".to_string()))]
    async fn disclosure(&self) -> Disclosure {
        let house = self.session.house();
        let gaps = self.answer.entries.iter().flat_map(|entry| &entry.gaps);
        Disclosure {
            withheld: self.case.withheld().iter().map(Withheld::from).collect(),
            gaps: gaps.map(|g| Gap::of::<model::Incident>(house, g)).collect(),
            permitted_actions: self.session.actions(self.case.members()).into_iter().map(Into::into).collect(),
            valid_until: self.session.valid_until().to_string(),
        }
    }
}
