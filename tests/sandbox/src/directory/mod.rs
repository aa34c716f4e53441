//! The county council's directory of support services: Open Referral UK 3.0, as a fake. Every service is invented.

mod catalogue;
mod entry;
mod places;
mod service;
mod words;

pub(crate) use service::Directory;
