use std::collections::BTreeMap;

use accord_consent::Candidate;
use accord_model::{ReferralStatus, SubjectId};
use jiff::Timestamp;

use crate::load::Shared;
use crate::views::{Member, Passage};
use crate::{IndexFault, OwnedQuery};

/// At most this many referrals of an organisation's own are looked through for one list, the latest first.
const SCOPE: u64 = 5_000;

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

/// What a list without a person looks through: the caseload's referrals, and those that the organisation holds.
pub(crate) async fn referral_scope(shared: &Shared, caseload: &[SubjectId]) -> Result<Vec<Candidate>, IndexFault> {
    let index = &shared.house.index;
    let query = OwnedQuery { organisation: shared.viewer.organisation(), areas: Vec::new(), limit: SCOPE };
    let mut all = index.referrals_within(&query).await?;
    all.extend(index.referrals_of(caseload).await?);
    Ok(all)
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
        shared.remember(candidate);
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
