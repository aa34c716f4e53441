//! FHIR R4 Consent and our directives, both ways. The tables in words: docs/consent-semantics.md.

mod codes;
mod export;
mod json;
mod names;
mod parts;
mod period;
mod provision;
mod reach;
mod read;
mod reference;
mod tree;

pub use export::{bundle, export};
pub use names::{BasePolicy, Names};
pub use read::{GivenConsent, ReadConsent, read};
pub use reference::{ODS, person_of};
