use accord_model::{Action, Basis, CategorySet, Purpose, Role, SubjectId};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::Desk;
use crate::relation::{RelationKind, is_opened_one_by_one};
use crate::{
    Audience, Candidate, Directive, Effect, Given, LedgerFault, PastDisclosure, PolicyWrite, RecordScope, Rights,
    StoreFault, Viewer,
};

/// What a victim says, before it is written down.
#[derive(Clone)]
pub struct ConsentDraft {
    /// Permit or deny.
    pub effect: Effect,
    /// To whom.
    pub to: Audience,
    /// For one purpose, or for every one.
    pub purpose: Option<Purpose>,
    /// What.
    pub categories: CategorySet,
    /// To do one thing, or anything.
    pub action: Option<Action>,
    /// On which records.
    pub records: RecordScope,
    /// Until before this instant.
    pub end: Option<Timestamp>,
    /// How it was given.
    pub given: Given,
}

/// Why a consent was not written down, or a person not found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PolicyFault {
    /// The database is not available.
    #[error("the database is not available")]
    Unavailable,
    /// The viewer has no relationship with the person, or a role that records no consent.
    #[error("not allowed")]
    NotAllowed,
    /// It would end before it begins.
    #[error("it would end before it begins")]
    EmptyPeriod,
    /// It would last longer than such a thing may.
    #[error("the period is longer than allowed")]
    PeriodTooLong,
    /// No category is named.
    #[error("no category is named")]
    NoCategory,
    /// The organisation is not a member of the partnership.
    #[error("the organisation is not a member")]
    UnknownOrganisation,
    /// The same idempotency key came with another content.
    #[error("the idempotency key was used for something else")]
    KeyReused,
    /// There is no such thing for this viewer.
    #[error("no such thing")]
    NotFound,
    /// The words are somebody else's: a proxy does not speak as the person, nor she as a proxy.
    #[error("given by somebody else than says so")]
    WrongGiver,
    /// A reason of fewer than 20 characters, or of one letter.
    #[error("the reason says too little")]
    ReasonTooShort,
    /// A reason of more than 2,000 characters.
    #[error("the reason is too long")]
    ReasonTooLong,
    /// Emergency access was asked for too often in a day.
    #[error("too many emergencies")]
    TooManyEmergencies,
    /// The right to emergency access rests until earlier uses are reviewed.
    #[error("the right to emergency access rests")]
    Suspended,
    /// The victim has had no notice, and it is not said why.
    #[error("no notice, and no reason for that")]
    NoticeUnexplained,
    /// Counselling information without the words on its substantial probative value.
    #[error("substantial probative value is not shown")]
    ProbativeValueMissing,
}

impl From<StoreFault> for PolicyFault {
    fn from(_: StoreFault) -> Self {
        Self::Unavailable
    }
}

impl From<LedgerFault> for PolicyFault {
    fn from(_: LedgerFault) -> Self {
        Self::Unavailable
    }
}

impl Desk {
    /// Writes down what the victim says, on the handle it was given on. The same key with the same content is written
    /// once. In force when this returns.
    ///
    /// The viewer needs a relationship with the person that the desk itself knows of: found while present, introduced,
    /// assigned, linked to a record of the viewer's organisation; a victim speaks for herself alone. Where the
    /// relationship is the record itself, see [`Desk::record_consent_on`].
    pub async fn record_consent(
        &self,
        viewer: &Viewer,
        subject: SubjectId,
        draft: ConsentDraft,
        key: &str,
        at: Timestamp,
    ) -> Result<Directive, PolicyFault> {
        self.record_consent_on(viewer, subject, &[], draft, key, at).await
    }

    /// As [`Desk::record_consent`], where the viewer may also stand on one of these records of the person: the desk
    /// holds no records, so the caller says which candidates it found. A candidate about somebody else, or one that
    /// does not exist for the viewer, proves nothing.
    pub async fn record_consent_on(
        &self,
        viewer: &Viewer,
        subject: SubjectId,
        candidates: &[Candidate],
        draft: ConsentDraft,
        key: &str,
        at: Timestamp,
    ) -> Result<Directive, PolicyFault> {
        self.check(viewer, &draft, at)?;
        if !self.may_speak(viewer, subject, candidates, at) {
            return Err(PolicyFault::NotAllowed);
        }
        let (organisation, user) = (viewer.organisation(), viewer.user().0);
        let id = self.keys.named(&format!("consent {organisation} {user:?} {key}"));
        let ConsentDraft { effect, to, purpose, categories, action, records, end, given } = draft;
        let (categories, end) = self.as_giver(viewer, subject, (categories, end), &given, at)?;
        let mut directive = Directive {
            id,
            subject,
            effect,
            to,
            purpose,
            categories,
            action,
            records,
            start: at,
            end,
            firm: false,
            given,
            recorded_by: viewer.organisation(),
            recorded_at: at,
            withdrawn_at: None,
            lapsed: false,
        };
        if self.policy.read().directive(id).is_none() {
            self.directives.write(&[PolicyWrite::Record(directive.clone())]).await?;
            self.refresh().await?;
        }
        // Of several at once with one key the first is written: all answer with it, or say that it was another.
        let known = self.policy.read().directive(id).cloned().ok_or(PolicyFault::Unavailable)?;
        (directive.start, directive.recorded_at) = (known.start, known.recorded_at);
        (directive.withdrawn_at, directive.lapsed) = (known.withdrawn_at, known.lapsed);
        if directive == known { Ok(known) } else { Err(PolicyFault::KeyReused) }
    }

    /// Who signs in for herself says what she says herself; a parent or an attorney says so, for no longer than she may and
    /// about nothing beyond. Staff write down what they were told.
    fn as_giver(
        &self,
        viewer: &Viewer,
        subject: SubjectId,
        (categories, end): (CategorySet, Option<Timestamp>),
        given: &Given,
        at: Timestamp,
    ) -> Result<(CategorySet, Option<Timestamp>), PolicyFault> {
        if viewer.role() != Role::Victim {
            return Ok((categories, end));
        }
        let policy = self.policy.read();
        let person = policy.person(subject);
        let mine = |kind| policy.relations_of(&person).find(|r| r.kind == kind && r.counts(viewer, at));
        match (mine(RelationKind::Own), mine(RelationKind::Proxy)) {
            (Some(_), _) if given.by == "SELF" => Ok((categories, end)),
            (None, Some(proxy)) if given.by != "SELF" => {
                let covered = categories & proxy.categories;
                let end = [end, proxy.end].into_iter().flatten().min();
                if covered.is_empty() { Err(PolicyFault::NotAllowed) } else { Ok((covered, end)) }
            }
            _ => Err(PolicyFault::WrongGiver),
        }
    }

    /// Takes a consent back. It takes no more inputs than giving it. Twice is the same as once.
    pub async fn withdraw_consent(
        &self,
        viewer: &Viewer,
        directive: Uuid,
        at: Timestamp,
    ) -> Result<Directive, PolicyFault> {
        let known = self.policy.read().directive(directive).cloned().ok_or(PolicyFault::NotFound)?;
        if !records_consent(viewer.role()) || !self.may_read_directive(viewer, &known, at) {
            return Err(PolicyFault::NotFound);
        }
        if known.withdrawn_at.is_some() {
            return Ok(known);
        }
        self.directives.write(&[PolicyWrite::Withdraw(directive, at)]).await?;
        self.refresh().await?;
        // Of several at once the first counts: all answer with its instant.
        let withdrawn = self.policy.read().directive(directive).cloned();
        withdrawn.filter(|one| one.withdrawn_at.is_some()).ok_or(PolicyFault::Unavailable)
    }

    /// The directives on these handles that the viewer may read: the person all of them, an organisation its own.
    pub fn directives_on(&self, viewer: &Viewer, person: &[SubjectId], at: Timestamp) -> Vec<Directive> {
        let policy = self.policy.read();
        let mut all: Vec<_> = policy.directives_of(person).into_iter().cloned().collect();
        drop(policy);
        // A bar is a record's mark, and nobody's word.
        all.retain(|d| d.effect != Effect::Bar && self.may_read_directive(viewer, d, at));
        all.sort_by_key(|d| (d.recorded_at, d.id));
        all
    }

    /// What was shown already: withdrawal cannot unsee it. For the answer to a withdrawal that was accepted; nobody else
    /// may read it. The person reads all of it but for what an exemption keeps out of her log: this would be the way round it.
    /// Whoever else writes the withdrawal down reads what this consent has
    /// opened to her own organisation, and nothing more: that somebody read a record on another ground, or that another
    /// organisation did, would tell that there is one, also to an organisation that it accuses.
    pub async fn already_disclosed(
        &self,
        rights: &dyn Rights,
        viewer: &Viewer,
        directive: &Directive,
        longest: SignedDuration,
        at: Timestamp,
    ) -> Result<Vec<PastDisclosure>, PolicyFault> {
        let person = self.person(directive.subject);
        let mut all = self.ledger.disclosed(&person, Timestamp::MIN).await?;
        if viewer.role() == Role::Victim {
            let (without, _) = self.kept_out(rights, &person, longest, at).await?;
            all.retain(|past| !without.contains(&past.organisation));
        } else {
            all.retain_mut(|past| {
                past.categories = past.categories & directive.categories;
                past.organisation == viewer.organisation() && self.has_opened(directive, past)
            });
        }
        Ok(all)
    }

    fn has_opened(&self, directive: &Directive, past: &PastDisclosure) -> bool {
        let to = match directive.to {
            Audience::Anyone => true,
            Audience::Kind(kind) => self.organisations.kind(past.organisation) == Some(kind),
            Audience::Organisation(id) => self.organisations.within(past.organisation, id),
        };
        to && directive.effect == Effect::Permit
            && past.basis == Basis::Consent
            && !past.categories.is_empty()
            && directive.purpose.is_none_or(|purpose| purpose == past.purpose)
    }

    /// Whether the viewer has to do with the person whose words are to be written down.
    pub(super) fn may_speak(
        &self,
        viewer: &Viewer,
        subject: SubjectId,
        candidates: &[Candidate],
        at: Timestamp,
    ) -> bool {
        !self.policy.read().acquainted(viewer, subject, None, at).is_empty()
            || candidates.iter().any(|one| one.subjects.contains(&subject) && self.knows(viewer, one, at))
    }

    /// Everybody who signs in for herself shares one organisation: a victim reads what concerns herself alone.
    pub(super) fn may_read_directive(&self, viewer: &Viewer, directive: &Directive, at: Timestamp) -> bool {
        match viewer.role() {
            Role::Victim => !self.policy.read().acquainted(viewer, directive.subject, None, at).is_empty(),
            Role::DataProtectionOfficer => directive.recorded_by == viewer.organisation(),
            role => records_consent(role) && directive.recorded_by == viewer.organisation(),
        }
    }

    fn check(&self, viewer: &Viewer, draft: &ConsentDraft, at: Timestamp) -> Result<(), PolicyFault> {
        // What was opened for an emergency or a conference is no meeting with the person.
        if !records_consent(viewer.role()) || is_opened_one_by_one(viewer.purpose()) {
            return Err(PolicyFault::NotAllowed);
        }
        if draft.end.is_some_and(|end| end <= at) {
            return Err(PolicyFault::EmptyPeriod);
        }
        if draft.categories.is_empty() {
            return Err(PolicyFault::NoCategory);
        }
        let named = [
            match draft.to {
                Audience::Organisation(id) => Some(id),
                Audience::Anyone | Audience::Kind(_) => None,
            },
            match draft.records {
                RecordScope::Owner(id) => Some(id),
                RecordScope::All | RecordScope::Record(_) => None,
            },
        ];
        let mut named = named.into_iter().flatten();
        if named.all(|id| self.organisations.get(id).is_some()) {
            Ok(())
        } else {
            Err(PolicyFault::UnknownOrganisation)
        }
    }
}

/// Whose work it is to write down what a victim says: those who meet her, and the victim.
const fn records_consent(role: Role) -> bool {
    role_meets_victims(role) || matches!(role, Role::Victim)
}

/// Whether the viewer meets victims in what she asks for: an emergency and a conference are no meeting.
pub(super) const fn meets_victims(viewer: &Viewer) -> bool {
    role_meets_victims(viewer.role()) && !is_opened_one_by_one(viewer.purpose())
}

/// Whose work it is to meet victims.
const fn role_meets_victims(role: Role) -> bool {
    matches!(role, Role::SupportWorker | Role::HateCrimeOfficer | Role::CommunitySafetyOfficer | Role::CareCoordinator)
}
