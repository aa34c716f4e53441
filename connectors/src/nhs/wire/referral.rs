use serde::Deserialize;

use super::{Concept, Field, Identifier, Many, Meta, Reference, Text};

/// `ServiceRequest`.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::nhs) struct ServiceRequest {
    pub(in crate::nhs) meta: Meta,
    pub(in crate::nhs) identifier: Many<Identifier>,
    pub(in crate::nhs) status: Field<Text>,
    pub(in crate::nhs) category: Many<Concept>,
    pub(in crate::nhs) code: Field<Concept>,
    pub(in crate::nhs) subject: Field<Reference>,
    pub(in crate::nhs) authored_on: Field<Text>,
    pub(in crate::nhs) requester: Field<Reference>,
    pub(in crate::nhs) performer: Many<Reference>,
    pub(in crate::nhs) reason_code: Many<Concept>,
}

/// `Task`: what became of a request.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::nhs) struct Task {
    pub(in crate::nhs) focus: Field<Reference>,
    pub(in crate::nhs) status: Field<Text>,
    pub(in crate::nhs) business_status: Field<Concept>,
    pub(in crate::nhs) authored_on: Field<Text>,
    pub(in crate::nhs) last_modified: Field<Text>,
}

/// `Organization`.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::nhs) struct Organization {
    pub(in crate::nhs) identifier: Many<Identifier>,
    pub(in crate::nhs) name: Field<Text>,
}

/// `Flag`, `ServiceRequest` or `Consent`: what puts a person into the agreed population, or takes her out of it.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::nhs) struct Grounds {
    pub(in crate::nhs) status: Field<Text>,
    /// Of a flag.
    pub(in crate::nhs) code: Field<Concept>,
    /// Of a request and a consent.
    pub(in crate::nhs) category: Many<Concept>,
    /// Of a flag and a request.
    pub(in crate::nhs) subject: Field<Reference>,
    /// Of a consent.
    pub(in crate::nhs) patient: Field<Reference>,
    /// Of a consent.
    pub(in crate::nhs) provision: Field<Provision>,
}

/// `Consent.provision`.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::nhs) struct Provision {
    #[serde(rename = "type")]
    pub(in crate::nhs) kind: Field<Text>,
}
