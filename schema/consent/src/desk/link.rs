use std::collections::BTreeSet;

use accord_model::{Basis, CategorySet, OrganisationId, Purpose, SubjectId};
use jiff::Timestamp;

use super::{Desk, PolicyFault};
use crate::{Link, LinkState, LogEntry, PastDisclosure, PolicyWrite, Request};

impl Desk {
    /// Writes what a reviewer said of two handles, and that she said it: combining records is logged (DPA 2018 s.62). The
    /// log comes first; where it cannot be written, nothing is linked.
    pub async fn link(&self, link: Link, at: Timestamp) -> Result<(), PolicyFault> {
        let (request, entries) = self.combination(&link, at);
        self.ledger.append(&request, &entries).await?;
        self.directives.write(&[PolicyWrite::Link(link)]).await?;
        Ok(self.refresh().await?)
    }

    /// What was shown of these two, and of whoever is joined to either, since then: for whoever assesses what a wrong link has
    /// opened (UK GDPR Art 33). Not all of it need have come of the link. Call it before the link is undone.
    pub async fn disclosed_over(
        &self,
        (a, b): (SubjectId, SubjectId),
        since: Timestamp,
    ) -> Result<Vec<PastDisclosure>, PolicyFault> {
        let both: BTreeSet<SubjectId> = self.person(a).into_iter().chain(self.person(b)).collect();
        Ok(self.ledger.disclosed(&both.into_iter().collect::<Vec<_>>(), since).await?)
    }

    /// Notes in the log that a reviewer reads the identifiers of these links. Call it before they are opened.
    pub async fn log_review(
        &self,
        organisation: OrganisationId,
        subjects: &[(SubjectId, OrganisationId)],
        at: Timestamp,
    ) -> Result<(), PolicyFault> {
        let request = reviewer(organisation, "LINKS_REVIEWED", at);
        let entries: Vec<_> =
            subjects.iter().filter_map(|(subject, owner)| self.linked(*subject, *owner, at)).collect();
        Ok(self.ledger.append(&request, &entries).await.map(drop)?)
    }

    fn combination(&self, link: &Link, at: Timestamp) -> (Request, Vec<LogEntry>) {
        let activity = match link.state {
            LinkState::Waiting => "LINK_WAITING",
            LinkState::Confirmed => "LINK_CONFIRMED",
            LinkState::Undone => "LINK_UNDONE",
        };
        let request = reviewer(link.owners.0, activity, at);
        let ends = [(link.a, link.owners.0), (link.b, link.owners.1)];
        let entries = ends.into_iter().filter_map(|(subject, owner)| self.linked(subject, owner, at));
        (request, entries.collect())
    }

    /// One end of a link, under the agreement that lets its owner's records be linked. An introduced person has none.
    pub(super) fn linked(&self, subject: SubjectId, owner: OrganisationId, at: Timestamp) -> Option<LogEntry> {
        let partner = "linkage".parse().ok()?;
        let order = self.agreements().standing_order(partner, owner, crate::Population::AsExported, at)?;
        Some(LogEntry {
            subject: Some(subject),
            partner,
            categories: CategorySet::NONE,
            basis: order.grounds.first().map_or(Basis::PublicTask, |(_, basis)| *basis),
            agreement: order.agreement,
            regime: order.regime,
        })
    }
}

/// A reviewer works at the command line, under the operator's login: the log knows what was done and when.
fn reviewer(organisation: OrganisationId, activity: &str, at: Timestamp) -> Request {
    Request::of_operator(organisation, Purpose::RecordLinkage, activity, at)
}
