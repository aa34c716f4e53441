//! Step 7: emergency access. A reason, one person, an hour; somebody is told at once, and reviews it.

use accord_model::{Action, CategorySet, Purpose, RecordType, Role, SubjectId};
use jiff::Timestamp;
use uuid::Uuid;

use super::{Desk, PolicyFault, Weighing};
use crate::access::EMERGENCY_LASTS;
use crate::relation::RelationKind;
use crate::{AccessKind, AccessState, AskedAccess, Candidate, Opened, Relation, Viewer};

/// The shortest reason that says something.
const REASON_AT_LEAST: usize = 20;

/// The longest reason.
const REASON_AT_MOST: usize = 2_000;

impl Desk {
    /// Whether emergency access would open anything of this person record to the viewer: everything decides but the
    /// relationship. Whoever is accused, and whoever has no agreement for emergencies, learns nothing here.
    pub fn would_open(&self, viewer: &Viewer, candidate: &Candidate, at: Timestamp) -> bool {
        let open = Weighing { presume_relation: true, ..Weighing::default() };
        viewer.purpose() == Purpose::BreakGlass
            && candidate.at.kind == RecordType::Victim
            && !self.weigh(viewer, candidate, Action::View, at, open).is_hidden()
    }

    /// Whether the viewer asks for an emergency, and says why. Before anybody is looked for: a refusal must not tell that there is
    /// somebody.
    ///
    /// # Errors
    /// `NotAllowed`, `ReasonTooShort`, `ReasonTooLong`.
    pub fn hears(&self, viewer: &Viewer, reason: &str) -> Result<(), PolicyFault> {
        if viewer.purpose() != Purpose::BreakGlass || viewer.role() == Role::Victim {
            return Err(PolicyFault::NotAllowed);
        }
        check_reason(reason)
    }

    /// Opens the records of one person for an hour. The caller has asked [`Desk::would_open`] first. The same key with the
    /// same reason is one access.
    ///
    /// # Errors
    /// `ReasonTooShort`, `TooManyEmergencies`, `Suspended`, `KeyReused`; `NotAllowed` for another purpose.
    pub async fn break_glass(
        &self,
        viewer: &Viewer,
        subject: SubjectId,
        reason: &str,
        key: &str,
        at: Timestamp,
    ) -> Result<AskedAccess, PolicyFault> {
        self.hears(viewer, reason)?;
        let id = self.access_id(viewer, AccessKind::Emergency, key);
        let access = AskedAccess {
            id,
            kind: AccessKind::Emergency,
            organisation: viewer.organisation(),
            user: viewer.user(),
            role: viewer.role(),
            subject,
            owner: None,
            categories: CategorySet::ALL,
            sealed: self.keys.seal(access_label(id).as_bytes(), reason.trim().as_bytes()),
            at,
            end: at.checked_add(EMERGENCY_LASTS).unwrap_or(at),
            state: AccessState::Open,
            answered: None,
        };
        self.opened(&access, Some(&relation_of(&access))).await
    }

    /// Writes it, unless it was written before or may not be.
    pub(super) async fn opened(
        &self,
        access: &AskedAccess,
        relation: Option<&Relation>,
    ) -> Result<AskedAccess, PolicyFault> {
        let known = match self.accesses.open(access, relation).await? {
            Opened::Written(known) => *known,
            Opened::TooMany => return Err(PolicyFault::TooManyEmergencies),
            Opened::Suspended => return Err(PolicyFault::Suspended),
        };
        self.refresh().await?;
        let same = (known.subject, known.owner, known.categories) == (access.subject, access.owner, access.categories)
            && self.texts(&known) == self.texts(access);
        if same { Ok(known) } else { Err(PolicyFault::KeyReused) }
    }

    /// What users of the viewer's organisation have asked for, to whoever reviews it: the data-protection officer.
    ///
    /// # Errors
    /// `NotAllowed` for every other role.
    pub async fn accesses(&self, viewer: &Viewer, kind: AccessKind) -> Result<Vec<AskedAccess>, PolicyFault> {
        if !reviews(viewer, kind) {
            return Err(PolicyFault::NotAllowed);
        }
        Ok(self.accesses.accesses(viewer.organisation(), kind).await?)
    }

    /// The reasons, opened for whoever may read the access. Logged by the caller.
    pub fn texts(&self, access: &AskedAccess) -> Option<String> {
        let plain = self.keys.unseal(access_label(access.id).as_bytes(), &access.sealed)?;
        String::from_utf8(plain.to_vec()).ok()
    }

    /// Writes what a review or an approval came to. Nobody answers what she asked for herself. An emergency that was found
    /// unjustified ends at once, and rests its user's right; an answer may be changed by another.
    ///
    /// # Errors
    /// `NotAllowed` for a role that reviews nothing, and for one's own; `NotFound` for another organisation's.
    pub async fn answer_access(
        &self,
        viewer: &Viewer,
        (id, kind): (Uuid, AccessKind),
        approve: bool,
        at: Timestamp,
    ) -> Result<AskedAccess, PolicyFault> {
        let known = self
            .accesses
            .access(id)
            .await?
            .filter(|known| known.kind == kind && known.organisation == viewer.organisation());
        let mut access = known.ok_or(PolicyFault::NotFound)?;
        if !reviews(viewer, access.kind) || access.user == viewer.user() {
            return Err(PolicyFault::NotAllowed);
        }
        access.state = if approve { AccessState::Approved } else { AccessState::Refused };
        access.answered = Some((viewer.user(), at));
        if !approve {
            access.end = access.end.min(at);
        }
        // An emergency was open from the first: to find it justified opens nothing.
        let opens = !approve || access.kind == AccessKind::InformationRequest;
        let relation = relation_of(&access);
        self.accesses.answer(&access, opens.then_some(&relation)).await?;
        self.refresh().await?;
        Ok(access)
    }

    pub(super) fn access_id(&self, viewer: &Viewer, kind: AccessKind, key: &str) -> Uuid {
        let (organisation, user) = (viewer.organisation(), viewer.user().0);
        self.keys.named(&format!("access {kind:?} {organisation} {user:?} {key}"))
    }
}

/// Who reviews emergencies, and who is the second person of a request.
fn reviews(viewer: &Viewer, kind: AccessKind) -> bool {
    match kind {
        AccessKind::Emergency => viewer.role() == Role::DataProtectionOfficer,
        AccessKind::InformationRequest => {
            matches!(viewer.role(), Role::AuthorisingOfficer | Role::DataProtectionOfficer)
        }
    }
}

/// What the access opens: the user alone, for as long as it lasts.
pub(super) fn relation_of(access: &AskedAccess) -> Relation {
    Relation {
        id: access.id,
        organisation: access.organisation,
        user: Some(access.user),
        subject: access.subject,
        kind: match access.kind {
            AccessKind::Emergency => RelationKind::Emergency,
            AccessKind::InformationRequest => RelationKind::InformationRequest,
        },
        categories: access.categories,
        owner: access.owner,
        start: access.at,
        end: Some(access.end),
    }
}

pub(super) fn access_label(id: Uuid) -> String {
    format!("access {id}")
}

/// # Errors
/// `ReasonTooShort`, also for one that says the same letter twenty times; `ReasonTooLong`.
pub(super) fn check_reason(reason: &str) -> Result<(), PolicyFault> {
    let reason = reason.trim();
    let mut letters: Vec<char> = reason.chars().filter(|c| c.is_alphanumeric()).collect();
    letters.sort_unstable();
    letters.dedup();
    if reason.chars().count() < REASON_AT_LEAST || letters.len() < 5 {
        return Err(PolicyFault::ReasonTooShort);
    }
    if reason.chars().count() > REASON_AT_MOST { Err(PolicyFault::ReasonTooLong) } else { Ok(()) }
}
