use std::collections::{BTreeSet, HashSet};

use accord_model::{CategorySet, OrganisationId, Role, SubjectId, UserKey};
use async_trait::async_trait;
use jiff::Timestamp;
use smallvec::SmallVec;
use uuid::Uuid;

use crate::relation::is_opened_one_by_one;
use crate::table::Table;
use crate::{Directive, Effect, Exclusion, Relation, RelationKind, Viewer};

/// Where directives, relationships and links between person-handles rest. Each change has a number; a change that
/// takes access away is also marked `tightened`.
#[async_trait]
pub trait Directives: Send + Sync {
    /// Every change after this number, in order; from 0, everything in force.
    async fn changes_since(&self, sequence: u64) -> Result<PolicyChanges, StoreFault>;

    /// Makes the writes durable in one transaction and returns the new number.
    async fn write(&self, writes: &[PolicyWrite]) -> Result<u64, StoreFault>;
}

/// The database cannot be read or written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the database is not available")]
pub struct StoreFault;

/// Changes of policy, as read.
#[derive(Default)]
pub struct PolicyChanges {
    /// The number of the last one.
    pub sequence: u64,
    /// The number of the last one that took access away.
    pub tightened: u64,
    /// Directives written or withdrawn.
    pub directives: Vec<Directive>,
    /// Relationships begun or ended.
    pub relations: Vec<Relation>,
    /// Links proposed, confirmed or undone.
    pub links: Vec<Link>,
    /// People named as alleged perpetrators.
    pub exclusions: Vec<Exclusion>,
}

/// One change, to be written.
#[derive(Clone)]
pub enum PolicyWrite {
    /// A new directive.
    Record(Directive),
    /// A directive withdrawn at this instant.
    Withdraw(Uuid, Timestamp),
    /// A relationship begins.
    Relate(Relation),
    /// Relationships of this id end at that instant, where they have not ended before.
    End(Uuid, Timestamp),
    /// A link proposed, confirmed or undone.
    Link(Link),
    /// A person is named as an alleged perpetrator.
    Exclude(Exclusion),
    /// A person-handle introduced by `findVictim`, with its features for the review list.
    Introduce {
        /// The new handle.
        subject: SubjectId,
        /// Who introduced it.
        organisation: OrganisationId,
        /// Its keyed fingerprints.
        fingerprints: Vec<(crate::Identifier, crate::Fingerprint)>,
        /// Its identifiers, sealed.
        sealed: Vec<u8>,
        /// When.
        at: Timestamp,
    },
}

/// How far a link between two person-handles has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkState {
    /// Above the review threshold, waiting for a reviewer: a deny flows over it, a permit does not.
    Waiting,
    /// Confirmed: both flow.
    Confirmed,
    /// Refused or undone: nothing flows.
    Undone,
}

/// What a link rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkBasis {
    /// A reviewer looked at both.
    Review,
    /// Both records carry the same verified NHS number.
    VerifiedNhsNumber,
}

/// A link between two person-handles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The lesser handle.
    pub a: SubjectId,
    /// The greater handle.
    pub b: SubjectId,
    /// The organisations whose records the handles are.
    pub owners: (OrganisationId, OrganisationId),
    /// How far it has come.
    pub state: LinkState,
    /// What it rests on.
    pub basis: LinkBasis,
}

/// The handles of one person: few, and looked for at each decision.
pub(crate) type Handles = SmallVec<[SubjectId; 4]>;

/// All policy in memory, so that a decision needs no database.
#[derive(Default)]
pub(crate) struct Policy {
    pub(crate) sequence: u64,
    directives: Table<SubjectId, Vec<Directive>>,
    relations: Table<SubjectId, Vec<Relation>>,
    links: Table<SubjectId, Vec<(SubjectId, OrganisationId, LinkState)>>,
    exclusions: Table<UserKey, HashSet<Uuid>>,
    /// Of every handle that has a link: followed when links change, and not at each decision.
    kin: Table<SubjectId, Kin>,
}

/// Whom the links of a handle lead to: itself first, then the others in order.
struct Kin {
    /// Over confirmed links.
    person: Handles,
    /// Over every link.
    near: Handles,
    /// Whose records confirmed links join to the person.
    holders: Vec<OrganisationId>,
}

impl Policy {
    /// Takes changes in; the same change twice changes nothing.
    pub(crate) fn apply(&mut self, changes: PolicyChanges) {
        for directive in changes.directives {
            let known = self.directives.entry(directive.subject).or_default();
            known.retain(|d| d.id != directive.id);
            known.push(directive);
        }
        for relation in changes.relations {
            let known = self.relations.entry(relation.subject).or_default();
            known.retain(|r| r.id != relation.id);
            known.push(relation);
        }
        let ends: Vec<SubjectId> = changes.links.iter().flat_map(|link| [link.a, link.b]).collect();
        for link in changes.links {
            for (from, to, owner) in [(link.a, link.b, link.owners.1), (link.b, link.a, link.owners.0)] {
                let known = self.links.entry(from).or_default();
                known.retain(|(other, ..)| *other != to);
                if link.state != LinkState::Undone {
                    known.push((to, owner, link.state));
                }
            }
        }
        self.follow(&ends);
        for exclusion in changes.exclusions {
            self.exclusions.entry(exclusion.user).or_default().insert(exclusion.record);
        }
        self.sequence = self.sequence.max(changes.sequence);
    }

    /// Follows the links anew from these handles, and from whatever hangs together with them: what a link no longer joins
    /// hangs on one of its ends.
    fn follow(&mut self, ends: &[SubjectId]) {
        let all: BTreeSet<SubjectId> = ends.iter().flat_map(|end| self.reach(*end, |_| true)).collect();
        for handle in all {
            let person = self.reach(handle, |state| state == LinkState::Confirmed);
            let links = person.iter().filter_map(|of| self.links.get(of)).flatten();
            let confirmed = links.filter(|(_, _, state)| *state == LinkState::Confirmed);
            let mut holders: Vec<_> = confirmed.map(|(_, owner, _)| *owner).collect();
            holders.sort_unstable();
            holders.dedup();
            self.kin.insert(handle, Kin { person, near: self.reach(handle, |_| true), holders });
        }
    }

    /// The handles of one person, as far as reviewers or verified numbers have said; `subject` first, then in order.
    pub(crate) fn person(&self, subject: SubjectId) -> Handles {
        Handles::from_slice(self.kin.get(&subject).map_or(&[subject], |kin| kin.person.as_slice()))
    }

    /// The handles that a confirmed link joins to this one directly.
    pub(crate) fn joined(&self, subject: SubjectId) -> Vec<SubjectId> {
        let links = self.links.get(&subject).into_iter().flatten();
        links.filter(|(_, _, state)| *state == LinkState::Confirmed).map(|(other, ..)| *other).collect()
    }

    fn reach(&self, subject: SubjectId, over: impl Fn(LinkState) -> bool) -> Handles {
        let mut found = Handles::from_slice(&[subject]);
        let mut next = 0;
        while let Some(at) = found.get(next).copied() {
            next += 1;
            for (other, _, state) in self.links.get(&at).into_iter().flatten() {
                if over(*state) && !found.contains(other) {
                    found.push(*other);
                }
            }
        }
        if let Some(others) = found.get_mut(1..) {
            others.sort_unstable();
        }
        found
    }

    /// Whether one of these records names the user as its alleged perpetrator.
    pub(crate) fn excludes(&self, user: UserKey, mut records: impl Iterator<Item = Uuid>) -> bool {
        self.exclusions.get(&user).is_some_and(|named| records.any(|record| named.contains(&record)))
    }

    /// Directives that bear on a handle: its person's own, and refusals over every link that waits for a reviewer.
    pub(crate) fn directives_on(&self, subject: SubjectId) -> SmallVec<[&Directive; 8]> {
        let mut all = SmallVec::new();
        let alone = [subject];
        let kin = self.kin.get(&subject);
        let (person, near) = kin.map_or((&alone[..], &alone[..]), |kin| (kin.person.as_slice(), kin.near.as_slice()));
        for handle in near {
            let own = person.contains(handle);
            let said = self.directives.get(handle).into_iter().flatten();
            all.extend(said.filter(|d| own || d.effect != Effect::Permit));
        }
        all
    }

    /// Directives written on any handle of one person.
    pub(crate) fn directives_of(&self, person: &[SubjectId]) -> Vec<&Directive> {
        person.iter().filter_map(|handle| self.directives.get(handle)).flatten().collect()
    }

    pub(crate) fn directive(&self, id: Uuid) -> Option<&Directive> {
        self.directives.values().flatten().find(|d| d.id == id)
    }

    /// Step 3: what a relationship leaves open: everything, where the viewer's organisation holds a record about the person or
    /// a relationship says so; the categories of a conference; or nothing.
    pub(crate) fn related(
        &self,
        viewer: &Viewer,
        subject: SubjectId,
        owner: OrganisationId,
        at: Timestamp,
    ) -> CategorySet {
        let staff = viewer.role() != Role::Victim && !is_opened_one_by_one(viewer.purpose());
        if staff && owner == viewer.organisation() {
            return CategorySet::ALL;
        }
        self.acquainted(viewer, subject, Some(owner), at)
    }

    /// As [`Policy::related`], by what is known of the handle without its record: links and relationships. Those that are
    /// about one owner's records count where that owner is asked about.
    pub(crate) fn acquainted(
        &self,
        viewer: &Viewer,
        subject: SubjectId,
        owner: Option<OrganisationId>,
        at: Timestamp,
    ) -> CategorySet {
        let organisation = viewer.organisation();
        let staff = viewer.role() != Role::Victim && !is_opened_one_by_one(viewer.purpose());
        let (alone, kin) = ([subject], self.kin.get(&subject));
        if staff && kin.is_some_and(|kin| kin.holders.contains(&organisation)) {
            return CategorySet::ALL;
        }
        let person = kin.map_or(&alone[..], |kin| kin.person.as_slice());
        let relations = person.iter().flat_map(|handle| self.relations_on(*handle, viewer, at));
        relations
            .filter(|relation| relation.owner.is_none() || owner.is_some_and(|owner| relation.reaches(owner)))
            .fold(CategorySet::NONE, |open, relation| open | relation.categories)
    }

    /// What victim information requests of this viewer open of this owner's records about the person.
    pub(crate) fn requested(
        &self,
        viewer: &Viewer,
        subject: SubjectId,
        owner: OrganisationId,
        at: Timestamp,
    ) -> CategorySet {
        let person = self.person(subject);
        let all = person.iter().flat_map(|handle| self.relations.get(handle).into_iter().flatten());
        all.filter(|r| r.kind == RelationKind::InformationRequest && r.reaches(owner))
            .filter(|r| r.holds(viewer.organisation(), viewer.user(), at))
            .fold(CategorySet::NONE, |open, request| open | request.categories)
    }

    /// The viewer's relationships with this handle.
    pub(crate) fn relations_on<'a>(
        &'a self,
        handle: SubjectId,
        viewer: &'a Viewer,
        at: Timestamp,
    ) -> impl Iterator<Item = &'a Relation> {
        let all = self.relations.get(&handle).into_iter().flatten();
        all.filter(move |r| r.counts(viewer, at))
    }

    /// The users of an organisation who have, or had, a relationship of their own with one of these handles.
    pub(crate) fn users_of(&self, handles: &[SubjectId], organisation: OrganisationId) -> Vec<UserKey> {
        let all = handles.iter().filter_map(|handle| self.relations.get(handle)).flatten();
        let mut users: Vec<_> = all.filter(|r| r.organisation == organisation).filter_map(|r| r.user).collect();
        users.sort_unstable();
        users.dedup();
        users
    }

    /// Everything that is known of who has to do with these handles.
    pub(crate) fn relations_of<'a>(&'a self, person: &'a [SubjectId]) -> impl Iterator<Item = &'a Relation> {
        person.iter().filter_map(|handle| self.relations.get(handle)).flatten()
    }

    /// Every handle that the viewer has a relationship with.
    pub(crate) fn caseload(&self, viewer: &Viewer, at: Timestamp) -> Vec<SubjectId> {
        let all = self.relations.iter().filter(|(_, relations)| relations.iter().any(|r| r.counts(viewer, at)));
        let mut handles: Vec<_> = all.map(|(handle, _)| *handle).collect();
        handles.sort_unstable();
        handles
    }
}
