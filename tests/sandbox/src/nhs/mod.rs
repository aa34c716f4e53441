//! An NHS trust's FHIR R4 server, as a fake.

mod assertion;
mod care;
mod faults;
mod keys;
mod login;
mod matching;
mod outcome;
mod patients;
mod population;
mod query;
mod referrals;
mod results;
mod seed;
mod service;
mod store;
mod terms;
mod throttle;

pub use keys::{ClientKey, NHS_CLIENT_ID, NHS_KEY_ID};
pub(crate) use seed::{Seeded, seed};
pub(crate) use service::Trust;
pub(crate) use store::Store;
