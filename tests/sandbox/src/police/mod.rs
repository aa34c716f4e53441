//! Leicestershire Police's records system, as a fake.

mod codes;
mod feed;
mod login;
mod occurrences;
mod oddities;
mod passed_on;
mod persons;
mod read;
mod referrals;
mod register;
mod service;

pub use login::{CLIENT_ID, CLIENT_SECRET};
pub(crate) use register::{Register, seed};
pub(crate) use service::Police;
