//! Logging in at a partner: OAuth 2.0 client credentials.

mod config;
mod tokens;

pub use config::{Credentials, Login, SecretText};
pub(crate) use tokens::{Bearer, Tokens};
