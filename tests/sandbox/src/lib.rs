#![doc = include_str!("../README.md")]

mod control;
mod council;
mod county;
mod dice;
mod directory;
mod directory_server;
mod http;
mod idp;
mod idp_server;
mod nhs;
mod nhs_server;
mod open311;
mod open311_server;
mod options;
mod police;
mod police_server;
mod sandbox;
mod scene;
mod world;

pub use control::{Edit, Entry, FaultKind, Op, Target};
pub use council::{CASE_COLUMNS, CaseSystem};
pub use county::{COLUMNS, DataRow, Delivery, FileManifest, Manifest, NoiseRow, TableManifest};
pub use directory_server::DirectoryServer;
pub use idp::{Forge, Mint, PERSONAS, Persona};
pub use idp_server::IdentityServer;
pub use nhs::{ClientKey, NHS_CLIENT_ID, NHS_KEY_ID};
pub use nhs_server::NhsServer;
pub use open311::{DateForm, Quirks, REPORTS_API_KEY, Report, ReportsOptions};
pub use open311_server::ReportsServer;
pub use options::{DEFAULT_SEED, NhsOptions, Options};
pub use police::{CLIENT_ID, CLIENT_SECRET};
pub use police_server::PoliceServer;
pub use sandbox::{County, Sandbox};
pub use world::{Canary, KnownAs, RecordRef, TrueIncident, TruePerson, Truth};
