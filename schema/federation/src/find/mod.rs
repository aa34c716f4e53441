//! Step 0 of a question: the index gives candidates, the desk says which of them exist for this viewer.

mod incidents;
mod own;
mod own_incidents;
mod people;
mod referrals;
mod victim;

pub use incidents::IncidentFilter;
pub(crate) use incidents::{LinkedIncidents, by_ids, cases, linked_incidents, matching};
pub(crate) use own::looked_through;
pub(crate) use own_incidents::OwnIncidents;
pub(crate) use people::{caseload, persons};
pub use referrals::ReferralFilter;
pub(crate) use referrals::{OwnReferrals, passages};
pub use victim::{FindFault, Finding};
pub(crate) use victim::{described, find_victim, lacking, openable};
