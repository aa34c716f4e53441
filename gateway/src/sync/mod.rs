//! Reads the partners' change feeds into the index, page by page. A page and the cursor after it are one transaction:
//! killed anywhere, the next run goes on where the last page ended, and a page that comes twice changes nothing.

mod bar;
mod fresh;

use accord_consent::{Desk, LedgerFault, Population, StandingOrder, StoreFault};
use accord_federation::{Change, ChangeCursor, ChangePage, Fault, System};
use accord_model::PartnerId;
use accord_store::{Batch, StoreError, SyncStore, Taken};

use crate::Clock;

pub use bar::Bar;
pub use fresh::Fresh;

/// A page of a feed that says nothing new this many times in a row goes in a circle.
const PAGES_WITHOUT_NEWS: u32 = 3;

/// How far one partner has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Records written.
    pub records: u64,
    /// Records gone.
    pub gone: u64,
    /// Links that wait for a reviewer since.
    pub proposed: u64,
    /// What was not taken in.
    pub notes: u64,
    /// How many records there will be in all, where the partner says so.
    pub expected: Option<u64>,
}

/// Why a partner's sync stopped. What was written before stays, and the next run goes on from there.
#[derive(Debug, thiserror::Error)]
pub enum SyncFault {
    /// No agreement with purpose `RECORD_LINKAGE` names the owner of this system.
    #[error("{0}: NO_STANDING_ORDER: no agreement with purpose RECORD_LINKAGE names the owner of this system")]
    NoOrder(PartnerId),
    /// The partner gave no page.
    #[error("{0}: {code}", code = .1.code())]
    Partner(PartnerId, Fault),
    /// The database is not available, or refused the page.
    #[error("{0}: STORE_UNAVAILABLE: {1}")]
    Store(PartnerId, StoreError),
    /// The disclosure log cannot be written: nothing more is read.
    #[error("{0}: AUDIT_UNAVAILABLE")]
    Log(PartnerId),
    /// The feed goes in a circle.
    #[error("{0}: PAGE_LOOP")]
    Circle(PartnerId),
    /// The database is not available.
    #[error("{0}: STORE_UNAVAILABLE")]
    Unavailable(PartnerId),
}

impl SyncFault {
    /// The code alone.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoOrder(_) => "NO_STANDING_ORDER",
            Self::Partner(_, fault) => fault.code(),
            Self::Store(..) | Self::Unavailable(_) => "STORE_UNAVAILABLE",
            Self::Log(_) => "AUDIT_UNAVAILABLE",
            Self::Circle(_) => "PAGE_LOOP",
        }
    }

    /// Whether the partner answered; nothing where the fault is the gateway's own. An extract that waits for a human is
    /// an answer: what was there before is still there.
    pub const fn answered(&self) -> Option<bool> {
        match self {
            Self::Partner(_, Fault::Held) => Some(true),
            Self::Partner(_, Fault::Store | Fault::NotSupported) => None,
            Self::Partner(..) | Self::Circle(_) => Some(false),
            Self::NoOrder(_) | Self::Store(..) | Self::Log(_) | Self::Unavailable(_) => None,
        }
    }
}

/// What sync works with.
pub struct Syncer<'a> {
    /// The doors that make index rows.
    pub desk: &'a Desk,
    /// Where they go.
    pub store: &'a SyncStore,
    /// The gateway's clock.
    pub clock: &'a Clock,
}

impl Syncer<'_> {
    /// Reads one partner's feed to its end. `tell` hears how far it is after each page.
    pub async fn partner(
        &self,
        system: &System,
        population: &Population,
        mut tell: impl FnMut(Progress),
    ) -> Result<Progress, SyncFault> {
        let partner = system.connector.partner();
        let order = self.order(system, population, (self.clock)()).ok_or(SyncFault::NoOrder(partner))?;
        let mut progress = Progress::default();
        let mut cursor = self.store.cursor(partner).await.map_err(|StoreFault| SyncFault::Unavailable(partner))?;
        let (mut without_news, mut logged) = (0, false);
        loop {
            let page = system.connector.changes(&order, cursor.as_ref()).await;
            let page = page.map_err(|fault| SyncFault::Partner(partner, fault))?;
            // What was read is a disclosure to the partnership: the log first, once a round, then the index.
            if !logged && !page.changes.is_empty() {
                self.desk.log_sync(&order).await.map_err(|LedgerFault| SyncFault::Log(partner))?;
                logged = true;
            }
            let (more, next) = (page.more, page.next.clone());
            without_news = if cursor.as_ref() == Some(&next) { without_news + 1 } else { 0 };
            if !self.apply(&order, cursor.as_ref(), page, &mut progress).await? {
                // Another process reads the same partner and was faster: on from where it is. Of two that meet, one
                // always comes forward.
                cursor = self.store.cursor(partner).await.map_err(|StoreFault| SyncFault::Unavailable(partner))?;
                without_news = 0;
                continue;
            }
            tell(progress);
            cursor = Some(next);
            if !more {
                return Ok(progress);
            }
            if without_news >= PAGES_WITHOUT_NEWS {
                return Err(SyncFault::Circle(partner));
            }
        }
    }

    #[expect(clippy::disallowed_methods, reason = "this is the sync that asks under a standing order")]
    fn order(&self, system: &System, population: &Population, at: jiff::Timestamp) -> Option<StandingOrder> {
        self.desk.standing_order(system.connector.partner(), system.owner, population.clone(), at)
    }

    /// Writes a page that was read from `since`. False where the partner's feed has gone on meanwhile, and nothing was
    /// written.
    async fn apply(
        &self,
        order: &StandingOrder,
        since: Option<&ChangeCursor>,
        page: ChangePage,
        progress: &mut Progress,
    ) -> Result<bool, SyncFault> {
        let partner = order.partner();
        let (expected, notes) = (page.expected, page.notes.len() as u64);
        let taken = page.changes.into_iter().map(|change| self.taken(order, change)).collect();
        let batch = Batch { taken, notes: page.notes };
        let applied = match self.store.apply_after(order, since, batch, &page.next, (self.clock)()).await {
            Ok(applied) => applied,
            Err(StoreError::CursorMoved) => return Ok(false),
            Err(fault) => return Err(SyncFault::Store(partner, fault)),
        };
        progress.expected = expected.or(progress.expected);
        progress.notes += notes;
        progress.records += applied.records;
        progress.gone += applied.gone;
        progress.proposed += applied.proposed;
        if applied.sequence.is_some() {
            self.desk.refresh().await.map_err(|StoreFault| SyncFault::Unavailable(partner))?;
        }
        Ok(true)
    }

    fn taken(&self, order: &StandingOrder, change: Change) -> Taken {
        match change {
            Change::Victim(sealed) => {
                let features = self.desk.features(order, &sealed);
                Taken::Record(Box::new(self.desk.index(order, &sealed)), Some(features))
            }
            Change::Incident(sealed) => Taken::Record(Box::new(self.desk.index(order, &sealed)), None),
            Change::Referral(sealed) => Taken::Record(Box::new(self.desk.index(order, &sealed)), None),
            Change::Gone(at) => Taken::Gone(at),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_of_our_own_says_nothing_of_the_partner() {
        let partner = "county".parse().unwrap();
        for (fault, answered) in [
            (SyncFault::Partner(partner, Fault::Silent), Some(false)),
            (SyncFault::Partner(partner, Fault::Held), Some(true)),
            (SyncFault::Partner(partner, Fault::Store), None),
            (SyncFault::Store(partner, StoreError::Unavailable), None),
            (SyncFault::Log(partner), None),
            (SyncFault::Circle(partner), Some(false)),
        ] {
            assert_eq!(fault.answered(), answered, "{fault}");
            assert!(fault.to_string().starts_with(&format!("county: {}", fault.code())), "{fault}");
        }
    }
}
