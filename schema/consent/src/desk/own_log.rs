//! The person's own view of the disclosure log, and the orders that delay rows of it.

use accord_model::{OrganisationId, Purpose, Role, SubjectId};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::{Desk, PolicyFault};
use crate::rights::merged;
use crate::{Access, AccessQuery, Exemption, ExemptionFault, RelationKind, Request, Rights, Viewer};

/// What a person reads of her own log.
pub struct OwnLog {
    /// Newest first, each with its place among those that are equal but for the request.
    pub accesses: Vec<(Access, usize)>,
    /// Whether this is all of it. Otherwise the oldest instant may lack rows.
    pub is_whole: bool,
    /// Exemptions about her that do not count, for the operator's log.
    pub faults: Vec<ExemptionFault>,
}

/// An exemption as the operator lists it.
pub struct ListedExemption {
    /// The order.
    pub exemption: Exemption,
    /// Whether it counts, whatever its time.
    pub check: Result<(), ExemptionFault>,
    /// Whether its time is now.
    pub is_open: bool,
}

impl Desk {
    /// Whether the viewer is this person, who asks for her own data. Nobody else is answered about her log.
    pub fn asks_for_herself(&self, viewer: &Viewer, subject: SubjectId, at: Timestamp) -> bool {
        let policy = self.policy.read();
        let person = policy.person(subject);
        let mut hers = policy.relations_of(&person).filter(|relation| relation.counts(viewer, at));
        viewer.role() == Role::Victim
            && viewer.purpose() == Purpose::SubjectAccess
            && hers.any(|relation| relation.kind == RelationKind::Own)
    }

    /// What was shown of a person to others, as she reads it herself: at most `limit` rows of the log, not after `until`.
    /// What an exemption in force keeps out is not read at all, so that nothing counts it. A quiet log is empty. Nothing
    /// for everybody but herself.
    pub async fn own_log(
        &self,
        rights: &dyn Rights,
        viewer: &Viewer,
        subject: SubjectId,
        window: (Option<Timestamp>, usize),
        longest: SignedDuration,
        at: Timestamp,
    ) -> Result<Option<OwnLog>, PolicyFault> {
        if !self.asks_for_herself(viewer, subject, at) {
            return Ok(None);
        }
        let (until, limit) = window;
        let subjects = self.person(subject);
        let (without, faults) = self.kept_out(rights, &subjects, longest, at).await?;
        let query = AccessQuery { subjects: &subjects, without: &without, until, limit };
        let rows = rights.accesses(&query).await?;
        let is_whole = rows.len() < limit;
        let quiet = rights.is_quiet(&subjects).await?;
        let accesses = if quiet { Vec::new() } else { merged(rows) };
        Ok(Some(OwnLog { accesses, is_whole: is_whole || quiet, faults }))
    }

    /// Whose rows exemptions in force keep out of a person's view of the log, and which exemptions do not count.
    pub(super) async fn kept_out(
        &self,
        rights: &dyn Rights,
        subjects: &[SubjectId],
        longest: SignedDuration,
        at: Timestamp,
    ) -> Result<(Vec<OrganisationId>, Vec<ExemptionFault>), PolicyFault> {
        let (mut without, mut faults) = (Vec::new(), Vec::new());
        for exemption in rights.exemptions(Some(subjects)).await?.iter().filter(|one| one.is_open(at)) {
            match exemption.check(&self.keys, longest) {
                Ok(()) => without.push(exemption.organisation),
                Err(fault) => faults.push(fault),
            }
        }
        Ok((without, faults))
    }

    /// The person says whether her log is to be quiet. `NotFound` for everybody but a person who asks for her own data.
    pub async fn set_quiet_log(
        &self,
        rights: &dyn Rights,
        viewer: &Viewer,
        quiet: bool,
        key: &str,
        at: Timestamp,
    ) -> Result<(), PolicyFault> {
        if viewer.role() != Role::Victim || viewer.purpose() != Purpose::SubjectAccess {
            return Err(PolicyFault::NotAllowed);
        }
        let own = self.caseload(viewer, at);
        let mut subjects: Vec<SubjectId> = own.iter().flat_map(|handle| self.person(*handle)).collect();
        subjects.sort_unstable();
        subjects.dedup();
        let key = self.keys.named(&format!("quiet log {} {:?} {key}", viewer.organisation(), viewer.user().0));
        if rights.set_quiet(key, &subjects, quiet, at).await? { Ok(()) } else { Err(PolicyFault::KeyReused) }
    }

    /// Signs an exemption, notes it in the log and writes it down, in this order: without the log there is none.
    pub async fn exempt(
        &self,
        rights: &dyn Rights,
        (subject, organisation): (SubjectId, OrganisationId),
        (ground, until): (&str, Timestamp),
        longest: SignedDuration,
        at: Timestamp,
    ) -> Result<Exemption, ExemptFault> {
        if self.organisations.get(organisation).is_none() {
            return Err(ExemptFault::Policy(PolicyFault::UnknownOrganisation));
        }
        let id = self.keys.named(&format!("exemption {} {organisation} {at} {until} {ground}", subject.0));
        let (start, ground) = (at, ground.to_owned());
        let order = Exemption {
            id,
            subject,
            organisation,
            ground,
            start,
            until: Some(until),
            ended_at: None,
            signature: String::new(),
        };
        let order = order.signed(&self.keys, longest)?;
        self.note_exemption(&order, "EXEMPTION_GRANTED", at).await?;
        rights.exempt(&order).await.map_err(PolicyFault::from)?;
        Ok(order)
    }

    /// Ends an exemption: from now on its rows are in her log. `NotFound` where none of this id is open.
    pub async fn end_exemption(&self, rights: &dyn Rights, id: Uuid, at: Timestamp) -> Result<(), PolicyFault> {
        let all = rights.exemptions(None).await?;
        let known = all.iter().find(|one| one.id == id && one.ended_at.is_none()).ok_or(PolicyFault::NotFound)?;
        self.note_exemption(known, "EXEMPTION_ENDED", at).await?;
        if rights.end_exemption(id, at).await? { Ok(()) } else { Err(PolicyFault::NotFound) }
    }

    /// All exemptions, as the operator lists them.
    pub async fn exemptions(
        &self,
        rights: &dyn Rights,
        longest: SignedDuration,
        at: Timestamp,
    ) -> Result<Vec<ListedExemption>, PolicyFault> {
        let all = rights.exemptions(None).await?.into_iter().map(|exemption| {
            let (check, is_open) = (exemption.check(&self.keys, longest), exemption.is_open(at));
            ListedExemption { exemption, check, is_open }
        });
        Ok(all.collect())
    }

    /// Notes that the log is to be cut off from a person, ordered by this member's data-protection officer; never from whom.
    pub async fn note_forgotten(&self, organisation: OrganisationId, at: Timestamp) -> Result<(), PolicyFault> {
        self.note(organisation, "PSEUDONYM_DESTROYED".to_owned(), at).await
    }

    /// The log has the order by its id: about whom it is stands in the order alone.
    async fn note_exemption(&self, order: &Exemption, what: &str, at: Timestamp) -> Result<(), PolicyFault> {
        self.note(order.organisation, format!("{what} {}", order.id), at).await
    }

    /// What an officer of this member has done to the log or to what is seen of it.
    async fn note(&self, organisation: OrganisationId, activity: String, at: Timestamp) -> Result<(), PolicyFault> {
        let request = Request::of_operator(organisation, Purpose::SubjectAccess, activity, at);
        Ok(self.ledger.append(&request, &[]).await.map(drop)?)
    }
}

/// Why an exemption was not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ExemptFault {
    /// It would not be an order.
    #[error(transparent)]
    Order(#[from] ExemptionFault),
    /// The log or the database, or no such organisation.
    #[error(transparent)]
    Policy(#[from] PolicyFault),
}
