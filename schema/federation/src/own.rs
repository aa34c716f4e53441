//! What a person asks about herself: who has seen what of her.

use accord_consent::{Access, Candidate, Explanation, OpaqueId, PolicyFault};
use accord_model::{Category, IncidentId, OrganisationId, RecordType, ReferralId};

use crate::page::{Place, Wanted, list_of};
use crate::{IndexFault, Member, Page, PageArgs, PageFault, Person, Session, find};

/// Who could see one record.
pub struct Explained {
    /// The record's id, for this viewer.
    pub record: OpaqueId,
    /// Who holds it, if that may be known.
    pub owner: Option<OrganisationId>,
    /// Who, and why.
    pub askers: Vec<Explanation>,
}

/// Rows of the log that are read at once for one item of the page: a request shows a person on a few grounds.
const ROWS_AN_ITEM: usize = 8;

impl Session {
    /// A page of what was shown of a person to others, the newest first: to herself, and to nobody else, whatever is in the
    /// log. That she reads it is in the log.
    pub async fn access_log(&self, person: &Person, args: &PageArgs) -> Result<Option<Page<Access>>, PageFault> {
        let asked = person.anchor().filter(|anchor| self.desk().asks_for_herself(self.viewer(), *anchor, self.at()));
        let Some(anchor) = asked else { return Ok(None) };
        let list = list_of("access log", anchor.0);
        let wanted = Wanted::read(self.desk(), self.viewer(), &list, args)?;
        self.shared.trail.did("READ_ACCESS_LOG", "");
        let until = wanted.after().and_then(|after| after.instant(false));
        let mut limit = (wanted.first() + 1) * ROWS_AN_ITEM;
        loop {
            let (rows, is_whole) = self.rows(anchor, (until, limit)).await?;
            let behind = rows.iter().filter(|(place, _)| wanted.after().is_none_or(|after| place > after)).count();
            if is_whole || behind > wanted.first() {
                return Ok(Some(wanted.cut(self.desk(), self.viewer(), rows)));
            }
            limit *= 2;
        }
    }

    /// What can be said of at most so many rows of the log; an instant whose rows are cut off is left out.
    async fn rows(
        &self,
        anchor: accord_model::SubjectId,
        window: (Option<jiff::Timestamp>, usize),
    ) -> Result<(Vec<(Place, Access)>, bool), PageFault> {
        let (house, viewer) = (self.house(), self.viewer());
        let read = house.desk.own_log(&*house.rights, viewer, anchor, window, house.longest_exemption, self.at());
        let log = read.await.map_err(|_| PageFault::Unavailable)?.ok_or(PageFault::Unavailable)?;
        for fault in log.faults {
            tracing::warn!(code = fault.code(), "an exemption from a person's log does not count");
        }
        let oldest = log.accesses.last().map(|(access, _)| access.at).filter(|_| !log.is_whole);
        let placed = log.accesses.into_iter().filter(|(access, _)| oldest != Some(access.at)).map(|(access, place)| {
            let Access { organisation, role, purpose, basis, .. } = &access;
            let name = format!("{organisation} {role} {purpose} {basis} {place:06}");
            (Place::latest_first(Some(access.at), name), access)
        });
        Ok((placed.collect(), log.is_whole))
    }

    /// The person says whether her log is to be quiet.
    pub async fn set_quiet_log(&self, quiet: bool, key: &str) -> Result<(), PolicyFault> {
        self.shared.trail.did("SET_QUIET_LOG", "");
        let (house, viewer) = (self.house(), self.viewer());
        house.desk.set_quiet_log(&*house.rights, viewer, quiet, key, self.at()).await
    }

    /// The record of that id, where it is about this person and exists for the viewer.
    pub(crate) async fn record_of(&self, person: &Person, id: &str) -> Result<Option<Member>, IndexFault> {
        let index = &self.house().index;
        let found = match self.resolve(id) {
            None => Vec::new(),
            Some((RecordType::Victim, handle)) => index.victims(&[accord_model::SubjectId(handle)]).await?,
            // With what is linked to it: whom another report of the incident accuses, this one is not there for either.
            Some((RecordType::Incident, handle)) => self.reports(&[IncidentId(handle)]).await?,
            Some((RecordType::Referral, handle)) => index.referrals(&[ReferralId(handle)]).await?,
        };
        let about = person.anchor().map(|anchor| self.desk().person(anchor)).unwrap_or_default();
        let member = found.into_iter().find(|one| one.subjects.iter().any(|subject| about.contains(subject)));
        Ok(member.map(|candidate| self.weighed(candidate)).filter(|member| !member.grants.is_hidden()))
    }

    /// These reports, as the others of the same incidents leave them.
    pub(crate) async fn reports(&self, ids: &[IncidentId]) -> Result<Vec<Candidate>, IndexFault> {
        Ok(find::by_ids(self.house(), ids).await?.take(ids))
    }

    fn weighed(&self, candidate: Candidate) -> Member {
        let grants = self.desk().grants(self.viewer(), &candidate, self.at());
        Member { candidate, grants }
    }

    /// Who could see this category now, and why: of one record, or of the person's own records. For the person herself, and
    /// for the data-protection officer of the organisation that holds a record; nothing for everybody else, and for a record
    /// that does not exist for the viewer.
    pub async fn explain(
        &self,
        person: &Person,
        category: Category,
        record: Option<&str>,
    ) -> Result<Option<Vec<Explained>>, IndexFault> {
        let Some(anchor) = person.anchor() else { return Ok(None) };
        let members = match record {
            Some(id) => self.record_of(person, id).await?.into_iter().collect(),
            None => person.members().to_vec(),
        };
        let (desk, viewer, at) = (self.desk(), self.viewer(), self.at());
        let told = members.iter().filter(|one| desk.may_be_told(viewer, anchor, &one.candidate, at));
        let told: Vec<Explained> = told
            .map(|member| Explained {
                record: desk.id(viewer, member.candidate.at.kind, member.candidate.id),
                // Its own organisation's officer knows whose it is.
                owner: member
                    .owner()
                    .or((member.candidate.owner == viewer.organisation()).then_some(viewer.organisation())),
                askers: desk.explain(viewer, anchor, &member.candidate, category, at),
            })
            .collect();
        if told.is_empty() {
            return Ok(None);
        }
        self.shared.trail.did("EXPLAIN", "");
        Ok(Some(told))
    }

    /// The id of the word that decides, for this viewer.
    pub fn deciding(&self, explanation: &Explanation) -> Option<OpaqueId> {
        explanation.directive.map(|id| self.desk().directive_id(self.viewer(), id))
    }
}
