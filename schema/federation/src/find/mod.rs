//! Step 0 of a question: the index gives candidates, the desk says which of them exist for this viewer.

mod incidents;
mod people;
mod referrals;
mod victim;

pub use incidents::IncidentFilter;
pub(crate) use incidents::{LinkedIncidents, by_ids, cases, linked_incidents, matching, scope};
pub(crate) use people::{caseload, persons};
pub use referrals::ReferralFilter;
pub(crate) use referrals::{passages, referral_scope};
pub use victim::{FindFault, Finding};
pub(crate) use victim::{described, find_victim, lacking, openable};
