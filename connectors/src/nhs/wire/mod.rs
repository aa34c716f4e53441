//! What a FHIR R4 server says, as far as it is read here: `Deserialize` only, lenient, every field optional. Nothing here
//! has `Debug`. What is not named here is never taken in.

mod bundle;
mod event;
mod field;
mod outcome;
mod patient;
mod referral;

use serde::Deserialize;

pub(super) use bundle::{Bundle, Resource};
pub(super) use event::Event;
pub(super) use field::{Field, Many, Text};
pub(super) use outcome::fault;
pub(super) use patient::{Extension, Name, Patient, Telecom};
pub(super) use referral::{Grounds, Organization, ServiceRequest, Task};

/// `Coding`.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Coding {
    pub(super) system: Field<Text>,
    pub(super) code: Field<Text>,
    pub(super) display: Field<Text>,
}

/// `CodeableConcept`.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Concept {
    pub(super) coding: Many<Coding>,
    pub(super) text: Field<Text>,
}

/// `Identifier`.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Identifier {
    pub(super) system: Field<Text>,
    pub(super) value: Field<Text>,
    pub(super) extension: Many<Extension>,
}

/// `Reference`.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Reference {
    pub(super) reference: Field<Text>,
    pub(super) identifier: Field<Identifier>,
    pub(super) display: Field<Text>,
}

/// `Period`.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Period {
    pub(super) start: Field<Text>,
    pub(super) end: Field<Text>,
}

/// `Meta`.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Meta {
    pub(super) last_updated: Field<Text>,
    pub(super) version_id: Field<Text>,
    pub(super) security: Field<Many<Coding>>,
}

/// `CapabilityStatement`.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Capability {
    pub(super) fhir_version: Field<Text>,
}
