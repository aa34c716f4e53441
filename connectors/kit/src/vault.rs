use accord_model::PartnerId;
use aes_gcm::aead::{Aead as _, Generate as _, Payload};
use aes_gcm::{Aes256Gcm, KeyInit as _, Nonce};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

/// Length of a GCM nonce in bytes (NIST SP 800-38D).
const NONCE_BYTES: usize = 12;

/// The key that connectors' own keys are derived from: 32 random bytes, kept outside the database. No `Debug`.
#[derive(Clone)]
pub struct Secret(Zeroizing<[u8; 32]>);

impl Secret {
    /// Takes the key.
    pub fn new(key: [u8; 32]) -> Self {
        Self(Zeroizing::new(key))
    }

    /// A key for one use at one partner (HMAC-SHA-256 as the key derivation function, NIST SP 800-108).
    fn derive(&self, label: &str, partner: PartnerId) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(mac(&self.0, &[label.as_bytes(), partner.as_str().as_bytes()]))
    }
}

/// Seals what a connector keeps of one partner: AES-256-GCM under that partner's key, a fresh random nonce each time,
/// bound to the name under which it is kept. Names and digests are keyed hashes, so that a store holds neither ids nor
/// contents in the clear.
pub struct Vault {
    cipher: Aes256Gcm,
    names: Zeroizing<[u8; 32]>,
    digests: Zeroizing<[u8; 32]>,
}

/// Sealing failed: more than 64 GiB in one piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too much to seal in one piece")]
pub struct SealFault;

impl Vault {
    /// The vault for one use (`spool`, `cache`) at one partner. Two uses share no key.
    pub fn new(secret: &Secret, usage: &str, partner: PartnerId) -> Self {
        let key = |part: &str| secret.derive(&format!("{usage} {part}"), partner);
        Self { cipher: Aes256Gcm::new((&*key("contents")).into()), names: key("names"), digests: key("digests") }
    }

    /// The keyed name of something that these parts name together: 64 hexadecimal digits, the same for the same parts.
    pub fn name_of(&self, parts: &[&str]) -> String {
        let parts: Vec<&[u8]> = parts.iter().map(|part| part.as_bytes()).collect();
        let hash = mac(&self.names, &parts);
        hash.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// A keyed digest: tells whether two contents are the same, and nothing else.
    pub fn digest(&self, plain: &[u8]) -> [u8; 32] {
        mac(&self.digests, &[plain])
    }

    /// Seals contents under a name: nonce, ciphertext and tag in one piece. What is sealed under one name does not open
    /// under another.
    pub fn seal(&self, name: &str, plain: &[u8]) -> Result<Vec<u8>, SealFault> {
        let nonce = Nonce::generate();
        let payload = Payload { msg: plain, aad: name.as_bytes() };
        let sealed = self.cipher.encrypt(&nonce, payload).map_err(|_| SealFault)?;
        let mut whole = Vec::with_capacity(NONCE_BYTES + sealed.len());
        whole.extend_from_slice(&nonce);
        whole.extend_from_slice(&sealed);
        Ok(whole)
    }

    /// Opens what [`Vault::seal`] gave under the same name; nothing for a forged, broken or foreign piece.
    pub fn open(&self, name: &str, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, msg) = sealed.split_first_chunk::<NONCE_BYTES>()?;
        let payload = Payload { msg, aad: name.as_bytes() };
        self.cipher.decrypt(nonce.into(), payload).ok().map(Zeroizing::new)
    }
}

/// Each part is preceded by its length: `ab|c` and `a|bc` differ.
fn mac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC fills a key up to its block with zeros (RFC 2104); done here, the construction cannot fail.
    let mut block = Zeroizing::new([0; 64]);
    block.iter_mut().zip(key).for_each(|(to, from)| *to = *from);
    let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new((&*block).into());
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault(usage: &str, partner: &str) -> Vault {
        Vault::new(&Secret::new([7; 32]), usage, partner.parse().unwrap())
    }

    #[test]
    fn opens_under_its_name_and_its_partner_alone() {
        let vault_a = vault("spool", "county");
        let sealed = vault_a.seal("row", b"contents").unwrap();
        assert_eq!(&**vault_a.open("row", &sealed).unwrap(), b"contents");
        assert!(vault_a.open("other", &sealed).is_none());
        assert!(vault("spool", "police").open("row", &sealed).is_none());
        assert!(vault("cache", "county").open("row", &sealed).is_none());
    }

    #[test]
    fn a_changed_or_cut_piece_does_not_open() {
        let vault = vault("spool", "county");
        let sealed = vault.seal("row", b"contents").unwrap();
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(vault.open("row", &changed).is_none());
            assert!(vault.open("row", &sealed[..at]).is_none());
        }
    }

    #[test]
    fn two_seals_of_one_content_differ() {
        let vault = vault("spool", "county");
        assert_ne!(vault.seal("row", b"x").unwrap(), vault.seal("row", b"x").unwrap());
    }

    #[test]
    fn names_are_stable_keyed_and_unambiguous() {
        let a = vault("spool", "county");
        assert_eq!(a.name_of(&["ab", "c"]), a.name_of(&["ab", "c"]));
        assert_ne!(a.name_of(&["ab", "c"]), a.name_of(&["a", "bc"]));
        assert_ne!(a.name_of(&["x"]), vault("spool", "police").name_of(&["x"]));
        assert_eq!(a.name_of(&["x"]).len(), 64);
        assert_ne!(a.digest(b"x"), vault("spool", "police").digest(b"x"));
    }
}
