//! What a client sees. Objects about a person are built from `Disclosed` records alone; `reveal()` is called here and
//! nowhere later.

mod access;
mod asked;
mod connection;
mod consent;
mod correction;
mod disclosure;
mod explanation;
mod health;
mod incident;
mod incident_record;
mod node;
mod organisation;
mod person;
mod referral;
mod service;
mod source;
mod system;
mod time;
mod victim;
mod victim_record;
mod viewer;

pub(crate) use access::AccessLogEntry;
pub(crate) use asked::{EmergencyAccess, InformationRequest};
pub(crate) use connection::Connection;
pub(crate) use consent::{ConsentDirective, ConsentEffect, PastDisclosure};
pub(crate) use correction::{CorrectionOutcome, CorrectionRequest};
pub(crate) use disclosure::{Disclosure, Gap, Withheld};
pub(crate) use explanation::Explanation;
pub(crate) use health::HealthRecord;
pub(crate) use incident::Incident;
pub(crate) use incident_record::IncidentRecord;
pub(crate) use node::Node;
pub(crate) use organisation::{Area, PartnerOrganisation};
pub(crate) use person::{Address, CodedTerm, ContactDetails, HumanName, NhsNumber, SafeContactRule};
pub(crate) use referral::Referral;
pub(crate) use service::SupportServices;
pub(crate) use source::{RecordSource, SourceTerm};
pub(crate) use system::PartnerSystem;
pub(crate) use time::{PartialDate, TimeSpan};
pub(crate) use victim::{CONFLICTS as VICTIM_CONFLICTS, Victim};
pub(crate) use victim_record::VictimRecord;
pub(crate) use viewer::Viewer;
