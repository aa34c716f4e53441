#![doc = include_str!("../README.md")]

mod axes;
mod category;
mod directive;
mod health;
mod id;
mod incident;
mod organisation;
mod person;
mod place_report;
mod private;
mod referral;
mod service;
mod strand;
mod term;
mod time;
mod victim;

pub use axes::{Action, Basis, Purpose, Regime, Role};
pub use category::{Category, CategorySet, Reveals};
pub use directive::{Audience, ConsentPaper, RecordScope, SourceDirective, SourceScope};
pub use health::{HealthRecord, HealthRecordKind};
pub use id::{
    AreaCode, IncidentId, LocalId, NameError, OrganisationId, PartnerId, RecordRef, RecordType, ReferralId, SubjectId,
    UserKey,
};
pub use incident::{
    Channel, Evidence, Incident, PartnerReference, PerpetratorRelation, QuotedReference, Recognition, RecordKind,
};
pub use organisation::{Area, ContactPoint, Organisation, OrganisationKind};
pub use person::{Address, ContactDetails, HumanName, NhsNumber, SafeContact};
pub use place_report::{FlawCode, PlaceReport, PlaceReportDraft, ReportAnswer, ReportFlaw};
pub use private::Private;
pub use referral::{CareSetting, Need, Referral, ReferralEvent, ReferralParty, ReferralStatus, ServiceRole};
pub use service::{
    Capacity, CapacityStatus, DayOfWeek, Eligibility, OpeningHours, ServiceLocation, ServiceQuery, SupportService,
};
pub use strand::{Strand, StrandBasis, StrandMark};
pub use term::{CodedTerm, SourceTerm};
pub use time::{PartialDate, Precision, TimeSpan};
pub use victim::Victim;
