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
pub struct Doors {
    open: Shared,
    /// Those that these are made to follow.
    before: Option<Shared>,
}

type Shared = Arc<Mutex<HashMap<PartnerId, Door>>>;

/// A mailbox and what opens it: the digest of the secret, not the secret.
#[derive(Clone)]
struct Door {
    key: [u8; 32],
    max_answer_bytes: usize,
    mailbox: Arc<Mailbox>,
}

impl Doors {
    /// Makes this partner's mailbox, which whoever shows `secret` may empty. An answer may have `max_answer_bytes`.
    pub fn open(&self, partner: PartnerId, secret: &SecretText, max_answer_bytes: usize) -> Arc<Mailbox> {
        let key = digest(secret.as_str());
        let before = self.before.as_ref().and_then(|before| before.lock().get(&partner).cloned());
        let same = before.filter(|door| door.key == key && door.max_answer_bytes == max_answer_bytes);
        let door =
            same.unwrap_or_else(|| Door { key, max_answer_bytes, mailbox: Arc::new(Mailbox::new(max_answer_bytes)) });
        let mailbox = Arc::clone(&door.mailbox);
        self.open.lock().insert(partner, door);
        mailbox
    }

    /// Doors for a configuration that is to follow this one: a partner that opens its door as before keeps its mailbox,
    /// with the questions in it and whoever waits for one. Nothing of these changes until [`Doors::take_over`].
    #[must_use]
    pub fn next(&self) -> Self {
        Self { open: Shared::default(), before: Some(Arc::clone(&self.open)) }
    }

    /// Puts the doors that follow in the place of these, and sends away whoever waits at one that is no more.
    pub fn take_over(&self, next: &Self) {
        let after = std::mem::take(&mut *next.open.lock());
        let kept: Vec<Arc<Mailbox>> = after.values().map(|door| Arc::clone(&door.mailbox)).collect();
        let before = std::mem::replace(&mut *self.open.lock(), after);
        for door in before.into_values().filter(|door| kept.iter().all(|one| !Arc::ptr_eq(one, &door.mailbox))) {
            door.mailbox.close();
        }
    }

    /// The mailbox of this partner, if `token` is its secret. A partner that nobody knows and a wrong secret are alike.
    pub fn admit(&self, partner: &str, token: &str) -> Option<Arc<Mailbox>> {
        let shown = digest(token);
        let doors = self.open.lock();
        let door = doors.get(&partner.parse().ok()?)?;
        bool::from(door.key.ct_eq(&shown)).then(|| Arc::clone(&door.mailbox))
    }

    /// Whether this partner dials in.
    pub fn has(&self, partner: PartnerId) -> bool {
        self.open.lock().contains_key(&partner)
    }

    /// Sends everybody away who waits for a question: the gateway stops.
    pub fn close(&self) {
        self.open.lock().values().for_each(|door| door.mailbox.close());
    }
}

fn digest(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_partner_that_stays_keeps_its_mailbox_and_one_that_leaves_is_sent_away() {
        let (stays, leaves, changes) =
            ("hospice".parse().unwrap(), "shelter".parse().unwrap(), "centre".parse().unwrap());
        let doors = Doors::default();
        let first = doors.open(stays, &SecretText::new("first"), 10);
        doors.open(leaves, &SecretText::new("second"), 10);
        doors.open(changes, &SecretText::new("third"), 10);
        let next = doors.next();
        next.open(stays, &SecretText::new("first"), 10);
        next.open(changes, &SecretText::new("fourth"), 10);
        assert!(doors.admit("centre", "third").is_some(), "nothing has changed yet");
        doors.take_over(&next);
        assert!(doors.admit("hospice", "first").is_some_and(|found| Arc::ptr_eq(&found, &first)));
        assert!(doors.admit("shelter", "second").is_none() && doors.admit("centre", "third").is_none());
        assert!(doors.admit("centre", "fourth").is_some());
    }

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
