use std::fmt;
use std::path::Path;

use serde::Deserialize;
use zeroize::Zeroizing;

use super::PrivateKeys;
use crate::{Address, ConnectError};

/// A secret of the configuration. Its `Debug` does not show it.
#[derive(Clone, Deserialize)]
#[serde(from = "String")]
pub struct SecretText(Zeroizing<String>);

impl SecretText {
    /// Takes a secret.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The secret: written in the configuration, or the first line of the file that the configuration names. Exactly
    /// one of the two.
    pub fn from_either(key: &'static str, written: Option<Self>, file: Option<&Path>) -> Result<Self, ConnectError> {
        let refuse = |reason: &str| ConnectError::Key { key, reason: reason.to_owned() };
        match (written, file) {
            (Some(secret), None) => Ok(secret),
            (None, Some(file)) => {
                let text = std::fs::read_to_string(file).map(Zeroizing::new);
                let text = text.map_err(|_| refuse("the file cannot be read"))?;
                let line = text.lines().next().unwrap_or_default().trim();
                if line.is_empty() {
                    return Err(refuse("the file is empty"));
                }
                Ok(Self::new(line))
            }
            _ => Err(refuse("exactly one of the value and the _file is needed")),
        }
    }

    /// Whether it has so many characters at least.
    pub fn has_at_least(&self, characters: usize) -> bool {
        self.0.chars().count() >= characters
    }

    /// The secret, for a client that is not the kit's own.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for SecretText {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretText")
    }
}

/// How to log in at a partner.
pub struct Login {
    /// Where tokens are given.
    pub token_url: Address,
    /// Our name at the partner.
    pub client_id: String,
    /// What proves it.
    pub credentials: Credentials,
}

/// What proves who we are.
pub enum Credentials {
    /// A shared secret, sent by HTTP basic (RFC 6749, 2.3.1).
    Secret(SecretText),
    /// A signed assertion, new for each token call (`private_key_jwt`: RFC 7523, 2.2).
    PrivateKeyJwt(PrivateKeys),
}
