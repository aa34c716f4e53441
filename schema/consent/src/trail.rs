use std::collections::{BTreeMap, BTreeSet};

use accord_model::{Basis, CategorySet, PartnerId, Regime, SubjectId};
use jiff::Timestamp;
use parking_lot::Mutex;

use crate::{AgreementId, LogEntry, Request, Viewer};

/// What one request has disclosed so far: filled by [`crate::Desk::disclose`], made durable by
/// [`crate::Desk::release`].
pub struct Trail {
    head: Request,
    agreements: u64,
    pages: Mutex<Pages>,
}

/// What makes two disclosures one row: all of an entry but its categories.
type Ground = (Option<SubjectId>, PartnerId, Basis, (AgreementId, u32), Regime);

#[derive(Default)]
struct Pages {
    entries: BTreeMap<Ground, CategorySet>,
    since: u64,
    asked: BTreeSet<PartnerId>,
    spared: BTreeSet<PartnerId>,
    did: Vec<String>,
}

/// The state that a request's decisions stand on, as it began.
pub(crate) struct Decided {
    /// The last policy change.
    pub(crate) since: u64,
    /// How often the agreements had changed.
    pub(crate) agreements: u64,
}

impl Trail {
    pub(crate) fn new(viewer: &Viewer, at: Timestamp, query_hash: [u8; 32], activity: &str, decided: Decided) -> Self {
        let Decided { since, agreements } = decided;
        Self {
            agreements,
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
            pages: Mutex::new(Pages { since, ..Pages::default() }),
        }
    }

    /// When the request began, on the gateway's clock: the instant of all its decisions.
    pub const fn at(&self) -> Timestamp {
        self.head.at
    }

    pub(crate) const fn agreements(&self) -> u64 {
        self.agreements
    }

    pub(crate) fn since(&self) -> u64 {
        self.pages.lock().since
    }

    /// Decisions from here on stand on this state of policy. Where something was disclosed under an earlier state, that
    /// state stays, and the release decides.
    pub(crate) fn advance(&self, sequence: u64) {
        let mut pages = self.pages.lock();
        if pages.entries.is_empty() {
            pages.since = pages.since.max(sequence);
        }
    }

    /// How many partners were asked.
    pub fn partners_asked(&self) -> usize {
        self.pages.lock().asked.len()
    }

    /// The request did something other than read: its code, and a reason that the privacy officer alone can open.
    pub fn did(&self, activity: &str, sealed_reason: &str) {
        let separator = if sealed_reason.is_empty() { "" } else { " " };
        self.pages.lock().did.push(format!("{activity}{separator}{sealed_reason}"));
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
        let LogEntry { subject, partner, categories, basis, agreement, regime } = entry;
        *self.pages.lock().entries.entry((subject, partner, basis, agreement, regime)).or_default() |= categories;
    }

    /// The request and its disclosures, merged: one entry a person, partner, basis and agreement.
    pub(crate) fn rows(&self) -> (Request, Vec<LogEntry>) {
        let pages = self.pages.lock();
        let mut request = self.head.clone();
        request.since = pages.since;
        if !pages.did.is_empty() {
            request.activity = pages.did.join("; ");
        }
        request.asked = pages.asked.iter().copied().collect();
        request.spared = pages.spared.difference(&pages.asked).copied().collect();
        let entries = pages.entries.iter().map(|(&(subject, partner, basis, agreement, regime), &categories)| {
            LogEntry { subject, partner, categories, basis, agreement, regime }
        });
        (request, entries.collect())
    }
}
