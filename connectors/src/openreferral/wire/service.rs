use serde::Deserialize;

use super::{Field, List};

/// An entry of `/service_at_locations`.
#[derive(Deserialize)]
pub(in crate::openreferral) struct PlacedService {
    pub(in crate::openreferral) service: Named,
    #[serde(default)]
    pub(in crate::openreferral) location: Field<Location>,
    /// Metres from the postcode asked for: not in the standard, some directories add it.
    #[serde(default)]
    pub(in crate::openreferral) distance: Field<f64>,
}

/// Anything with an id.
#[derive(Deserialize)]
pub(in crate::openreferral) struct Named {
    pub(in crate::openreferral) id: String,
}

/// A service, whole; in a list of services all but the id may be left out.
#[derive(Clone, Debug, Deserialize)]
pub(in crate::openreferral) struct Service {
    pub(in crate::openreferral) id: String,
    #[serde(default)]
    pub(in crate::openreferral) name: Field<String>,
    #[serde(default)]
    pub(in crate::openreferral) description: Field<String>,
    #[serde(default)]
    pub(in crate::openreferral) url: Field<String>,
    #[serde(default)]
    pub(in crate::openreferral) email: Field<String>,
    #[serde(default)]
    pub(in crate::openreferral) status: Field<String>,
    #[serde(default)]
    pub(in crate::openreferral) eligibility_description: Field<String>,
    #[serde(default)]
    pub(in crate::openreferral) minimum_age: Field<f64>,
    #[serde(default)]
    pub(in crate::openreferral) maximum_age: Field<f64>,
    #[serde(default)]
    pub(in crate::openreferral) last_modified: Field<String>,
    #[serde(default)]
    pub(in crate::openreferral) organization: Field<Organisation>,
    #[serde(default)]
    pub(in crate::openreferral) phones: List<Phone>,
    #[serde(default)]
    pub(in crate::openreferral) attributes: List<Attribute>,
    #[serde(default)]
    pub(in crate::openreferral) languages: List<Language>,
    #[serde(default)]
    pub(in crate::openreferral) schedules: List<Schedule>,
    #[serde(default)]
    pub(in crate::openreferral) service_at_locations: List<At>,
    #[serde(default)]
    pub(in crate::openreferral) capacities: List<Capacity>,
}

#[derive(Clone, Debug, Deserialize)]
pub(in crate::openreferral) struct Organisation {
    #[serde(default)]
    pub(in crate::openreferral) id: Field<String>,
    #[serde(default)]
    pub(in crate::openreferral) name: Field<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub(in crate::openreferral) struct Phone {
    #[serde(default)]
    pub(in crate::openreferral) number: Field<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub(in crate::openreferral) struct Attribute {
    #[serde(default)]
    pub(in crate::openreferral) taxonomy_term: Field<Term>,
}

#[derive(Clone, Debug, Deserialize)]
pub(in crate::openreferral) struct Term {
    #[serde(default)]
    pub(in crate::openreferral) code: Field<String>,
    #[serde(default)]
    pub(in crate::openreferral) name: Field<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub(in crate::openreferral) struct Language {
    #[serde(default)]
    pub(in crate::openreferral) code: Field<String>,
    #[serde(default)]
    pub(in crate::openreferral) name: Field<String>,
}

/// Days and hours (RFC 5545).
#[derive(Clone, Debug, Default, Deserialize)]
pub(in crate::openreferral) struct Schedule {
    #[serde(default)]
    pub(in crate::openreferral) freq: Field<String>,
    #[serde(default)]
    pub(in crate::openreferral) interval: Field<f64>,
    #[serde(default)]
    pub(in crate::openreferral) byday: Field<String>,
    #[serde(default)]
    pub(in crate::openreferral) bymonthday: Field<String>,
    #[serde(default)]
    pub(in crate::openreferral) opens_at: Field<String>,
    #[serde(default)]
    pub(in crate::openreferral) closes_at: Field<String>,
    #[serde(default)]
    pub(in crate::openreferral) valid_from: Field<String>,
    #[serde(default)]
    pub(in crate::openreferral) valid_to: Field<String>,
    #[serde(default)]
    pub(in crate::openreferral) description: Field<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub(in crate::openreferral) struct At {
    #[serde(default)]
    pub(in crate::openreferral) location: Field<Location>,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub(in crate::openreferral) struct Location {
    #[serde(default)]
    pub(in crate::openreferral) name: Field<String>,
    #[serde(default)]
    pub(in crate::openreferral) addresses: List<Address>,
    #[serde(default)]
    pub(in crate::openreferral) accessibility: List<Accessibility>,
}

#[derive(Clone, Debug, Deserialize)]
pub(in crate::openreferral) struct Address {
    #[serde(default)]
    pub(in crate::openreferral) address_1: Field<String>,
    #[serde(default)]
    pub(in crate::openreferral) address_2: Field<String>,
    #[serde(default)]
    pub(in crate::openreferral) city: Field<String>,
    #[serde(default)]
    pub(in crate::openreferral) postal_code: Field<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub(in crate::openreferral) struct Accessibility {
    #[serde(default)]
    pub(in crate::openreferral) description: Field<String>,
}

/// How much a service can take on (HSDS 3.1).
#[derive(Clone, Debug, Deserialize)]
pub(in crate::openreferral) struct Capacity {
    #[serde(default)]
    pub(in crate::openreferral) available: Field<f64>,
    #[serde(default)]
    pub(in crate::openreferral) maximum: Field<f64>,
    #[serde(default)]
    pub(in crate::openreferral) updated: Field<String>,
}
