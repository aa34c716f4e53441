//! Step 3: how a viewer comes to have to do with a person, and what of her that opens.

use std::fmt;

use accord_model::{CategorySet, OrganisationId, Purpose, Role, SubjectId, UserKey};
use jiff::Timestamp;
use uuid::Uuid;

use crate::Viewer;

/// How a viewer comes to have to do with a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RelationKind {
    /// It is the person herself.
    Own,
    /// Somebody who may speak for her: a parent, an attorney, a deputy. Always with an end: a child comes of age.
    Proxy,
    /// The case is assigned to the user, or to the organisation's team.
    Assigned,
    /// Found while the person was present.
    FoundPresent,
    /// Introduced by this organisation.
    Introduced,
    /// An open referral to the organisation says so.
    Referred,
    /// Named as an attendee of a case conference about her.
    Conference,
    /// Emergency access (step 7).
    Emergency,
    /// A victim information request (Victims and Prisoners Act 2024 s.28). It opens what an agreement keeps for requests, and
    /// is no relationship.
    InformationRequest,
}

impl RelationKind {
    /// Every kind.
    pub const ALL: [Self; 9] = [
        Self::Own,
        Self::Proxy,
        Self::Assigned,
        Self::FoundPresent,
        Self::Introduced,
        Self::Referred,
        Self::Conference,
        Self::Emergency,
        Self::InformationRequest,
    ];

    /// Whether it counts as a relationship for this purpose. An emergency and a conference are opened for one person and one
    /// purpose, and nothing else opens a record for these two: neither one's own records nor an assignment.
    pub(crate) const fn serves(self, purpose: Purpose) -> bool {
        match self {
            Self::Emergency => matches!(purpose, Purpose::BreakGlass),
            Self::Conference => matches!(purpose, Purpose::CaseConference),
            Self::InformationRequest => false,
            Self::Own | Self::Proxy | Self::Assigned | Self::FoundPresent | Self::Introduced | Self::Referred => {
                !is_opened_one_by_one(purpose)
            }
        }
    }
}

/// Purposes for which each person is opened by a step of its own.
pub(crate) const fn is_opened_one_by_one(purpose: Purpose) -> bool {
    matches!(purpose, Purpose::BreakGlass | Purpose::CaseConference)
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
    /// What it leaves open at most: a conference, a proxy and a request are about some categories.
    pub categories: CategorySet,
    /// Whose records, where it is about one organisation's alone.
    pub owner: Option<OrganisationId>,
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
    /// organisation, so a victim has a relationship with herself alone, and with whom she may speak for; and to speak for
    /// somebody is no work of staff.
    pub(crate) fn counts(&self, viewer: &Viewer, at: Timestamp) -> bool {
        let herself = matches!(self.kind, RelationKind::Own | RelationKind::Proxy) && self.user.is_some();
        let fits = if viewer.role() == Role::Victim { herself } else { self.kind != RelationKind::Proxy };
        fits && self.kind.serves(viewer.purpose()) && self.holds(viewer.organisation(), viewer.user(), at)
    }

    /// Whether it gives this user of this organisation a relationship at that instant.
    pub fn holds(&self, organisation: OrganisationId, user: UserKey, at: Timestamp) -> bool {
        self.organisation == organisation
            && self.user.is_none_or(|one| one == user)
            && self.start <= at
            && self.end.is_none_or(|end| at < end)
    }

    /// Whether it reaches records of this owner.
    pub(crate) fn reaches(&self, owner: OrganisationId) -> bool {
        self.owner.is_none_or(|one| one == owner)
    }
}

/// A person whom the record names as its alleged perpetrator, by her sign-in: wherever she works, the record does not exist
/// for her.
#[derive(Clone, PartialEq, Eq)]
pub struct Exclusion {
    /// The handle of the record that names her.
    pub record: Uuid,
    /// Who is named.
    pub user: UserKey,
    /// Since when it is known.
    pub at: Timestamp,
}
