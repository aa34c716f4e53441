use accord_connector_kit::Vault;
use aes_siv::KeyInit as _;
use aes_siv::siv::Aes256Siv;
use zeroize::Zeroizing;

/// Under which name a row rests in the spool: its source and reference, by AES-SIV (RFC 5297). The same row has the same
/// name, the store cannot read it, and the connector can: a tombstone is nothing but its name, and still has to say
/// which record is gone.
pub(crate) struct Names {
    key: Zeroizing<[u8; 64]>,
}

/// Between source and reference; neither holds it.
const GAP: char = '\0';

impl Names {
    /// The key comes from the vault's keyed digests, as from a key derivation function.
    pub(crate) fn new(vault: &Vault) -> Self {
        let halves = [vault.digest(b"row names 1"), vault.digest(b"row names 2")];
        let mut key = Zeroizing::new([0; 64]);
        for (to, from) in key.iter_mut().zip(halves.as_flattened()) {
            *to = *from;
        }
        Self { key }
    }

    /// The name of a source's row, in hexadecimal digits.
    pub(crate) fn of(&self, source: &str, reference: &str) -> String {
        let plain = format!("{source}{GAP}{reference}");
        // SIV encryption fails only on more than 126 headers.
        let sealed = self.cipher().encrypt([b"row"], plain.as_bytes()).unwrap_or_default();
        sealed.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The name of what is kept about a source's last extract itself.
    pub(crate) fn of_extract(&self, source: &str) -> String {
        self.of(source, "")
    }

    /// Source and reference of a name; nothing for a foreign one.
    pub(crate) fn read(&self, name: &str) -> Option<(String, String)> {
        let (pairs, rest) = name.as_bytes().as_chunks::<2>();
        let pairs = pairs.iter().filter(|_| rest.is_empty());
        let sealed: Option<Vec<u8>> =
            pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect();
        let plain = self.cipher().decrypt([b"row"], &sealed?).ok()?;
        let plain = String::from_utf8(plain).ok()?;
        let (source, reference) = plain.split_once(GAP)?;
        Some((source.to_owned(), reference.to_owned()))
    }

    fn cipher(&self) -> Aes256Siv {
        Aes256Siv::new((&*self.key).into())
    }
}

#[cfg(test)]
mod tests {
    use accord_connector_kit::Secret;

    use super::*;

    fn names(partner: &str) -> Names {
        let secret = Secret::new([7; 32]);
        Names::new(&Vault::new(&secret, "spool", partner.parse().unwrap()))
    }

    #[test]
    fn a_name_is_stable_and_only_its_partner_reads_it() {
        let county = names("county");
        let name = county.of("older", "HIM-2026-0412");
        assert_eq!(name, county.of("older", "HIM-2026-0412"));
        assert_ne!(name, county.of("2026", "HIM-2026-0412"));
        assert_eq!(county.read(&name), Some(("older".into(), "HIM-2026-0412".into())));
        assert_eq!(names("other").read(&name), None);
        assert!(!name.contains("HIM") && county.read("zz").is_none() && county.read("abc").is_none());
    }

    #[test]
    fn the_longest_name_fits_a_column() {
        let longest = names("county").of(&"s".repeat(24), &"r".repeat(64));
        assert!(longest.len() <= 255);
    }
}
