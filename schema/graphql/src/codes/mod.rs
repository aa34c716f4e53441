//! The published codes as GraphQL enums, each the mirror of its enum in `accord-model` (the derive macro refuses to
//! compile where one is missing). Enums are open: a client keeps a default branch.

mod axes;
mod care;
mod incident;
mod service;

pub(crate) use axes::{Action, Basis, Category, OrganisationKind, Purpose, Regime, Role};
pub(crate) use care::{CareSetting, HealthRecordKind, Need, ReferralStatus, ServiceRole};
pub(crate) use incident::{Channel, PerpetratorRelation, Recognition, RecordKind, Strand, StrandBasis};
pub(crate) use service::{CapacityStatus, DayOfWeek};
