use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::ConnectError;

/// How far back an assertion is dated: a partner whose clock is a little behind ours must not find it in the future.
const SKEW_SECONDS: i64 = 10;
/// How long an assertion lives from its date: the most that the NHS takes, five minutes.
const LIFETIME_SECONDS: i64 = 300;

/// One private key: its name at the partner, and the file (PEM, PKCS #8 or PKCS #1) that holds it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyFile {
    /// The `kid` under which the partner knows the public half.
    pub key_id: String,
    /// Where the private half lies.
    pub private_key_file: PathBuf,
}

/// How assertions are signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum SigningAlgorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-512: what the NHS asks for.
    #[default]
    #[serde(rename = "RS512")]
    Rs512,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    #[serde(rename = "RS384")]
    Rs384,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    #[serde(rename = "RS256")]
    Rs256,
    /// RSASSA-PSS with SHA-256.
    #[serde(rename = "PS256")]
    Ps256,
}

/// The private keys of one login, newest first. Each token call reads their files anew and tries them in order, so that
/// a key can be replaced, or the next one named before the partner knows it, without a question that fails.
pub struct PrivateKeys {
    keys: Vec<KeyFile>,
    algorithm: SigningAlgorithm,
    /// Asked for with each token, where the partner wants one.
    pub(super) scope: Option<String>,
    /// For whom assertions are, where that is not the address of the token endpoint.
    pub(super) audience: Option<String>,
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    jti: String,
    iat: i64,
    exp: i64,
}

impl PrivateKeys {
    /// The keys, newest first; relative paths start in `folder`. At least one must be there and usable now: the file of
    /// a key to come may still be missing.
    pub fn new(
        mut keys: Vec<KeyFile>,
        algorithm: SigningAlgorithm,
        scope: Option<String>,
        folder: &Path,
    ) -> Result<Self, ConnectError> {
        let refuse = |reason: &str| ConnectError::Key { key: "private_key_file", reason: reason.to_owned() };
        for key in &mut keys {
            key.private_key_file = folder.join(&key.private_key_file);
        }
        if keys.iter().any(|key| key.key_id.is_empty()) {
            return Err(ConnectError::Key { key: "key_id", reason: "a name of the key is needed".to_owned() });
        }
        if !keys.iter().any(|key| key.read().is_some()) {
            return Err(refuse("no file holds an RSA private key in PEM"));
        }
        Ok(Self { keys, algorithm, scope, audience: None })
    }

    /// Assertions for this audience (RFC 7523, 3): where the partner is reached through a gateway, the address that we call
    /// is not the one by which its token endpoint knows itself.
    #[must_use]
    pub fn for_audience(self, audience: Option<String>) -> Self {
        Self { audience, ..self }
    }

    /// One assertion for each key that can be used at this moment, in order. Made one by one: a later key is read only
    /// when the partner refused the earlier one.
    pub(super) fn assertions<'a>(
        &'a self,
        client_id: &'a str,
        audience: &'a str,
    ) -> impl Iterator<Item = Zeroizing<String>> + Send + 'a {
        self.keys.iter().filter_map(move |key| {
            let encoding = key.read()?;
            let mut header = Header::new(self.algorithm.into());
            header.kid = Some(key.key_id.clone());
            let now = Timestamp::now().as_second();
            let claims = Claims {
                iss: client_id,
                sub: client_id,
                aud: audience,
                // A number used once: the partner refuses an assertion that it has seen.
                jti: Uuid::new_v4().to_string(),
                iat: now - SKEW_SECONDS,
                exp: now - SKEW_SECONDS + LIFETIME_SECONDS,
            };
            encode(&header, &claims, &encoding).ok().map(Zeroizing::new)
        })
    }
}

impl KeyFile {
    fn read(&self) -> Option<EncodingKey> {
        let pem = Zeroizing::new(std::fs::read(&self.private_key_file).ok()?);
        EncodingKey::from_rsa_pem(&pem).ok()
    }
}

impl From<SigningAlgorithm> for Algorithm {
    fn from(algorithm: SigningAlgorithm) -> Self {
        match algorithm {
            SigningAlgorithm::Rs512 => Self::RS512,
            SigningAlgorithm::Rs384 => Self::RS384,
            SigningAlgorithm::Rs256 => Self::RS256,
            SigningAlgorithm::Ps256 => Self::PS256,
        }
    }
}
