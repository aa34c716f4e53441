use std::collections::HashMap;
use std::sync::Arc;

use accord_consent::{
    Candidate, ConsentDraft, Desk, Directive, FieldSet, OpaqueId, PastDisclosure, PolicyFault, Sought, Trail, Viewer,
};
use accord_model::{Incident, IncidentId, RecordType, Referral, ReferralId, ServiceQuery, SubjectId, Victim};
use tokio::sync::OnceCell;
use uuid::Uuid;

use crate::find::{OwnIncidents, OwnReferrals};
use crate::gather::Asked;
use crate::load::{self, IncidentFinder, Key, PersonFinder, RecordLoader, ReferralFinder, Shared, Slot};
use crate::page::{Place, Wanted, list_of};
use crate::{
    Answer, Case, Entry, Fault, FindFault, Finding, Gap, House, IncidentFilter, IndexFault, Member, Page, PageArgs,
    PageFault, Passage, Person, ReferralFilter, Services, find, services,
};

/// One request of one viewer. GraphQL sees this alone; everything that it has loaded goes with it.
pub struct Session {
    pub(crate) shared: Arc<Shared>,
    victims: RecordLoader<Victim>,
    incidents: RecordLoader<Incident>,
    referrals: RecordLoader<Referral>,
    incidents_of: IncidentFinder,
    referrals_of: ReferralFinder,
    people: PersonFinder,
    catalogue: OnceCell<Services>,
}

/// What its loaders still do for it ends with it: nobody waits for that any more.
impl Drop for Session {
    fn drop(&mut self) {
        self.shared.end();
    }
}

impl Session {
    /// Begins a request.
    pub fn begin(house: Arc<House>, viewer: Viewer, trail: Arc<Trail>) -> Arc<Self> {
        let shared = Arc::new(Shared::new(house, viewer, trail));
        Arc::new(Self {
            victims: load::record_loader(&shared),
            incidents: load::record_loader(&shared),
            referrals: load::record_loader(&shared),
            incidents_of: load::incident_finder(&shared),
            referrals_of: load::referral_finder(&shared),
            people: load::person_finder(&shared),
            catalogue: OnceCell::new(),
            shared,
        })
    }

    /// Who asks.
    pub fn viewer(&self) -> &Viewer {
        &self.shared.viewer
    }

    /// When the request began: the instant of all its decisions.
    pub fn at(&self) -> jiff::Timestamp {
        self.shared.trail.at()
    }

    /// Until when a client may keep an answer: five minutes. A withdrawal takes effect at the next question.
    pub fn valid_until(&self) -> jiff::Timestamp {
        self.at().checked_add(jiff::SignedDuration::from_mins(5)).unwrap_or(self.at())
    }

    /// The house, for what is public.
    pub fn house(&self) -> &House {
        &self.shared.house
    }

    pub(crate) fn desk(&self) -> &Desk {
        &self.shared.house.desk
    }

    pub(crate) fn shared(&self) -> &Shared {
        &self.shared
    }

    pub(crate) fn trail(&self) -> &Trail {
        &self.shared.trail
    }

    /// The id of a person's handle for this viewer.
    pub fn victim_id(&self, subject: SubjectId) -> OpaqueId {
        self.desk().id(self.viewer(), RecordType::Victim, subject.0)
    }

    /// The id of an incident for this viewer.
    pub fn incident_id(&self, incident: IncidentId) -> OpaqueId {
        self.desk().id(self.viewer(), RecordType::Incident, incident.0)
    }

    /// The id of a referral for this viewer.
    pub fn referral_id(&self, referral: ReferralId) -> OpaqueId {
        self.desk().id(self.viewer(), RecordType::Referral, referral.0)
    }

    /// What lies behind an id; nothing for another organisation's or a forged one.
    pub fn resolve(&self, id: &str) -> Option<(RecordType, Uuid)> {
        self.desk().resolve(self.viewer(), id)
    }

    /// The person of that handle. Hidden is the same as not there.
    pub async fn person(&self, subject: SubjectId) -> Result<Option<Person>, IndexFault> {
        Ok(find::persons(&self.shared, &[subject]).await?.remove(&subject))
    }

    /// The persons of these handles, each once.
    pub async fn persons(&self, subjects: &[SubjectId]) -> Result<Vec<Person>, IndexFault> {
        load::find_people(&self.shared, &self.people, subjects).await
    }

    /// A page of the viewer's caseload.
    pub async fn caseload(&self, args: &PageArgs) -> Result<Page<Person>, PageFault> {
        let wanted = Wanted::read(self.desk(), self.viewer(), "victims", args)?;
        let all = find::caseload(&self.shared).await?.into_iter().filter_map(|person| {
            let id = self.victim_id(person.anchor()?).0;
            Some((Place::latest_first(None, id), person))
        });
        Ok(wanted.cut(self.desk(), self.viewer(), all.collect()))
    }

    /// The incident of that id. Hidden is the same as not there.
    pub async fn incident(&self, incident: IncidentId) -> Result<Option<Case>, IndexFault> {
        let found = find::by_ids(&self.shared.house, &[incident]).await?;
        let case = find::cases(&self.shared, &found, |report| report.id == incident.0).pop();
        self.shared.remember_all(case.iter().flat_map(Case::members));
        Ok(case)
    }

    /// A page of one person's incidents, the latest first.
    pub async fn incidents_of(
        &self,
        person: &Person,
        filter: &IncidentFilter,
        args: &PageArgs,
    ) -> Result<Page<Case>, PageFault> {
        let list = person.anchor().map(|anchor| list_of("incidents", anchor.0)).unwrap_or_default();
        let wanted = Wanted::read(self.desk(), self.viewer(), &list, args)?;
        let found = load::find_incidents(&self.shared, &self.incidents_of, person.handles()).await?;
        let of_her = |report: &Candidate| report.subjects.iter().any(|subject| person.handles().contains(subject));
        let cases = find::cases(&self.shared, &found, of_her).into_iter().filter(|case| find::matching(case, filter));
        let placed = cases.filter_map(|case| {
            let id = self.incident_id(case.anchor()?).0;
            Some((Place::latest_first(case.occurred(|_| true), id), case))
        });
        Ok(self.cut_cases(placed.collect(), wanted))
    }

    /// A page of incidents: of the caseload, of the viewer's organisation, and about nobody in its areas.
    pub async fn incidents(
        &self,
        filter: &IncidentFilter,
        latest_first: bool,
        args: &PageArgs,
    ) -> Result<Page<Case>, PageFault> {
        let list = if latest_first { "incidents latest" } else { "incidents earliest" };
        let wanted = Wanted::read(self.desk(), self.viewer(), list, args)?;
        let caseload = find::caseload(&self.shared).await?;
        let handles: Vec<SubjectId> = caseload.iter().flat_map(|p| p.handles().iter().copied()).collect();
        let own = OwnIncidents::new(&self.shared, filter, latest_first, &handles);
        let caseload = self.house().index.incidents_of(&handles).await?;
        Ok(self.cut_cases(find::looked_through(&own, caseload, &wanted).await?, wanted))
    }

    fn cut_cases(&self, placed: Vec<(Place, Case)>, wanted: Wanted<'_>) -> Page<Case> {
        let page = wanted.cut(self.desk(), self.viewer(), placed);
        self.shared.remember_all(page.items.iter().flat_map(|(_, case)| case.members()));
        page
    }

    /// The referral of that id. Hidden is the same as not there.
    pub async fn referral(&self, referral: ReferralId) -> Result<Option<Passage>, IndexFault> {
        let found = self.house().index.referrals(&[referral]).await?;
        let passage = find::passages(&self.shared, &found).pop();
        self.shared.remember_all(passage.iter().flat_map(|passage| passage.members()));
        Ok(passage)
    }

    /// A page of one person's referrals, the latest sent first.
    pub async fn referrals_of(&self, person: &Person, args: &PageArgs) -> Result<Page<Passage>, PageFault> {
        let list = person.anchor().map(|anchor| list_of("referrals", anchor.0)).unwrap_or_default();
        let wanted = Wanted::read(self.desk(), self.viewer(), &list, args)?;
        let found = load::find_referrals(&self.shared, &self.referrals_of, person.handles()).await?;
        let placed = find::passages(&self.shared, &found).into_iter();
        let placed = placed.map(|p| (Place::latest_first(p.sent(), self.referral_id(p.id()).0), p));
        Ok(self.cut_passages(placed.collect(), wanted))
    }

    /// A page of referrals: of the caseload, and of the viewer's organisation; the latest sent first.
    pub async fn referrals(&self, filter: &ReferralFilter, args: &PageArgs) -> Result<Page<Passage>, PageFault> {
        let wanted = Wanted::read(self.desk(), self.viewer(), "referrals", args)?;
        let caseload = find::caseload(&self.shared).await?;
        let handles: Vec<SubjectId> = caseload.iter().flat_map(|p| p.handles().iter().copied()).collect();
        let own = OwnReferrals { shared: &self.shared, filter };
        let caseload = self.house().index.referrals_of(&handles).await?;
        Ok(self.cut_passages(find::looked_through(&own, caseload, &wanted).await?, wanted))
    }

    fn cut_passages(&self, placed: Vec<(Place, Passage)>, wanted: Wanted<'_>) -> Page<Passage> {
        let page = wanted.cut(self.desk(), self.viewer(), placed);
        self.shared.remember_all(page.items.iter().flat_map(|(_, passage)| passage.members()));
        page
    }

    /// Who was referred, as far as the viewer may know of her.
    pub async fn victim_of(&self, passage: &Passage) -> Result<Option<Person>, IndexFault> {
        Ok(self.persons(passage.subjects()).await?.into_iter().next())
    }

    /// The people whom an incident is about, as far as the viewer may know of them.
    pub async fn victims_of(&self, case: &Case) -> Result<Vec<Person>, IndexFault> {
        self.persons(&case.subjects()).await
    }

    /// A person's contents: the wanted fields of her records, as far as granted.
    pub async fn person_contents(&self, person: &Person, wanted: FieldSet) -> Answer<Victim> {
        self.contents(&self.victims, person.members(), wanted).await
    }

    /// An incident's contents.
    pub async fn case_contents(&self, case: &Case, wanted: FieldSet) -> Answer<Incident> {
        self.contents(&self.incidents, case.members(), wanted).await
    }

    /// A referral's contents.
    pub async fn referral_contents(&self, passage: &Passage, wanted: FieldSet) -> Answer<Referral> {
        self.contents(&self.referrals, passage.members(), wanted).await
    }

    async fn contents<R: Asked>(&self, loader: &RecordLoader<R>, members: &[Member], wanted: FieldSet) -> Answer<R> {
        let asked: Vec<Key> = members
            .iter()
            .filter(|m| !m.grants.may::<R>().and(wanted).is_empty())
            .map(|m| Key { id: m.candidate.id, wanted })
            .collect();
        let slots = load::load(&self.shared, loader, asked).await;
        Answer { entries: members.iter().map(|m| self.entry(m, wanted, &slots)).collect() }
    }

    fn entry<R: Asked>(&self, member: &Member, wanted: FieldSet, slots: &HashMap<Key, Arc<Slot<R>>>) -> Entry<R> {
        let owner = member.owner();
        let fields = member.grants.may::<R>().and(wanted);
        let Some(slot) = slots.get(&Key { id: member.candidate.id, wanted }) else {
            self.desk().note_existence(&member.candidate, &member.grants, &self.shared.trail);
            return Entry { disclosed: None, gaps: Vec::new() };
        };
        let held = self.house().system(member.candidate.at.partner).map(|s| R::held(&*s.connector));
        let unsupported = fields.without(held.unwrap_or_default());
        let mut gaps = Vec::new();
        // Whose it is may not be known: what its system cannot hold would tell.
        if owner.is_some() && !unsupported.is_empty() {
            gaps.push(Gap { owner, fields: unsupported, cause: Fault::NotSupported, as_of: None });
        }
        let missing = fields.without(unsupported);
        if slot.disclosed.is_none() && !missing.is_empty() {
            // Asked, answered, and not there: the index is ahead of, or behind, the partner.
            let cause = slot.fault.unwrap_or(Fault::Stale);
            let fields = if owner.is_some() { missing } else { fields };
            gaps.push(Gap { owner, fields, cause, as_of: owner.and(slot.as_of) });
        }
        Entry { disclosed: slot.disclosed.clone(), gaps }
    }

    /// Looks for one person who is present, by two identifiers at least.
    pub async fn find_victim(&self, sought: &Sought, presence: &str, reason: &str) -> Result<Finding, FindFault> {
        self.shared.trail.did(&format!("FIND_{presence}"), &self.desk().sealed_reason(reason));
        find::find_victim(&self.shared, sought).await
    }

    /// Services of all directories that fit, nearest first. They are about nobody, so they are the same for everybody.
    pub async fn services(&self, query: &ServiceQuery) -> Services {
        services::gather(&self.shared, query).await
    }

    /// Every service of every directory: asked for once in a request, however many members are looked at.
    pub async fn catalogue(&self) -> &Services {
        let all = ServiceQuery { limit: u16::MAX, ..ServiceQuery::default() };
        self.catalogue.get_or_init(|| services::gather(&self.shared, &all)).await
    }

    /// What the viewer may do about this person, reading included.
    pub fn actions(&self, members: &[Member]) -> Vec<accord_model::Action> {
        let of = |m: &Member| self.desk().actions(self.viewer(), &m.candidate, self.at());
        let mut all: Vec<_> = members.iter().flat_map(of).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The directives on a person that the viewer may read.
    pub fn directives(&self, person: &Person) -> Vec<Directive> {
        self.desk().directives_on(self.viewer(), person.handles(), self.at())
    }

    /// The id of a directive for this viewer.
    pub fn directive_id(&self, directive: &Directive) -> OpaqueId {
        self.desk().directive_id(self.viewer(), directive.id)
    }

    /// The receipt of a directive that the viewer may read.
    pub fn receipt(&self, directive: &Directive) -> Option<String> {
        self.desk().receipt(self.viewer(), directive)
    }

    /// Writes down what a person says, on the handle that her id names.
    pub async fn record_consent(
        &self,
        subject: SubjectId,
        draft: ConsentDraft,
        key: &str,
    ) -> Result<(Directive, Person), PolicyFault> {
        let known = self.person(subject).await.map_err(|_| PolicyFault::Unavailable)?.ok_or(PolicyFault::NotFound)?;
        let known: Vec<_> = known.members().iter().map(|m| m.candidate.clone()).collect();
        self.shared.trail.did("RECORD_CONSENT", "");
        let directive = self.desk().record_consent_on(self.viewer(), subject, &known, draft, key, self.at()).await?;
        self.desk().catch_up(&self.shared.trail);
        let person = self.person(subject).await.map_err(|_| PolicyFault::Unavailable)?;
        Ok((directive, person.ok_or(PolicyFault::NotFound)?))
    }

    /// Takes a consent back, and says who has seen what already.
    pub async fn withdraw_consent(&self, id: &str) -> Result<(Directive, Vec<PastDisclosure>), PolicyFault> {
        let directive = self.desk().resolve_directive(self.viewer(), id).ok_or(PolicyFault::NotFound)?;
        self.shared.trail.did("WITHDRAW_CONSENT", "");
        let directive = self.desk().withdraw_consent(self.viewer(), directive, self.at()).await?;
        self.desk().catch_up(&self.shared.trail);
        let (house, viewer) = (self.house(), self.viewer());
        let seen = house.desk.already_disclosed(&*house.rights, viewer, &directive, house.longest_exemption, self.at());
        let seen = seen.await?;
        Ok((directive, seen))
    }
}
