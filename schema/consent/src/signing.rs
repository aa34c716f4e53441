//! The gateway's own signature: receipts of consent and orders about the log. Ed25519 (RFC 8032), so that a signature
//! needs no dice and the same words have the same signature.

use jsonwebtoken::jwk::{Jwk, JwkSet, PublicKeyUse, ThumbprintHash};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, crypto};

use crate::Keys;

/// What stands before the 32 bytes of an Ed25519 private key in PKCS #8 (RFC 8410 section 7).
const PKCS8_ED25519: [u8; 16] =
    [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

impl Keys {
    /// The public key that the gateway's signatures are checked with, as a JSON Web Key Set (RFC 7517). Its `kid` is its
    /// thumbprint (RFC 7638). Nothing where the key cannot be made, which does not happen.
    pub fn public_keys(&self) -> Option<JwkSet> {
        Some(JwkSet { keys: vec![public(&self.signing_key())?] })
    }

    /// The signature over these bytes, base64url.
    pub(crate) fn sign(&self, message: &[u8]) -> Option<String> {
        crypto::sign(message, &self.signing_key(), Algorithm::EdDSA).ok()
    }

    /// Whether this is the gateway's own signature over these bytes.
    pub(crate) fn verifies(&self, message: &[u8], signature: &str) -> bool {
        let key = public(&self.signing_key()).and_then(|jwk| DecodingKey::from_jwk(&jwk).ok());
        key.is_some_and(|key| crypto::verify(signature, message, &key, Algorithm::EdDSA).unwrap_or(false))
    }

    pub(crate) fn signing_key(&self) -> EncodingKey {
        let long = self.derive("signing", "ed25519");
        let mut der = zeroize::Zeroizing::new([0; 48]);
        der.iter_mut().zip(PKCS8_ED25519.iter().chain(long.iter())).for_each(|(to, from)| *to = *from);
        EncodingKey::from_ed_der(&*der)
    }
}

fn public(key: &EncodingKey) -> Option<Jwk> {
    let mut jwk = Jwk::from_encoding_key(key, Algorithm::EdDSA).ok()?;
    jwk.common.key_id = jwk.thumbprint(ThumbprintHash::SHA256).ok();
    jwk.common.public_key_use = Some(PublicKeyUse::Signature);
    Some(jwk)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_of_these_bytes_and_this_key() {
        let (ours, theirs) = (Keys::new([7; 32]), Keys::new([8; 32]));
        let signature = ours.sign(b"word").unwrap();
        assert!(ours.verifies(b"word", &signature));
        assert_eq!(ours.sign(b"word").unwrap(), signature);
        assert!(!ours.verifies(b"world", &signature) && !theirs.verifies(b"word", &signature));
        assert!(!ours.verifies(b"word", "") && !ours.verifies(b"word", "%"));
    }

    #[test]
    fn the_public_key_tells_no_private_one() {
        let set = serde_json::to_value(Keys::new([7; 32]).public_keys().unwrap()).unwrap();
        let key = set["keys"][0].as_object().unwrap();
        assert_eq!(
            (&key["kty"], &key["crv"], &key["alg"], &key["use"]),
            (&"OKP".into(), &"Ed25519".into(), &"EdDSA".into(), &"sig".into())
        );
        assert!(key["kid"].as_str().unwrap().len() == 43 && !key.contains_key("d"), "{key:?}");
    }
}
