//! Partners behind a firewall: they open the connection, and the question waits for them.

mod mailbox;

use std::collections::HashMap;
use std::sync::Arc;

use accord_model::PartnerId;
use parking_lot::Mutex;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use crate::SecretText;

pub use mailbox::{Mailbox, Question, Reply, TooManyPollers};

/// The mailboxes of the partners that dial in. Connectors put questions in, the gateway's routes take them out: both hold
/// the same one.
#[derive(Clone, Default)]
pub struct Doors(Arc<Mutex<HashMap<PartnerId, Door>>>);

/// A mailbox and what opens it: the digest of the secret, not the secret.
struct Door {
    key: [u8; 32],
    mailbox: Arc<Mailbox>,
}

impl Doors {
    /// Makes this partner's mailbox, which whoever shows `secret` may empty. An answer may have `max_answer_bytes`.
    pub fn open(&self, partner: PartnerId, secret: &SecretText, max_answer_bytes: usize) -> Arc<Mailbox> {
        let mailbox = Arc::new(Mailbox::new(max_answer_bytes));
        let door = Door { key: digest(secret.as_str()), mailbox: Arc::clone(&mailbox) };
        self.0.lock().insert(partner, door);
        mailbox
    }

    /// The mailbox of this partner, if `token` is its secret. A partner that nobody knows and a wrong secret are alike.
    pub fn admit(&self, partner: &str, token: &str) -> Option<Arc<Mailbox>> {
        let shown = digest(token);
        let doors = self.0.lock();
        let door = doors.get(&partner.parse().ok()?)?;
        bool::from(door.key.ct_eq(&shown)).then(|| Arc::clone(&door.mailbox))
    }

    /// Sends everybody away who waits for a question: the gateway stops.
    pub fn close(&self) {
        self.0.lock().values().for_each(|door| door.mailbox.close());
    }
}

fn digest(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mailbox_opens_to_its_own_partner_alone() {
        let doors = Doors::default();
        let (one, other) = ("hospice".parse().unwrap(), "shelter".parse().unwrap());
        let first = doors.open(one, &SecretText::new("first secret"), 10);
        doors.open(other, &SecretText::new("second secret"), 10);
        let found = doors.admit("hospice", "first secret").unwrap();
        assert!(Arc::ptr_eq(&found, &first));
        for (partner, token) in [
            ("hospice", "second secret"),
            ("shelter", "first secret"),
            ("nobody", "first secret"),
            ("No Name", ""),
            ("hospice", ""),
        ] {
            assert!(doors.admit(partner, token).is_none(), "{partner}");
        }
    }
}
