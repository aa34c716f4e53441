use std::fmt;

use accord_model::{OrganisationId, Role, SubjectId, UserKey};
use async_trait::async_trait;
use jiff::Timestamp;
use smallvec::SmallVec;
use uuid::Uuid;

use crate::table::Table;
use crate::{Directive, Effect, Viewer};

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
}

/// One change, to be written.
#[derive(Clone)]
#[expect(clippy::large_enum_variant, reason = "one is written at a time, and most are directives")]
pub enum PolicyWrite {
    /// A new directive.
    Record(Directive),
    /// A directive withdrawn at this instant.
    Withdraw(Uuid, Timestamp),
    /// A relationship begins.
    Relate(Relation),
    /// A link proposed, confirmed or undone.
    Link(Link),
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

/// How a viewer comes to have to do with a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RelationKind {
    /// It is the person herself.
    Own,
    /// The case is assigned to the user, or to the organisation's team.
    Assigned,
    /// Found while the person was present.
    FoundPresent,
    /// Introduced by this organisation.
    Introduced,
}

/// A relationship between a viewer and a person.
#[derive(Clone, PartialEq, Eq)]
pub struct Relation {
    /// Its id.
    pub id: Uuid,
    /// The viewer's organisation.
    pub organisation: OrganisationId,
    /// One user, or everybody of the organisation.
    pub user: Option<UserKey>,
    /// The person.
    pub subject: SubjectId,
    /// Why.
    pub kind: RelationKind,
    /// From this instant on.
    pub start: Timestamp,
    /// Until before this instant.
    pub end: Option<Timestamp>,
}

// Who looks after whom stays out of logs.
impl fmt::Debug for Relation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Relation")
    }
}

impl Relation {
    /// Whether it gives this viewer a relationship at that instant. Everybody who signs in for herself shares one
    /// organisation, so a victim has a relationship with herself alone.
    pub(crate) fn counts(&self, viewer: &Viewer, at: Timestamp) -> bool {
        let own = self.kind == RelationKind::Own && self.user.is_some();
        (viewer.role() != Role::Victim || own) && self.holds(viewer.organisation(), viewer.user(), at)
    }

    /// Whether it gives this user of this organisation a relationship at that instant.
    pub fn holds(&self, organisation: OrganisationId, user: UserKey, at: Timestamp) -> bool {
        self.organisation == organisation
            && self.user.is_none_or(|one| one == user)
            && self.start <= at
            && self.end.is_none_or(|end| at < end)
    }
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
        for link in changes.links {
            for (from, to, owner) in [(link.a, link.b, link.owners.1), (link.b, link.a, link.owners.0)] {
                let known = self.links.entry(from).or_default();
                known.retain(|(other, ..)| *other != to);
                if link.state != LinkState::Undone {
                    known.push((to, owner, link.state));
                }
            }
        }
        self.sequence = self.sequence.max(changes.sequence);
    }

    /// The handles of one person, as far as reviewers or verified numbers have said; `subject` first, then in order.
    pub(crate) fn person(&self, subject: SubjectId) -> Handles {
        self.reach(subject, |state| state == LinkState::Confirmed)
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

    /// Directives that bear on a handle: its person's own, and refusals over every link that waits for a reviewer.
    pub(crate) fn directives_on(&self, subject: SubjectId) -> SmallVec<[&Directive; 8]> {
        let person = self.person(subject);
        let near = self.reach(subject, |_| true);
        let all = near.iter().flat_map(|handle| {
            let own = person.contains(handle);
            self.directives.get(handle).into_iter().flatten().filter(move |d| own || d.effect == Effect::Deny)
        });
        all.collect()
    }

    /// Directives written on any handle of one person.
    pub(crate) fn directives_of(&self, person: &[SubjectId]) -> Vec<&Directive> {
        person.iter().filter_map(|handle| self.directives.get(handle)).flatten().collect()
    }

    pub(crate) fn directive(&self, id: Uuid) -> Option<&Directive> {
        self.directives.values().flatten().find(|d| d.id == id)
    }

    /// Step 3: the viewer's organisation holds a record about the person, or a relationship says so.
    pub(crate) fn related(&self, viewer: &Viewer, subject: SubjectId, owner: OrganisationId, at: Timestamp) -> bool {
        let organisation = viewer.organisation();
        let staff = viewer.role() != Role::Victim;
        if staff && owner == organisation {
            return true;
        }
        self.acquainted(viewer, subject, at)
    }

    /// As [`Policy::related`], by what is known of the handle without its record: links and relationships.
    pub(crate) fn acquainted(&self, viewer: &Viewer, subject: SubjectId, at: Timestamp) -> bool {
        let organisation = viewer.organisation();
        let staff = viewer.role() != Role::Victim;
        let person = self.person(subject);
        person.iter().any(|handle| {
            let holds_one = self
                .links
                .get(handle)
                .into_iter()
                .flatten()
                .any(|(_, owner, state)| *owner == organisation && *state == LinkState::Confirmed);
            (staff && holds_one) || self.relations_on(*handle, viewer, at).next().is_some()
        })
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

    /// Every handle that the viewer has a relationship with.
    pub(crate) fn caseload(&self, viewer: &Viewer, at: Timestamp) -> Vec<SubjectId> {
        let all = self.relations.iter().filter(|(_, relations)| relations.iter().any(|r| r.counts(viewer, at)));
        let mut handles: Vec<_> = all.map(|(handle, _)| *handle).collect();
        handles.sort_unstable();
        handles
    }
}
