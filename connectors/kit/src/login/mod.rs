//! Logging in at a partner: OAuth 2.0 client credentials.

mod assertion;
mod config;
mod tokens;

pub use assertion::{KeyFile, PrivateKeys, SigningAlgorithm};
pub use config::{Credentials, Login, SecretText};
pub(crate) use tokens::{Bearer, Tokens};
