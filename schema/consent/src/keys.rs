use std::fmt;

use accord_model::{OrganisationId, PartnerId, RecordRef, RecordType};
use aes_siv::KeyInit as _;
use aes_siv::siv::Aes256Siv;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::Hmac;
use sha2::{Digest as _, Sha256, Sha512};
use unicode_normalization::UnicodeNormalization as _;
use uuid::Uuid;
use zeroize::Zeroizing;

/// What a person can be looked up by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Identifier {
    /// Family name.
    Family = 1,
    /// First given name.
    Given = 2,
    /// Date of birth, whole.
    DateOfBirth = 3,
    /// Postcode.
    Postcode = 4,
    /// NHS number.
    NhsNumber = 5,
}

/// A keyed hash of an identifying value. Without the key, which is outside the database, it says nothing.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint(pub [u8; 16]);

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Fingerprint")
    }
}

/// An id as one organisation sees it: AES-SIV under that organisation's key. Two organisations cannot join on ids.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OpaqueId(pub String);

impl fmt::Debug for OpaqueId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OpaqueId")
    }
}

/// The keys of the house, all derived from one master key that is kept outside the database.
pub struct Keys {
    master: Zeroizing<[u8; 32]>,
}

impl Keys {
    /// Takes the master key: 32 random bytes.
    pub fn new(master: [u8; 32]) -> Self {
        Self { master: Zeroizing::new(master) }
    }

    /// A key for one use, named by `label` and `scope`. HMAC-SHA-512 as the key derivation function (NIST SP 800-108).
    pub fn derive(&self, label: &str, scope: &str) -> Zeroizing<[u8; 64]> {
        let parts = [label.as_bytes(), scope.as_bytes()];
        let bytes = Zeroizing::new(mac::<Hmac<Sha512>>(&*self.master, &parts));
        let mut key = Zeroizing::new([0; 64]);
        key.copy_from_slice(&bytes);
        key
    }

    /// The keyed hash of a value, after case, accents, spaces and punctuation are folded away. An empty value has none.
    pub fn fingerprint(&self, what: Identifier, value: &str) -> Option<Fingerprint> {
        let folded = folded(value);
        (!folded.is_empty()).then(|| self.hash("fingerprint", &[&[what as u8], folded.as_bytes()]))
    }

    /// The keyed hash of a partner's reference: `25*123456` and ` 25 * 123456` are the same.
    pub fn reference(&self, partner: PartnerId, reference: &str) -> Option<Fingerprint> {
        let folded: String = reference.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_uppercase).collect();
        (!folded.is_empty()).then(|| self.hash("reference", &[partner.as_str().as_bytes(), folded.as_bytes()]))
    }

    /// The keyed hash of a partner's own word.
    pub fn word(&self, partner: PartnerId, system: &str, word: &str) -> Fingerprint {
        self.hash("word", &[partner.as_str().as_bytes(), system.as_bytes(), word.as_bytes()])
    }

    /// The handle of the record that lies there.
    pub fn handle(&self, at: &RecordRef) -> Uuid {
        let kind = match at.kind {
            RecordType::Victim => 1,
            RecordType::Incident => 2,
            RecordType::Referral => 3,
        };
        let hash = self.hash("handle", &[at.partner.as_str().as_bytes(), &[kind], at.local.as_str().as_bytes()]);
        uuid::Builder::from_custom_bytes(hash.0).into_uuid()
    }

    /// An id for something that is named in words: the same words give the same id.
    pub(crate) fn named(&self, name: &str) -> Uuid {
        uuid::Builder::from_custom_bytes(self.hash("name", &[name.as_bytes()]).0).into_uuid()
    }

    /// A short text as one organisation's client may carry it: ids and cursors. The same text gives the same answer.
    pub fn wrap(&self, organisation: OrganisationId, purpose: &str, plain: &[u8]) -> Option<String> {
        let key = self.derive(purpose, organisation.as_str());
        let sealed = Aes256Siv::new((&*key).into()).encrypt([purpose.as_bytes()], plain).ok()?;
        Some(URL_SAFE_NO_PAD.encode(sealed))
    }

    /// Takes back what [`Keys::wrap`] gave; nothing for another organisation's, a forged or a broken one.
    pub fn unwrap(&self, organisation: OrganisationId, purpose: &str, text: &str) -> Option<Vec<u8>> {
        let sealed = URL_SAFE_NO_PAD.decode(text).ok()?;
        let key = self.derive(purpose, organisation.as_str());
        Aes256Siv::new((&*key).into()).decrypt([purpose.as_bytes()], &sealed).ok()
    }

    /// Seals identifying values for rest, bound to `context`.
    pub fn seal(&self, context: &[u8], plain: &[u8]) -> Vec<u8> {
        let key = self.derive("linkage", "");
        // SIV encryption fails only on more than 126 headers.
        Aes256Siv::new((&*key).into()).encrypt([context], plain).unwrap_or_default()
    }

    /// Opens what [`Keys::seal`] gave.
    pub fn unseal(&self, context: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let key = self.derive("linkage", "");
        Aes256Siv::new((&*key).into()).decrypt([context], sealed).ok().map(Zeroizing::new)
    }

    /// A text sealed for rest, as text.
    pub(crate) fn sealed_text(&self, context: &str, plain: &str) -> String {
        URL_SAFE_NO_PAD.encode(self.seal(context.as_bytes(), plain.as_bytes()))
    }

    /// SHA-256, for query texts.
    pub fn digest(text: &str) -> [u8; 32] {
        Sha256::digest(text.as_bytes()).into()
    }

    fn hash(&self, label: &str, parts: &[&[u8]]) -> Fingerprint {
        let key = self.derive(label, "");
        let bytes = mac::<Hmac<Sha256>>(&*key, parts);
        let mut short = [0; 16];
        short.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
        Fingerprint(short)
    }
}

/// Each part is preceded by its length: `ab|c` and `a|bc` differ.
fn mac<M: hmac::Mac + hmac::KeyInit>(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    // HMAC takes keys of every length.
    let Ok(mut mac) = <M as hmac::KeyInit>::new_from_slice(key) else {
        return Vec::new();
    };
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().to_vec()
}

/// Case, accents, spaces and punctuation folded away: "O’Brien" and "OBRIEN" are the same.
fn folded(value: &str) -> String {
    value.nfkd().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> Keys {
        Keys::new([7; 32])
    }

    #[test]
    fn spelling_of_the_same_name_folds() {
        let keys = keys();
        assert_eq!(keys.fingerprint(Identifier::Family, "O’Brién"), keys.fingerprint(Identifier::Family, " OBRIEN"));
        assert_ne!(keys.fingerprint(Identifier::Family, "Grace"), keys.fingerprint(Identifier::Given, "Grace"));
        assert_eq!(keys.fingerprint(Identifier::Family, " - "), None);
    }

    #[test]
    fn an_id_opens_for_its_organisation_alone() {
        let keys = keys();
        let (a, b) = ("a".parse().unwrap(), "b".parse().unwrap());
        let id = keys.wrap(a, "id", b"text").unwrap();
        assert_eq!(keys.unwrap(a, "id", &id).unwrap(), b"text");
        assert_eq!(keys.unwrap(b, "id", &id), None);
        assert_eq!(keys.unwrap(a, "cursor", &id), None);
    }
}
