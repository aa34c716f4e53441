//! Receipts of what a person said about sharing: the shape of a consent receipt of ISO/IEC TS 27560:2023, as a compact
//! JWS (RFC 7515) that anybody can check with the gateway's public key.

mod exact;
mod shape;

use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation};

use crate::Keys;

pub use shape::{ConsentEvent, ConsentPurpose, EventState, Party, PiiInformation, Receipt};

/// The `typ` of the header: a receipt is no token for anything else.
const TYPE: &str = "consent-receipt+jws";

/// What the payload follows. A reader that knows another version refuses.
pub(crate) const SCHEMA: &str = "ISO/IEC TS 27560:2023; accord 1";

/// A receipt is a few kilobytes.
const LONGEST: usize = 64 * 1024;

/// Why a receipt is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptFault {
    /// It is not a compact JWS of a receipt.
    #[error("RECEIPT_MALFORMED: this is no receipt")]
    Malformed,
    /// It is signed in a way in which no receipt is.
    #[error("RECEIPT_ALGORITHM_REFUSED: receipts are signed with EdDSA alone")]
    Algorithm,
    /// It names a key that is not among the given ones.
    #[error("RECEIPT_KEY_UNKNOWN: it names a key that is not among these")]
    Key,
    /// The signature is not of this content and that key: forged or altered.
    #[error("RECEIPT_SIGNATURE_INVALID: forged or altered")]
    Signature,
    /// It is of another version of the shape, or of another gateway's database.
    #[error("RECEIPT_FOREIGN: it is not of this gateway or of this version")]
    Foreign,
}

impl Receipt {
    /// The receipt as text, signed.
    pub(crate) fn signed(&self, keys: &Keys) -> Option<String> {
        let kid = keys.public_keys()?.keys.first()?.common.key_id.clone();
        let header = Header { typ: Some(TYPE.to_owned()), kid, ..Header::new(Algorithm::EdDSA) };
        jsonwebtoken::encode(&header, self, &keys.signing_key()).ok()
    }

    /// What a receipt says, where one of these keys has signed it.
    ///
    /// # Errors
    /// Where it is none, or nobody whom these keys know has signed this very content.
    pub fn verify(text: &str, keys: &JwkSet) -> Result<Self, ReceiptFault> {
        let text = text.trim();
        if text.len() > LONGEST {
            return Err(ReceiptFault::Malformed);
        }
        let header = jsonwebtoken::decode_header(text).map_err(|error| match error.kind() {
            // An algorithm that the library does not know, `none` among them.
            jsonwebtoken::errors::ErrorKind::Json(_) => ReceiptFault::Algorithm,
            _ => ReceiptFault::Malformed,
        })?;
        if header.alg != Algorithm::EdDSA {
            return Err(ReceiptFault::Algorithm);
        }
        if header.typ.as_deref() != Some(TYPE) {
            return Err(ReceiptFault::Malformed);
        }
        let jwk = header.kid.and_then(|kid| keys.find(&kid)).ok_or(ReceiptFault::Key)?;
        let key = DecodingKey::from_jwk(jwk).map_err(|_| ReceiptFault::Key)?;
        let mut rules = Validation::new(Algorithm::EdDSA);
        // A receipt does not run out: it says what was said.
        (rules.validate_exp, rules.validate_aud) = (false, false);
        rules.required_spec_claims.clear();
        let read = jsonwebtoken::decode::<Self>(text, &key, &rules).map_err(|error| match error.kind() {
            jsonwebtoken::errors::ErrorKind::InvalidSignature => ReceiptFault::Signature,
            _ => ReceiptFault::Malformed,
        })?;
        if read.claims.schema_version == SCHEMA { Ok(read.claims) } else { Err(ReceiptFault::Foreign) }
    }
}
