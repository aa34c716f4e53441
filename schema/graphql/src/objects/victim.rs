use std::sync::Arc;

use accord_federation::{Answer, PageArgs, Person, Session, differs, first, union};
use accord_model as model;
use async_graphql::{Context, ID, Object, Result};

use super::{
    AccessLogEntry, Address, CodedTerm, Connection, ConsentDirective, ContactDetails, CorrectionRequest, Disclosure,
    Explanation, Gap, HealthRecord, HumanName, Incident, NhsNumber, PartialDate, Referral, SafeContactRule,
    VictimRecord, Withheld,
};
use crate::codes::Category;
use crate::directives::{consent, open};
use crate::errors;
use crate::inputs::IncidentFilter;
use crate::wanted::{Selected, of_incident, of_referral, of_victim};

/// The fields whose values are compared for `conflicts`.
pub(crate) const CONFLICTS: &[&str] =
    &["name", "dateOfBirth", "nhsNumber", "address", "ethnicity", "religion", "sexualOrientation", "genderIdentity"];

/// A person who was harmed, put together from the partners' records as far as you may see them.
#[derive(Clone)]
pub(crate) struct Victim {
    session: Arc<Session>,
    person: Arc<Person>,
    answer: Arc<Answer<model::Victim>>,
}

impl Victim {
    /// The person with what this place of the query wants of her.
    pub(crate) async fn load(session: &Arc<Session>, person: Person, selected: &Selected<'_>) -> Self {
        let answer = session.person_contents(&person, of_victim(selected)).await;
        Self { session: Arc::clone(session), person: Arc::new(person), answer: Arc::new(answer) }
    }

    /// Several persons, asked for together.
    pub(crate) async fn load_all(session: &Arc<Session>, persons: Vec<Person>, selected: &Selected<'_>) -> Vec<Self> {
        let all = persons.into_iter().map(|person| Self::load(session, person, selected));
        futures_util::future::join_all(all).await
    }

    fn value<'a, T: 'a, O: From<&'a T>>(
        &'a self,
        field: impl Fn(&'a model::Victim) -> Option<&'a model::Private<T>>,
    ) -> Option<O> {
        first(self.answer.records(), field).map(|value| O::from(value.reveal()))
    }

    fn values<'a, T: PartialEq + 'a, O: From<&'a T>>(
        &'a self,
        field: impl Fn(&'a model::Victim) -> &'a [model::Private<T>],
    ) -> Option<Vec<O>> {
        let all = union(self.answer.records(), field);
        (!all.is_empty()).then(|| all.into_iter().map(|value| O::from(value.reveal())).collect())
    }
}

/// A person who was harmed, put together from the partners' records as far as you may see them. Merged values follow the
/// published order of precedence; `conflicts` names the fields in which disclosed values differ.
#[Object]
impl Victim {
    /// Opaque, and your organisation's own: another organisation has another id for the same person.
    #[graphql(directive = open::apply("opaque handle".to_string()))]
    pub async fn id(&self) -> ID {
        ID(self.person.anchor().map(|a| self.session.victim_id(a).0).unwrap_or_default())
    }

    /// Other ids of yours that lead to the same person.
    #[graphql(directive = open::apply("opaque handles".to_string()))]
    async fn former_ids(&self) -> Vec<ID> {
        self.person.others().iter().map(|s| ID(self.session.victim_id(*s).0)).collect()
    }

    /// How to reach the person without harm.
    #[graphql(directive = open::apply("safety: do not call, leave no message".to_string()))]
    async fn safe_contact(&self) -> Option<SafeContactRule> {
        self.value(|v| v.safe_contact.as_ref())
    }

    /// Current name.
    #[graphql(directive = consent::apply(Category::Identity))]
    async fn name(&self) -> Option<HumanName> {
        self.value(|v| v.name.as_ref())
    }

    /// Date of birth, as far as known.
    #[graphql(directive = consent::apply(Category::Identity))]
    async fn date_of_birth(&self) -> Option<PartialDate> {
        self.value(|v| v.date_of_birth.as_ref())
    }

    /// NHS number.
    #[graphql(directive = consent::apply(Category::Identity))]
    async fn nhs_number(&self) -> Option<NhsNumber> {
        self.value(|v| v.nhs_number.as_ref())
    }

    /// Telephone, email.
    #[graphql(directive = consent::apply(Category::Contact))]
    async fn contact(&self) -> Option<ContactDetails> {
        self.value(|v| v.contact.as_ref())
    }

    /// Home address.
    #[graphql(directive = consent::apply(Category::Location))]
    async fn address(&self) -> Option<Address> {
        self.value(|v| v.address.as_ref())
    }

    /// Self-defined ethnicity.
    #[graphql(directive = consent::apply(Category::Ethnicity))]
    async fn ethnicity(&self) -> Option<CodedTerm> {
        self.value(|v| v.ethnicity.as_ref())
    }

    /// Religion or belief.
    #[graphql(directive = consent::apply(Category::Religion))]
    async fn religion(&self) -> Option<CodedTerm> {
        self.value(|v| v.religion.as_ref())
    }

    /// Sexual orientation.
    #[graphql(directive = consent::apply(Category::Orientation))]
    async fn sexual_orientation(&self) -> Option<CodedTerm> {
        self.value(|v| v.sexual_orientation.as_ref())
    }

    /// Gender identity.
    #[graphql(directive = consent::apply(Category::GenderIdentity))]
    async fn gender_identity(&self) -> Option<CodedTerm> {
        self.value(|v| v.gender_identity.as_ref())
    }

    /// Names given up: shown only where the person has named gender history herself.
    #[graphql(directive = consent::apply(Category::GenderHistory))]
    async fn former_names(&self) -> Option<Vec<HumanName>> {
        self.values(|v| &v.former_names)
    }

    /// Disabilities.
    #[graphql(directive = consent::apply(Category::Disability))]
    async fn disabilities(&self) -> Option<Vec<CodedTerm>> {
        self.values(|v| &v.disabilities)
    }

    /// Interpreter, sign language, step-free access.
    #[graphql(directive = consent::apply(Category::Support))]
    async fn access_needs(&self) -> Option<Vec<CodedTerm>> {
        self.values(|v| &v.access_needs)
    }

    /// Facts of her care that bear on what was done to her. Never the whole medical record.
    #[graphql(directive = consent::apply(Category::Health))]
    async fn health(&self) -> Option<Vec<HealthRecord>> {
        self.values(|v| &v.health)
    }

    /// What happened to the person, the latest first; what somebody recognised as hate, unless the filter names more.
    #[graphql(
        complexity = "crate::cost::page(first, child_complexity)",
        directive = open::apply("each incident decides for itself".to_string())
    )]
    async fn incidents(
        &self,
        context: &Context<'_>,
        filter: Option<IncidentFilter>,
        #[graphql(default = 20)] first: i32,
        after: Option<String>,
    ) -> Result<Connection<Incident>> {
        let filter = filter.map(IncidentFilter::into_model).transpose()?.unwrap_or_default();
        let args = PageArgs { first: usize::try_from(first).unwrap_or(0), after };
        let later = args.after.is_some();
        let page = self.session.incidents_of(&self.person, &filter, &args).await.map_err(errors::page)?;
        let selected = Selected::below(context).items("IncidentConnection", "IncidentEdge");
        let wanted = of_incident(&selected);
        let all = page
            .items
            .into_iter()
            .map(|(cursor, case)| async move { (cursor, Incident::load(&self.session, case, wanted).await) });
        Ok(Connection::new(futures_util::future::join_all(all).await, page.has_next, later))
    }

    /// Where the person was referred to, the latest sent first.
    #[graphql(
        complexity = "crate::cost::page(first, child_complexity)",
        directive = open::apply("each referral decides for itself".to_string())
    )]
    async fn referrals(
        &self,
        context: &Context<'_>,
        #[graphql(default = 20)] first: i32,
        after: Option<String>,
    ) -> Result<Connection<Referral>> {
        let args = PageArgs { first: usize::try_from(first).unwrap_or(0), after };
        let later = args.after.is_some();
        let page = self.session.referrals_of(&self.person, &args).await.map_err(errors::page)?;
        let wanted = of_referral(&Selected::below(context).items("ReferralConnection", "ReferralEdge"));
        let all = page
            .items
            .into_iter()
            .map(|(cursor, passage)| async move { (cursor, Referral::load(&self.session, passage, wanted).await) });
        Ok(Connection::new(futures_util::future::join_all(all).await, page.has_next, later))
    }

    /// What the person has said about sharing: to herself, and to the organisation that wrote it down.
    #[graphql(directive = open::apply("each directive goes to the person and to its recorder alone".to_string()))]
    async fn consent_directives(&self) -> Vec<ConsentDirective> {
        let all = self.session.directives(&self.person);
        all.into_iter().map(|directive| ConsentDirective::new(Arc::clone(&self.session), directive)).collect()
    }

    /// Who was shown what of her, the newest first; never the member of staff, and never what she read herself. For the
    /// person herself, who asks for `SUBJECT_ACCESS`; nothing for everybody else, whatever is in the log.
    #[graphql(
        complexity = "crate::cost::page(first, child_complexity)",
        directive = open::apply("to the person herself alone".to_string())
    )]
    async fn access_log(
        &self,
        #[graphql(default = 20)] first: i32,
        after: Option<String>,
    ) -> Result<Option<Connection<AccessLogEntry>>> {
        let args = PageArgs { first: usize::try_from(first).unwrap_or(0), after };
        let later = args.after.is_some();
        let page = self.session.access_log(&self.person, &args).await.map_err(errors::page)?;
        let house = self.session.house();
        Ok(page.map(|page| {
            let all = page.items.into_iter().map(|(cursor, one)| (cursor, AccessLogEntry::new(house, &one)));
            Connection::new(all.collect(), page.has_next, later)
        }))
    }

    /// Who could see this category now, and why or why not: of one record (an id of hers, of an incident or of a referral), or
    /// of her own records. For the person herself, who asks for `SUBJECT_ACCESS`, and for the data-protection officer of the
    /// organisation that holds a record; nothing for everybody else, and nothing of a record that does not exist for you.
    #[graphql(
        complexity = "crate::cost::askers(child_complexity)",
        directive = open::apply("to the person herself and to the officer of the record's holder".to_string())
    )]
    async fn explain(&self, category: Category, record: Option<ID>) -> Result<Option<Vec<Explanation>>> {
        let told = self.session.explain(&self.person, category.into(), record.as_deref().map(String::as_str)).await;
        let told = told.map_err(errors::index)?;
        Ok(told.map(|records| Explanation::all(&self.session, &records)))
    }

    /// Requests that a record be corrected: to the person, and to the organisation that wrote them down.
    #[graphql(directive = open::apply("each request goes to the person and to whoever wrote it down alone".to_string()))]
    async fn correction_requests(&self) -> Result<Vec<CorrectionRequest>> {
        let all = self.session.corrections_about(&self.person).await.map_err(|_| errors::unavailable())?;
        Ok(all.into_iter().map(|one| CorrectionRequest::new(&self.session, one)).collect())
    }

    /// One for each partner's record, as far as you may know of it.
    #[graphql(directive = open::apply("each record decides for itself".to_string()))]
    async fn records(&self) -> Vec<VictimRecord> {
        let members = 0..self.person.members().len();
        members
            .map(|place| VictimRecord {
                session: Arc::clone(&self.session),
                person: Arc::clone(&self.person),
                answer: Arc::clone(&self.answer),
                place,
            })
            .collect()
    }

    /// Fields in which disclosed values differ.
    #[graphql(directive = open::apply("compares disclosed values alone".to_string()))]
    async fn conflicts(&self) -> Vec<&'static str> {
        let all = || self.answer.records();
        let differing = [
            differs(all(), |v| v.name.as_ref()),
            differs(all(), |v| v.date_of_birth.as_ref()),
            differs(all(), |v| v.nhs_number.as_ref()),
            differs(all(), |v| v.address.as_ref()),
            differs(all(), |v| v.ethnicity.as_ref()),
            differs(all(), |v| v.religion.as_ref()),
            differs(all(), |v| v.sexual_orientation.as_ref()),
            differs(all(), |v| v.gender_identity.as_ref()),
        ];
        CONFLICTS.iter().zip(differing).filter_map(|(name, differs)| differs.then_some(*name)).collect()
    }

    /// What is withheld and what is missing.
    #[graphql(directive = open::apply("derives from policy alone".to_string()))]
    async fn disclosure(&self) -> Disclosure {
        let house = self.session.house();
        let gaps = self.answer.entries.iter().flat_map(|entry| &entry.gaps);
        Disclosure {
            withheld: self.person.withheld().iter().map(Withheld::from).collect(),
            gaps: gaps.map(|g| Gap::of::<model::Victim>(house, g)).collect(),
            permitted_actions: self.session.actions(self.person.members()).into_iter().map(Into::into).collect(),
            valid_until: self.session.valid_until().to_string(),
        }
    }
}
