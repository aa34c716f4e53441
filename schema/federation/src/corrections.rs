//! Requests that a partner correct a record, as each who may see them sees them.

use std::collections::HashMap;

use accord_consent::{Candidate, Correction, CorrectionOutcome, Desk, FieldSet, OpaqueId, PolicyFault};
use accord_model::{
    Incident, IncidentId, OrganisationId, RecordType, Referral, ReferralId, Reveals, SubjectId, Victim,
};
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use crate::page::{Place, Wanted};
use crate::{IndexFault, Page, PageArgs, PageFault, Person, Session};

/// A request, as the viewer may see it.
pub struct CorrectionView {
    /// Its id.
    pub id: OpaqueId,
    /// The person, by the handle that the record names.
    pub person: OpaqueId,
    /// The record.
    pub record: OpaqueId,
    /// Who holds the record and answers, if that may be known.
    pub owner: Option<OrganisationId>,
    /// The field.
    pub field: String,
    /// What is wrong.
    pub what: Option<String>,
    /// When it was asked.
    pub asked_at: Timestamp,
    /// By when it is to be answered.
    pub due_by: Date,
    /// What became of it, and when.
    pub outcome: Option<(CorrectionOutcome, Timestamp)>,
    /// Why.
    pub reason: Option<String>,
}

/// Whether a record of this type has such a field.
fn has_field(kind: RecordType, field: &str) -> bool {
    let named = |set: FieldSet| !set.is_empty();
    match kind {
        RecordType::Victim => named(FieldSet::names::<Victim>(|name| name == field)),
        RecordType::Incident => named(FieldSet::names::<Incident>(|name| name == field)),
        RecordType::Referral => named(FieldSet::names::<Referral>(|name| name == field)),
    }
}

/// Why a request was not written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CorrectionFault {
    /// The record has no such field.
    #[error("no such field")]
    Field,
    /// As of every word about a person.
    #[error(transparent)]
    Policy(#[from] PolicyFault),
}

impl From<IndexFault> for CorrectionFault {
    fn from(_: IndexFault) -> Self {
        Self::Policy(PolicyFault::Unavailable)
    }
}

impl Session {
    /// Asks whoever holds a record to correct it. A record that does not exist for the viewer is the same as none.
    pub async fn request_correction(
        &self,
        subject: SubjectId,
        record: &str,
        (field, what): (&str, &str),
        key: &str,
    ) -> Result<CorrectionView, CorrectionFault> {
        self.shared.trail.did("REQUEST_CORRECTION", "");
        let person = self.person(subject).await?.ok_or(PolicyFault::NotFound)?;
        let member = self.record_of(&person, record).await?.ok_or(PolicyFault::NotFound)?;
        if !has_field(member.candidate.at.kind, field) {
            return Err(CorrectionFault::Field);
        }
        let (house, who) = (self.house(), (self.viewer(), subject));
        let asked = house.desk.ask_correction(&*house.rights, who, &member.candidate, (field, what), key, self.at());
        Ok(self.view(&asked.await?, Some(&member.candidate)))
    }

    /// The requests about a person: to herself, and to the organisation that wrote them down. One about a record that does
    /// not exist for her, which somebody else asked, is none.
    pub async fn corrections_about(&self, person: &Person) -> Result<Vec<CorrectionView>, PolicyFault> {
        let Some(anchor) = person.anchor() else { return Ok(Vec::new()) };
        let (house, viewer, at) = (self.house(), self.viewer(), self.at());
        let all = house.desk.corrections_about(&*house.rights, viewer, anchor, at).await?;
        let records = self.records(&all).await.map_err(|_| PolicyFault::Unavailable)?;
        let known = |one: &Correction| records.get(&one.record.1).filter(|record| house.desk.knows(viewer, record, at));
        let shown = all.iter().filter(|one| one.asked_by == viewer.organisation() || known(one).is_some());
        Ok(shown.map(|one| self.view(one, known(one))).collect())
    }

    /// A page of the requests that the viewer answers, those that are due first at the head. What accuses the viewer's own
    /// organisation does not exist for it. That they were read is in the log.
    pub async fn corrections_to_answer(&self, args: &PageArgs) -> Result<Page<CorrectionView>, PageFault> {
        let wanted = Wanted::read(self.desk(), self.viewer(), "corrections", args)?;
        let house = self.house();
        if Desk::answers_corrections(self.viewer()) {
            self.shared.trail.did("READ_CORRECTIONS", "");
        }
        let all = house.desk.corrections_to_answer(&*house.rights, self.viewer()).await;
        let all = all.map_err(|_| PageFault::Unavailable)?;
        let records = self.records(&all).await?;
        let placed = all.iter().filter_map(|one| {
            let record = records.get(&one.record.1);
            if record.is_some_and(|record| house.desk.is_kept_from(self.viewer(), record)) {
                return None;
            }
            let view = self.view(one, record);
            Some((Place::earliest_first(Some(one.asked_at), view.id.0.clone()), view))
        });
        let placed = placed.collect();
        Ok(wanted.cut(self.desk(), self.viewer(), placed))
    }

    /// Answers a request.
    pub async fn answer_correction(
        &self,
        id: &str,
        outcome: CorrectionOutcome,
        reason: &str,
    ) -> Result<CorrectionView, PolicyFault> {
        self.shared.trail.did("ANSWER_CORRECTION", "");
        let house = self.house();
        let id = house.desk.resolve_correction(self.viewer(), id).ok_or(PolicyFault::NotFound)?;
        let all = house.desk.corrections_to_answer(&*house.rights, self.viewer()).await?;
        let request = all.into_iter().find(|one| one.id == id).ok_or(PolicyFault::NotFound)?;
        let records = self.records(std::slice::from_ref(&request)).await.map_err(|_| PolicyFault::Unavailable)?;
        let record = records.get(&request.record.1);
        if record.is_some_and(|record| house.desk.is_kept_from(self.viewer(), record)) {
            return Err(PolicyFault::NotFound);
        }
        let answer = (outcome, reason);
        let written = house.desk.answer_correction(&*house.rights, self.viewer(), &request, answer, self.at()).await?;
        Ok(self.view(&written, record))
    }

    fn view(&self, request: &Correction, record: Option<&Candidate>) -> CorrectionView {
        let (desk, viewer) = (self.desk(), self.viewer());
        let (what, reason) = desk.correction_words(request);
        let grants = record.map(|record| desk.grants(viewer, record, self.at()));
        let known = grants.is_some_and(|grants| grants.allows(Reveals::Known(grants.holder())));
        let own = request.owner == viewer.organisation();
        CorrectionView {
            id: desk.correction_id(viewer, request),
            person: desk.id(viewer, RecordType::Victim, request.subject.0),
            record: desk.id(viewer, request.record.0, request.record.1),
            owner: (known || own).then_some(request.owner),
            field: request.field.clone(),
            what,
            asked_at: request.asked_at,
            due_by: request.due_by(),
            outcome: request.answer.as_ref().map(|answer| (answer.outcome, answer.at)),
            reason,
        }
    }

    /// The records that these requests are about, as far as the index has them.
    async fn records(&self, all: &[Correction]) -> Result<HashMap<Uuid, Candidate>, IndexFault> {
        let of = |kind| all.iter().filter(move |one| one.record.0 == kind).map(|one| one.record.1);
        let index = &self.house().index;
        let people: Vec<SubjectId> = of(RecordType::Victim).map(SubjectId).collect();
        let incidents: Vec<IncidentId> = of(RecordType::Incident).map(IncidentId).collect();
        let referrals: Vec<ReferralId> = of(RecordType::Referral).map(ReferralId).collect();
        let mut found = index.victims(&people).await?;
        found.extend(self.reports(&incidents).await?);
        found.extend(index.referrals(&referrals).await?);
        Ok(found.into_iter().map(|record| (record.id, record)).collect())
    }
}
