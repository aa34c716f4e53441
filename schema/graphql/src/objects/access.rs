use accord_consent::Access;
use accord_federation::House;
use async_graphql::SimpleObject;

use super::PartnerOrganisation;
use crate::codes::{Basis, Category, Purpose, Role};

/// One time that something of a person was shown to others.
#[derive(SimpleObject, Clone)]
pub(crate) struct AccessLogEntry {
    /// Who saw it: the organisation, never the member of staff.
    organisation: PartnerOrganisation,
    /// In which role.
    role: Role,
    /// For what.
    purpose: Purpose,
    /// On which ground.
    basis: Basis,
    /// Which kinds of data.
    categories: Vec<Category>,
    /// When, RFC 3339.
    at: String,
}

impl AccessLogEntry {
    pub(crate) fn new(house: &House, access: &Access) -> Self {
        Self {
            organisation: PartnerOrganisation::of(house, access.organisation),
            role: access.role.into(),
            purpose: access.purpose.into(),
            basis: access.basis.into(),
            categories: access.categories.iter().map(Into::into).collect(),
            at: access.at.to_string(),
        }
    }
}
