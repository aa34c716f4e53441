use std::collections::{BTreeMap, BTreeSet};

use accord_model::{Basis, CategorySet, PartnerId, Regime, SubjectId};
use jiff::Timestamp;
use parking_lot::Mutex;

use crate::{AgreementId, LogEntry, Request, Viewer};

/// What one request has disclosed so far: filled by [`crate::Desk::disclose`], made durable by
/// [`crate::Desk::release`].
pub struct Trail {
    head: Request,
    pages: Mutex<Pages>,
}

/// What makes two disclosures one row: all of an entry but its categories.
type Ground = (
    Option<SubjectId>,
    PartnerId,
    Basis,
    (AgreementId, u32),
    Regime,
);

#[derive(Default)]
struct Pages {
    entries: BTreeMap<Ground, CategorySet>,
    asked: BTreeSet<PartnerId>,
    spared: BTreeSet<PartnerId>,
}

impl Trail {
    pub(crate) fn new(
        viewer: &Viewer,
        at: Timestamp,
        query_hash: [u8; 32],
        activity: &str,
        since: u64,
    ) -> Self {
        Self {
            head: Request {
                at,
                since,
                organisation: viewer.organisation(),
                user: viewer.user(),
                role: viewer.role(),
                purpose: viewer.purpose(),
                query_hash,
                activity: activity.to_owned(),
                asked: Vec::new(),
                spared: Vec::new(),
            },
            pages: Mutex::default(),
        }
    }

    /// When the request began, on the gateway's clock: the instant of all its decisions.
    pub const fn at(&self) -> Timestamp {
        self.head.at
    }

    pub(crate) const fn since(&self) -> u64 {
        self.head.since
    }

    /// A partner was asked.
    pub fn asked(&self, partner: PartnerId) {
        self.pages.lock().asked.insert(partner);
    }

    /// A partner holds something and was not asked.
    pub fn spared(&self, partner: PartnerId) {
        self.pages.lock().spared.insert(partner);
    }

    pub(crate) fn add(&self, entry: LogEntry) {
        let LogEntry {
            subject,
            partner,
            categories,
            basis,
            agreement,
            regime,
        } = entry;
        *self
            .pages
            .lock()
            .entries
            .entry((subject, partner, basis, agreement, regime))
            .or_default() |= categories;
    }

    /// The request and its disclosures, merged: one entry a person, partner, basis and agreement.
    pub(crate) fn rows(&self) -> (Request, Vec<LogEntry>) {
        let pages = self.pages.lock();
        let mut request = self.head.clone();
        request.asked = pages.asked.iter().copied().collect();
        request.spared = pages.spared.difference(&pages.asked).copied().collect();
        let entries = pages.entries.iter().map(
            |(&(subject, partner, basis, agreement, regime), &categories)| LogEntry {
                subject,
                partner,
                categories,
                basis,
                agreement,
                regime,
            },
        );
        (request, entries.collect())
    }
}
