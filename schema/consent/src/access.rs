//! Access that somebody has to ask for, one person at a time: emergency access and victim information requests.

use std::fmt;

use accord_model::{CategorySet, OrganisationId, Role, SubjectId, UserKey};
use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::{Relation, StoreFault};

/// How long emergency access lasts (NHS Summary Care Record guidance on emergency access; the partnership's agreement).
pub(crate) const EMERGENCY_LASTS: SignedDuration = SignedDuration::from_mins(60);

/// Until when emergency access is reviewed. After that, the right of whoever used it rests until it is.
pub(crate) const REVIEW_WITHIN: SignedDuration = SignedDuration::from_hours(72);

/// How often one user may ask for emergency access in a day. Who needs it more often has a case, not an emergency.
pub const EMERGENCIES_A_DAY: usize = 5;

/// The longest that a victim information request is open.
pub(crate) const REQUEST_LASTS: SignedDuration = SignedDuration::from_hours(28 * 24);

/// What was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccessKind {
    /// Emergency access, step 7: open at once, reviewed afterwards.
    Emergency,
    /// A victim information request (Victims and Prisoners Act 2024 s.28).
    InformationRequest,
}

/// Where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccessState {
    /// A request for counselling information waits for a second person.
    Waiting,
    /// Open until its end; of an emergency: not reviewed.
    Open,
    /// An emergency that was found justified; a request that was approved.
    Approved,
    /// An emergency that was found unjustified; a request that was turned down.
    Refused,
}

/// One such access. The reasons are sealed: they may name people.
#[derive(Clone, PartialEq, Eq)]
pub struct AskedAccess {
    /// Its id.
    pub id: Uuid,
    /// What was asked for.
    pub kind: AccessKind,
    /// For which organisation.
    pub organisation: OrganisationId,
    /// By whom.
    pub user: UserKey,
    /// In which role.
    pub role: Role,
    /// About whom.
    pub subject: SubjectId,
    /// Whose records; every partner's, for an emergency.
    pub owner: Option<OrganisationId>,
    /// Which kinds of data at most.
    pub categories: CategorySet,
    /// The reasons, sealed.
    pub sealed: Vec<u8>,
    /// When it was asked for.
    pub at: Timestamp,
    /// Until before this instant.
    pub end: Timestamp,
    /// Where it stands.
    pub state: AccessState,
    /// Who reviewed or approved it, and when.
    pub answered: Option<(UserKey, Timestamp)>,
}

// About whom somebody asked stays out of logs.
impl fmt::Debug for AskedAccess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AskedAccess")
    }
}

impl AskedAccess {
    /// Until when it is to be reviewed.
    pub fn review_by(&self) -> Timestamp {
        self.at.checked_add(REVIEW_WITHIN).unwrap_or(Timestamp::MAX)
    }

    /// Whether it keeps its user from asking again: found unjustified, or not reviewed in time.
    pub fn suspends(&self, at: Timestamp) -> bool {
        let late = self.state == AccessState::Open && at >= self.review_by();
        self.kind == AccessKind::Emergency && (late || self.state == AccessState::Refused)
    }
}

/// What became of asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opened {
    /// It is written down, now or when the same was asked before.
    Written(Box<AskedAccess>),
    /// The user has asked for emergency access too often today.
    TooMany,
    /// The user's right rests: an earlier emergency was found unjustified, or was not reviewed in time.
    Suspended,
}

/// Of a desk over no database: nothing is asked for there.
pub struct NoAccesses;

#[async_trait]
impl Accesses for NoAccesses {
    async fn open(&self, _: &AskedAccess, _: Option<&Relation>) -> Result<Opened, StoreFault> {
        Err(StoreFault)
    }

    async fn access(&self, _: Uuid) -> Result<Option<AskedAccess>, StoreFault> {
        Err(StoreFault)
    }

    async fn accesses(&self, _: OrganisationId, _: AccessKind) -> Result<Vec<AskedAccess>, StoreFault> {
        Err(StoreFault)
    }

    async fn answer(&self, _: &AskedAccess, _: Option<&Relation>) -> Result<(), StoreFault> {
        Err(StoreFault)
    }

    async fn untold(&self) -> Result<Vec<AskedAccess>, StoreFault> {
        Err(StoreFault)
    }

    async fn told(&self, _: Uuid, _: Timestamp) -> Result<(), StoreFault> {
        Err(StoreFault)
    }
}

/// Where they rest.
#[async_trait]
pub trait Accesses: Send + Sync {
    /// Writes an access with the relationship that it opens, in one transaction. One of the same id is not written again. Of an
    /// emergency, the limits are looked at in that transaction: a thousand at once are no way round them.
    async fn open(&self, access: &AskedAccess, relation: Option<&Relation>) -> Result<Opened, StoreFault>;

    /// The access of that id.
    async fn access(&self, id: Uuid) -> Result<Option<AskedAccess>, StoreFault>;

    /// Those that users of this organisation have asked for, the latest first.
    async fn accesses(&self, organisation: OrganisationId, kind: AccessKind) -> Result<Vec<AskedAccess>, StoreFault>;

    /// Writes a review or an approval, with what it opens or ends, in one transaction.
    async fn answer(&self, access: &AskedAccess, opens: Option<&Relation>) -> Result<(), StoreFault>;

    /// Emergencies of which nobody has been told.
    async fn untold(&self) -> Result<Vec<AskedAccess>, StoreFault>;

    /// Somebody has been told.
    async fn told(&self, id: Uuid, at: Timestamp) -> Result<(), StoreFault>;
}
