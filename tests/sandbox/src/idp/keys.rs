//! Signing keys, made at the start and rotated on demand.

use std::io::Error;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::EncodingKey;
use serde_json::{Value, json};

/// What stands before a P-256 point in a `SubjectPublicKeyInfo`.
const SPKI: &[u8] = &[
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce,
    0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];

/// One key pair for ES256.
pub(crate) struct SigningKey {
    pub(crate) kid: String,
    pub(crate) private: EncodingKey,
    /// The uncompressed point: 4, x, y.
    point: Vec<u8>,
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SigningKey").field("kid", &self.kid).finish_non_exhaustive()
    }
}

impl SigningKey {
    /// A new key under a name.
    pub(crate) fn generate(kid: String) -> Result<Self, Error> {
        let failed = |_| Error::other("no signing key");
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
        let document = document.map_err(failed)?;
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref());
        let pair = pair.map_err(|_| Error::other("no signing key"))?;
        Ok(Self {
            kid,
            private: EncodingKey::from_ec_der(document.as_ref()),
            point: pair.public_key().as_ref().to_vec(),
        })
    }

    /// Its public half for `/jwks`.
    pub(crate) fn jwk(&self) -> Value {
        let half = |from, to| URL_SAFE_NO_PAD.encode(self.point.get(from..to).unwrap_or_default());
        json!({
            "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig",
            "kid": self.kid, "x": half(1, 33), "y": half(33, 65),
        })
    }

    /// Its public half as PEM: what a confused verifier would take for a shared secret.
    pub(crate) fn public_pem(&self) -> String {
        let body = STANDARD.encode([SPKI, &self.point].concat());
        let lines: Vec<String> =
            body.as_bytes().chunks(64).map(|line| String::from_utf8_lossy(line).into_owned()).collect();
        format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", lines.join("\n"))
    }
}
