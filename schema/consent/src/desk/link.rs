use accord_model::{Basis, CategorySet, OrganisationId, Purpose, Role, SubjectId, UserKey};
use jiff::Timestamp;

use super::{Desk, PolicyFault};
use crate::{Link, LinkState, LogEntry, PolicyWrite, Request};

impl Desk {
    /// Writes what a reviewer said of two handles, and that she said it: combining records is logged (DPA 2018 s.62). The
    /// log comes first; where it cannot be written, nothing is linked.
    pub async fn link(&self, link: Link, at: Timestamp) -> Result<(), PolicyFault> {
        let (request, entries) = self.combination(&link, at);
        self.ledger.append(&request, &entries).await?;
        self.directives.write(&[PolicyWrite::Link(link)]).await?;
        Ok(self.refresh().await?)
    }

    fn combination(&self, link: &Link, at: Timestamp) -> (Request, Vec<LogEntry>) {
        let activity = match link.state {
            LinkState::Waiting => "LINK_WAITING",
            LinkState::Confirmed => "LINK_CONFIRMED",
            LinkState::Undone => "LINK_UNDONE",
        };
        let request = Request {
            at,
            since: u64::MAX,
            organisation: link.owners.0,
            user: UserKey([0; 16]),
            role: Role::DataProtectionOfficer,
            purpose: Purpose::RecordLinkage,
            query_hash: [0; 32],
            activity: activity.to_owned(),
            asked: Vec::new(),
            spared: Vec::new(),
        };
        let ends = [(link.a, link.owners.0), (link.b, link.owners.1)];
        let entries = ends.into_iter().filter_map(|(subject, owner)| self.linked(subject, owner, at));
        (request, entries.collect())
    }

    /// One end of a link, under the agreement that lets its owner's records be linked. An introduced person has none.
    fn linked(&self, subject: SubjectId, owner: OrganisationId, at: Timestamp) -> Option<LogEntry> {
        let partner = "linkage".parse().ok()?;
        let order = self.agreements.standing_order(partner, owner, crate::Population::AsExported, at)?;
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
