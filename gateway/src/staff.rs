//! What users' own tokens say of them.

use std::collections::HashMap;
use std::sync::Arc;

use accord_consent::{Desk, Fingerprint, Identifier, Sought, Viewer};
use accord_model::{Role, UserKey};
use accord_store::AuditStore;
use jiff::Timestamp;
use parking_lot::Mutex;

use crate::auth::Herself;

/// Keeps what users' tokens say of them as keyed fingerprints, the same as of the people in the index, so that a search of the
/// log can tell who reads about somebody of her own name or postcode. Never the words.
pub struct Staff {
    store: AuditStore,
    /// What was written down of whom, as far as this process knows: a request of a known user writes nothing.
    written: Mutex<HashMap<UserKey, Vec<(Identifier, Fingerprint)>>>,
}

impl Staff {
    /// Over this store.
    pub fn new(store: AuditStore) -> Self {
        Self { store, written: Mutex::default() }
    }

    /// Writes down what is new, beside the request, which does not wait for it. What could not be written is tried again at
    /// the user's next one.
    pub(crate) fn note(self: &Arc<Self>, desk: &Desk, viewer: &Viewer, herself: &Herself, at: Timestamp) {
        let user = viewer.user();
        // Who asks for her own records reads about her own name.
        let facts = if viewer.role() == Role::Victim { Vec::new() } else { facts(desk, herself) };
        if facts.is_empty() || self.written.lock().insert(user, facts.clone()).as_ref() == Some(&facts) {
            return;
        }
        let staff = Arc::clone(self);
        tokio::spawn(async move {
            if staff.store.note(user, &facts, at).await.is_err() {
                staff.written.lock().remove(&user);
                tracing::warn!(code = "STORE_UNAVAILABLE", "what a token says of its user was not kept");
            }
        });
    }
}

fn facts(desk: &Desk, herself: &Herself) -> Vec<(Identifier, Fingerprint)> {
    let Herself { family, postcode } = herself;
    desk.fingerprints(&Sought {
        family: family.as_ref().map(|text| text.to_string()).unwrap_or_default(),
        given: None,
        date_of_birth: None,
        postcode: postcode.as_ref().map(|text| text.to_string()),
        nhs_number: None,
    })
}
