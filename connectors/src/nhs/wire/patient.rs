use serde::Deserialize;

use super::{Concept, Field, Identifier, Many, Meta, Period, Reference, Text};

/// `Patient`, in the profile UK Core.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::nhs) struct Patient {
    pub(in crate::nhs) meta: Meta,
    pub(in crate::nhs) identifier: Many<Identifier>,
    pub(in crate::nhs) name: Many<Name>,
    pub(in crate::nhs) birth_date: Field<Text>,
    pub(in crate::nhs) telecom: Many<Telecom>,
    pub(in crate::nhs) address: Many<Home>,
    pub(in crate::nhs) communication: Many<Communication>,
    pub(in crate::nhs) extension: Many<Extension>,
    pub(in crate::nhs) link: Many<Link>,
}

/// `HumanName`.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::nhs) struct Name {
    #[serde(rename = "use")]
    pub(in crate::nhs) usage: Field<Text>,
    pub(in crate::nhs) family: Field<Text>,
    pub(in crate::nhs) given: Many<Text>,
    pub(in crate::nhs) period: Field<Period>,
}

/// `ContactPoint`.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::nhs) struct Telecom {
    pub(in crate::nhs) system: Field<Text>,
    pub(in crate::nhs) value: Field<Text>,
    #[serde(rename = "use")]
    pub(in crate::nhs) usage: Field<Text>,
    pub(in crate::nhs) period: Field<Period>,
}

/// `Address`.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::nhs) struct Home {
    #[serde(rename = "use")]
    pub(in crate::nhs) usage: Field<Text>,
    pub(in crate::nhs) line: Many<Text>,
    pub(in crate::nhs) city: Field<Text>,
    pub(in crate::nhs) district: Field<Text>,
    pub(in crate::nhs) postal_code: Field<Text>,
    pub(in crate::nhs) period: Field<Period>,
}

/// `Patient.communication`.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::nhs) struct Communication {
    pub(in crate::nhs) language: Field<Concept>,
}

/// `Extension`, of which these alone are read.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(in crate::nhs) struct Extension {
    pub(in crate::nhs) url: Field<Text>,
    pub(in crate::nhs) value_codeable_concept: Field<Concept>,
    pub(in crate::nhs) value_boolean: Field<bool>,
    pub(in crate::nhs) extension: Many<Self>,
}

/// `Patient.link`.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::nhs) struct Link {
    pub(in crate::nhs) other: Field<Reference>,
    #[serde(rename = "type")]
    pub(in crate::nhs) kind: Field<Text>,
}

impl Extension {
    /// Whether its address ends in this name: profiles change their prefix with each version.
    pub(in crate::nhs) fn is(&self, name: &str) -> bool {
        self.url.text().is_some_and(|url| url.ends_with(name))
    }
}
