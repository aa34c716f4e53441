//! One folder a partner system; this file is the visible list of them.

pub mod nhs;
pub mod open311;
pub mod openreferral;
pub mod police;
pub mod remote;
pub mod table;

pub use accord_connector_kit::{Connect, ConnectError, Doors, Parts, Registry, Secret};

/// The map of terms that a kind of connector brings along, where it brings one: what a partner's words mean as long as its
/// settings name no map of their own.
pub fn shipped_terms(kind: &str) -> Option<&'static str> {
    let all = [
        (nhs::Nhs::NAME, include_str!("nhs/terms.toml")),
        (openreferral::OpenReferral::NAME, include_str!("openreferral/terms.toml")),
        (police::Police::NAME, include_str!("police/terms.toml")),
    ];
    all.into_iter().find(|(name, _)| *name == kind).map(|(_, terms)| terms)
}

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
