//! What the program says that it can do, learned before it is asked for records.

use std::sync::Arc;
use std::time::Duration;

use accord_connector_kit::{Ask, Pace};
use accord_consent::{FieldSet, Population, Record};
use accord_federation::Fault;
use accord_model::{Incident, Referral, Victim};
use parking_lot::RwLock;
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::wire::{Capabilities, Field, Held};
use super::{PROTOCOL, Remote, fields};

/// How long an answer holds.
const GOOD_FOR: Duration = Duration::from_secs(600);
/// How long an old answer goes on where no new one came.
const ASK_AGAIN: Duration = Duration::from_secs(30);
/// The version that we speak.
const VERSION: u32 = 1;

/// What it can do. A type of record that it does not hold has no set of fields.
pub(super) struct Known {
    pub(super) victim: Option<Holds>,
    pub(super) incident: Option<Holds>,
    pub(super) referral: Option<Holds>,
    pub(super) cap: usize,
    pub(super) selects: bool,
    pub(super) page_size: Option<u16>,
    populations: Vec<String>,
}

impl Known {
    /// Whether it can cut its feed to this population.
    pub(super) fn feeds(&self, population: &Population) -> bool {
        self.populations.iter().any(|code| code == code_of(population))
    }

    /// Nothing where it speaks another version, or a cap of none.
    fn read(said: Capabilities) -> Result<Self, Fault> {
        if said.protocol != VERSION {
            return Err(Fault::NotSupported);
        }
        if said.cap == 0 {
            return Err(Fault::Broken);
        }
        let feed = said.feed.map(|feed| (feed.populations, feed.page_size));
        let (populations, page_size) = feed.unwrap_or((Vec::new(), Field::Absent));
        Ok(Self {
            victim: said.records.victim.as_ref().map(held::<Victim>),
            incident: said.records.incident.as_ref().map(held::<Incident>),
            referral: said.records.referral.as_ref().map(held::<Referral>),
            cap: said.cap,
            selects: said.selects,
            page_size: page_size.known().filter(|size| *size > 0),
            populations,
        })
    }
}

/// What it holds of one type of record.
#[derive(Clone, Copy)]
pub(super) struct Holds {
    /// Our fields. `terms` is always one of them: a word of the partner's own that no map has is kept with its record,
    /// whether or not the program has further words to send.
    pub(super) fields: FieldSet,
    /// What it can be asked for by name.
    named: FieldSet,
}

impl Holds {
    /// The names of these fields, as far as the program has them.
    pub(super) fn names<R: Record>(self, fields: FieldSet) -> Vec<&'static str> {
        fields::named::<R>(fields.and(self.named))
    }
}

/// A newer program may hold fields that this version does not have: they are nothing to us.
fn held<R: Record>(said: &Held) -> Holds {
    let named = fields::known::<R>(&said.fields);
    Holds { fields: named.or(FieldSet::names::<R>(|name| name == "terms")), named }
}

/// The protocol's word for a population.
pub(super) const fn code_of(population: &Population) -> &'static str {
    match population {
        Population::HateFlagged => "HATE_FLAGGED",
        Population::AsExported => "AS_EXPORTED",
    }
}

/// The last answer, and until when it holds. The lock on the latter is held by whoever asks, so that many questions at once
/// ask once.
#[derive(Default)]
pub(super) struct Learned {
    last: RwLock<Option<Arc<Known>>>,
    until: Mutex<Option<Instant>>,
}

impl Learned {
    /// As far as is known without asking: before the first answer, everything, so that silence is a gap and not a lack.
    pub(super) fn fields<R: Record>(&self, of: fn(&Known) -> Option<Holds>) -> FieldSet {
        let last = self.last.read();
        last.as_ref().map_or_else(FieldSet::all::<R>, |known| of(known).map_or(FieldSet::NONE, |held| held.fields))
    }
}

impl Remote {
    /// What the program can do; asked where the last answer is old. Where no new one comes, the old one goes on for a while.
    pub(super) async fn known(&self, pace: Pace) -> Result<Arc<Known>, Fault> {
        let mut until = self.learned.until.lock().await;
        let last = self.learned.last.read().clone();
        if let Some(known) = &last
            && until.is_some_and(|until| Instant::now() < until)
        {
            return Ok(Arc::clone(known));
        }
        let ask = Ask::get("/capabilities").header(PROTOCOL.0, PROTOCOL.1);
        let answer = self.client.read::<Capabilities>(&ask, pace).await.and_then(Known::read);
        let (known, good_for) = match (answer, last) {
            (Ok(known), _) => (Arc::new(known), GOOD_FOR),
            // What went wrong may pass; another version does not.
            (Err(fault), Some(last)) if fault != Fault::NotSupported => (last, ASK_AGAIN),
            (Err(fault), _) => return Err(fault),
        };
        *self.learned.last.write() = Some(Arc::clone(&known));
        *until = Some(Instant::now() + good_for);
        Ok(known)
    }
}
