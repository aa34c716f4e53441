//! What a viewer may know of, before anything is fetched: a person behind linked records, an incident behind linked
//! reports. They hold candidates, so their fields never leave this room.

use accord_consent::{Candidate, Grants, Record, Withheld};
use accord_model::{IncidentId, OrganisationId, ReferralId, Reveals, SubjectId};

/// One record behind a view, and what the viewer may see of it.
#[derive(Clone)]
pub struct Member {
    pub(crate) candidate: Candidate,
    pub(crate) grants: Grants,
}

impl Member {
    /// Whose record it is, if that may be known.
    pub fn owner(&self) -> Option<OrganisationId> {
        self.grants.allows(Reveals::Known(self.grants.holder())).then_some(self.candidate.owner)
    }

    /// What is withheld of it: policy alone.
    pub fn withheld<R: Record>(&self) -> Vec<Withheld> {
        self.grants.withheld::<R>()
    }
}

/// A person, as far as the viewer may know: the records that are linked and visible.
#[derive(Clone)]
pub struct Person {
    pub(crate) handles: Vec<SubjectId>,
    pub(crate) members: Vec<Member>,
}

impl Person {
    /// The handle that names the person: the first of the visible ones.
    pub fn anchor(&self) -> Option<SubjectId> {
        self.handles.first().copied()
    }

    /// The other visible handles: ids that also lead here.
    pub fn others(&self) -> &[SubjectId] {
        self.handles.get(1..).unwrap_or_default()
    }

    /// Every visible handle.
    pub fn handles(&self) -> &[SubjectId] {
        &self.handles
    }

    /// The records behind the person, in order of precedence.
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// What is withheld of any of her records.
    pub fn withheld(&self) -> Vec<Withheld> {
        withheld::<accord_model::Victim>(&self.members)
    }
}

/// An incident, as far as the viewer may know: the reports that are linked and visible.
#[derive(Clone)]
pub struct Case {
    pub(crate) members: Vec<Member>,
}

impl Case {
    /// The report that names the incident: the one with the least handle.
    pub fn anchor(&self) -> Option<IncidentId> {
        self.members.iter().map(|m| IncidentId(m.candidate.id)).min()
    }

    /// The reports behind the incident, in order of precedence.
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// What is withheld of any report.
    pub fn withheld(&self) -> Vec<Withheld> {
        withheld::<accord_model::Incident>(&self.members)
    }

    /// Whom the reports are about.
    pub(crate) fn subjects(&self) -> Vec<SubjectId> {
        let mut all: Vec<_> = self.members.iter().flat_map(|m| m.candidate.subjects.iter().copied()).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// A referral, as far as the viewer may know: one partner's record. What sender and recipient both recorded stays two
/// referrals, as each tells it.
#[derive(Clone)]
pub struct Passage {
    pub(crate) member: Member,
}

impl Passage {
    /// The record that names it.
    pub const fn id(&self) -> ReferralId {
        ReferralId(self.member.candidate.id)
    }

    /// The record behind it: always one.
    pub const fn members(&self) -> &[Member] {
        std::slice::from_ref(&self.member)
    }

    /// What is withheld of it.
    pub fn withheld(&self) -> Vec<Withheld> {
        withheld::<accord_model::Referral>(self.members())
    }

    /// Who was referred.
    pub(crate) fn subjects(&self) -> &[SubjectId] {
        &self.member.candidate.subjects
    }
}

fn withheld<R: Record>(members: &[Member]) -> Vec<Withheld> {
    let mut all: Vec<_> = members.iter().flat_map(Member::withheld::<R>).collect();
    all.sort_unstable();
    all.dedup();
    all
}
