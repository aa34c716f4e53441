//! A council's Open311 endpoint (`GeoReport` v2), as a fake.

mod edit;
mod form;
mod options;
mod query;
mod register;
mod render;
mod seed;
mod service;
mod services;

pub use options::{DateForm, Quirks, ReportsOptions};
pub(crate) use register::Register;
pub use register::Report;
pub(crate) use seed::seed;
pub(crate) use service::Reports;
pub use services::REPORTS_API_KEY;
