//! An identity provider for the demo's personas, as a fake that signs real tokens.

mod keys;
mod mint;
mod personas;
mod service;

pub(crate) use keys::SigningKey;
pub use mint::{Forge, Mint};
pub use personas::{PERSONAS, Persona};
pub(crate) use service::Provider;
