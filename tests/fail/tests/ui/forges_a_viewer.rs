//! A viewer is asserted by a checked token, through one constructor.
use accord_consent::Viewer;
use accord_model::{OrganisationId, Purpose, Role, UserKey};

fn forge(organisation: OrganisationId) -> Viewer {
    Viewer {
        organisation,
        user: UserKey([0; 16]),
        role: Role::HateCrimeOfficer,
        purpose: Purpose::CrimeInvestigation,
        purposes: Vec::new(),
    }
}

fn main() {}
