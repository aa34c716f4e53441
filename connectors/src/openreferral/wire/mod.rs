//! The directory's JSON (Open Referral UK 3.0; capacities as in HSDS 3.1). Lenient: a part of the wrong type costs
//! itself alone.

mod field;
mod page;
mod service;

pub(super) use field::{Field, List};
pub(super) use page::Page;
pub(super) use service::{Attribute, Capacity, Language, Location, PlacedService, Schedule, Service};
