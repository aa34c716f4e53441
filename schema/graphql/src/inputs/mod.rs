//! What a client may say.

mod access;
mod consent;
mod correction;
mod filter;
mod find;
mod rights;
mod service;

pub(crate) use access::{AnswerRequestInput, BreakGlassInput, RequestInformationInput, ReviewEmergencyInput};
pub(crate) use consent::{RecordConsentInput, WithdrawConsentInput};
pub(crate) use correction::{AnswerCorrectionInput, RequestCorrectionInput, text};
pub(crate) use filter::{IncidentFilter, IncidentOrder, ReferralFilter};
pub(crate) use find::{FindVictimInput, IdentifierField};
pub(crate) use rights::{SetQuietLogInput, key};
pub(crate) use service::SupportServiceFilter;
