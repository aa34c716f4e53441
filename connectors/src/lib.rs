//! One folder a partner system; this file is the visible list of them.

pub mod nhs;
pub mod open311;
pub mod openreferral;
pub mod police;
pub mod remote;
pub mod table;

pub use accord_connector_kit::{Connect, ConnectError, Doors, Parts, Registry, Secret};

/// Every kind of connector that the gateway is built with.
pub fn registry() -> Registry {
    Registry::new()
        .with::<nhs::Nhs>()
        .with::<police::Police>()
        .with::<open311::Open311>()
        .with::<openreferral::OpenReferral>()
        .with::<table::Table>()
        .with::<remote::Remote>()
}
