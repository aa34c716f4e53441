use async_graphql::{ID, Interface};

use super::{Incident, PartnerOrganisation, Referral, Victim};

/// Anything with an id.
#[derive(Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "Opaque."))]
pub(crate) enum Node {
    /// A person.
    Victim(Victim),
    /// An incident.
    Incident(Incident),
    /// A referral.
    Referral(Referral),
    /// A member of the partnership.
    PartnerOrganisation(PartnerOrganisation),
}
