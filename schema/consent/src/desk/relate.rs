//! What an operator writes down of who has to do with whom: assignments and their end, proxies, conferences.

use accord_model::{CategorySet, OrganisationId, SubjectId, UserKey};
use jiff::{SignedDuration, Timestamp};

use super::{Desk, PolicyFault};
use crate::relation::RelationKind;
use crate::{PolicyWrite, Relation};

/// The longest that a case conference shares records: the review period of a multi-agency plan.
const CONFERENCE_LASTS: SignedDuration = SignedDuration::from_hours(90 * 24);

/// A case conference about one person (Crime and Disorder Act 1998 s.115).
pub struct Conference {
    /// About whom.
    pub subject: SubjectId,
    /// Who attends, each by name.
    pub attendees: Vec<(OrganisationId, UserKey)>,
    /// Which kinds of data, at most what the agreement for `CASE_CONFERENCE` opens.
    pub categories: CategorySet,
    /// Until before this instant.
    pub end: Timestamp,
}

impl Desk {
    /// Somebody may speak for the person: a parent until the child is of age, an attorney as long as the power lasts.
    ///
    /// # Errors
    /// `EmptyPeriod`, `NoCategory`.
    pub async fn appoint_proxy(
        &self,
        (organisation, user): (OrganisationId, UserKey),
        subject: SubjectId,
        categories: CategorySet,
        (at, end): (Timestamp, Timestamp),
    ) -> Result<(), PolicyFault> {
        checked(categories, at, end)?;
        let relation = self.relation(organisation, Some(user), subject, RelationKind::Proxy, at);
        self.write(&[PolicyWrite::Relate(Relation { categories, end: Some(end), ..relation })]).await
    }

    /// Opens a conference: each attendee may read these categories of this person for `CASE_CONFERENCE`, as far as an
    /// agreement says, until it ends.
    ///
    /// # Errors
    /// `EmptyPeriod`; `PeriodTooLong` beyond 90 days; `NoCategory`; `NotFound` where nobody attends; `UnknownOrganisation`.
    pub async fn convene(&self, conference: &Conference, at: Timestamp) -> Result<(), PolicyFault> {
        let Conference { subject, attendees, categories, end } = conference;
        checked(*categories, at, *end)?;
        if at.checked_add(CONFERENCE_LASTS).is_ok_and(|longest| *end > longest) {
            return Err(PolicyFault::PeriodTooLong);
        }
        if attendees.is_empty() {
            return Err(PolicyFault::NotFound);
        }
        let mut writes = Vec::with_capacity(attendees.len());
        for (organisation, user) in attendees {
            if self.organisations.get(*organisation).is_none() {
                return Err(PolicyFault::UnknownOrganisation);
            }
            let relation = self.relation(*organisation, Some(*user), *subject, RelationKind::Conference, at);
            writes.push(PolicyWrite::Relate(Relation { categories: *categories, end: Some(*end), ..relation }));
        }
        self.write(&writes).await
    }

    /// Ends what an operator has written down of these and this person: assignments, proxies, conferences, or one's own
    /// sign-in. How many relationships ended; what was found, introduced, referred or asked for ends by itself.
    ///
    /// # Errors
    /// Where the database is not available.
    pub async fn end_relations(
        &self,
        (organisation, user): (OrganisationId, Option<UserKey>),
        subject: SubjectId,
        at: Timestamp,
    ) -> Result<usize, PolicyFault> {
        self.refresh().await?;
        let of_operator = |kind| {
            use RelationKind::{Assigned, Conference, Own, Proxy};
            matches!(kind, Assigned | Conference | Own | Proxy)
        };
        let ends: Vec<PolicyWrite> = {
            let policy = self.policy.read();
            let person = policy.person(subject);
            let hers = policy.relations_of(&person).filter(|r| r.organisation == organisation && r.user == user);
            let open = hers.filter(|r| of_operator(r.kind) && r.end.is_none_or(|end| at < end));
            open.map(|relation| PolicyWrite::End(relation.id, at)).collect()
        };
        self.write(&ends).await?;
        Ok(ends.len())
    }

    async fn write(&self, writes: &[PolicyWrite]) -> Result<(), PolicyFault> {
        self.directives.write(writes).await?;
        Ok(self.refresh().await?)
    }
}

fn checked(categories: CategorySet, at: Timestamp, end: Timestamp) -> Result<(), PolicyFault> {
    match (categories.is_empty(), end <= at) {
        (true, _) => Err(PolicyFault::NoCategory),
        (_, true) => Err(PolicyFault::EmptyPeriod),
        (false, false) => Ok(()),
    }
}
