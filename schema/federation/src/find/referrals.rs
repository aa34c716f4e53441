use std::collections::BTreeMap;

use accord_consent::Candidate;
use accord_model::{RecordType, ReferralStatus};
use async_trait::async_trait;
use jiff::Timestamp;

use super::own::Own;
use crate::load::Shared;
use crate::page::Place;
use crate::views::{Member, Passage};
use crate::{IndexFault, OwnedQuery};

/// Which referrals are wanted. Whoever knows that there is a referral is granted SUPPORT, which is what these conditions are
/// about.
#[derive(Clone, Debug, Default)]
pub struct ReferralFilter {
    /// Standing so, as the partner said when its changes were read last.
    pub statuses: Option<Vec<ReferralStatus>>,
    /// Sent at or after this instant.
    pub sent_from: Option<Timestamp>,
    /// Sent before this instant.
    pub sent_until: Option<Timestamp>,
}

impl ReferralFilter {
    /// Whether the referral is wanted. What its record does not say matches no condition.
    pub(crate) fn matches(&self, passage: &Passage) -> bool {
        let facts = &passage.member.candidate.facts;
        let sent = facts.reported;
        self.statuses.as_ref().is_none_or(|wanted| facts.status.is_some_and(|status| wanted.contains(&status)))
            && self.sent_from.is_none_or(|from| sent.is_some_and(|at| at >= from))
            && self.sent_until.is_none_or(|until| sent.is_some_and(|at| at < until))
    }
}

/// The referrals of a list without a person: those that the organisation holds, and the caseload's. The latest sent first.
pub(crate) struct OwnReferrals<'a> {
    pub(crate) shared: &'a Shared,
    pub(crate) filter: &'a ReferralFilter,
}

#[async_trait]
impl Own for OwnReferrals<'_> {
    type Item = Passage;

    fn query(&self, limit: u64) -> OwnedQuery {
        let organisation = self.shared.viewer.organisation();
        OwnedQuery { organisation, areas: Vec::new(), earliest_first: false, after: None, limit }
    }

    async fn read(&self, query: &OwnedQuery) -> Result<Vec<Candidate>, IndexFault> {
        self.shared.house.index.referrals_within(query).await
    }

    fn instant(&self, row: &Candidate) -> Option<Timestamp> {
        row.facts.reported
    }

    fn place(&self, at: Option<Timestamp>, id: String) -> Place {
        Place::latest_first(at, id)
    }

    async fn items(&self, rows: Vec<Candidate>) -> Result<Vec<(Place, Passage)>, IndexFault> {
        let (desk, viewer) = (&self.shared.house.desk, &self.shared.viewer);
        let all = passages(self.shared, &rows).into_iter().filter(|passage| self.filter.matches(passage));
        let id = |passage: &Passage| desk.id(viewer, RecordType::Referral, passage.id().0).0;
        Ok(all.map(|passage| (self.place(passage.sent(), id(&passage)), passage)).collect())
    }
}

/// The referrals among these that exist for this viewer, each once.
pub(crate) fn passages<'a>(shared: &Shared, found: impl IntoIterator<Item = &'a Candidate>) -> Vec<Passage> {
    let each: BTreeMap<_, _> = found.into_iter().map(|candidate| (candidate.id, candidate)).collect();
    let mut all = Vec::new();
    for candidate in each.into_values() {
        let grants = shared.house.desk.grants(&shared.viewer, candidate, shared.trail.at());
        if grants.is_hidden() {
            shared.trail.spared(candidate.at.partner);
            continue;
        }
        all.push(Passage { member: Member { candidate: candidate.clone(), grants } });
    }
    all
}

impl Passage {
    /// When it was sent.
    pub(crate) const fn sent(&self) -> Option<Timestamp> {
        self.member.candidate.facts.reported
    }
}
