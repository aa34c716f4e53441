//! The proxy between a connector and its partner: it journals, it spoils, and it forgets when the run ends.

mod cassette;
mod rows;
mod serve;
mod spoil;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use parking_lot::Mutex;

pub use cassette::{Cassette, CassetteError, Exchange};
pub(crate) use rows::{id_of, keys, rename, rows, texts};
pub(crate) use serve::{Proxy, client};
pub(crate) use spoil::{Plan, Spoil, Strikes};

/// One call that a connector made. In memory alone, until the run ends.
#[derive(Clone)]
pub(crate) struct Call {
    /// It asks for a token.
    pub(crate) token: bool,
    pub(crate) method: String,
    /// Path and question, without the origin.
    pub(crate) target: String,
    pub(crate) body: Vec<u8>,
    pub(crate) authorization: Option<String>,
    pub(crate) status: u16,
    pub(crate) reply: Vec<u8>,
    /// When it came.
    pub(crate) at: Instant,
    /// The answer was not the partner's.
    pub(crate) spoiled: bool,
}

/// A call that was answered with 200, for tests.
#[cfg(test)]
pub(crate) fn called(method: &str, target: &str, body: &str, reply: &str) -> Call {
    Call {
        token: false,
        method: method.to_owned(),
        target: target.to_owned(),
        body: body.as_bytes().to_vec(),
        authorization: None,
        status: 200,
        reply: reply.as_bytes().to_vec(),
        at: Instant::now(),
        spoiled: false,
    }
}

/// What all proxies of one run share.
#[derive(Default)]
pub(crate) struct Wire {
    plans: Mutex<Vec<Plan>>,
    journal: Mutex<Vec<Call>>,
    open: AtomicUsize,
    most: AtomicUsize,
    dropped: AtomicUsize,
    cassette: Mutex<Option<Cassette>>,
    tape: Mutex<Option<Cassette>>,
}

impl Wire {
    /// Nothing is spoiled any more, and nothing remembered.
    pub(crate) fn clear(&self) {
        self.plans.lock().clear();
        self.journal.lock().clear();
        self.most.store(0, Ordering::SeqCst);
        self.dropped.store(0, Ordering::SeqCst);
    }

    /// Nothing is spoiled any more.
    pub(crate) fn heal(&self) {
        self.plans.lock().clear();
    }

    /// Spoils the next `times` answers to questions.
    pub(crate) fn spoil(&self, times: usize, spoil: Spoil) {
        self.plan(Plan { strikes: Strikes::Data, after: 0, times, spoil });
    }

    pub(crate) fn plan(&self, plan: Plan) {
        self.plans.lock().push(plan);
    }

    /// The questions so far, calls for tokens apart.
    pub(crate) fn data(&self) -> Vec<Call> {
        self.journal.lock().iter().filter(|call| !call.token).cloned().collect()
    }

    /// The calls for a token so far.
    pub(crate) fn tokens(&self) -> Vec<Call> {
        self.journal.lock().iter().filter(|call| call.token).cloned().collect()
    }

    /// How many calls were open at the same time, at most.
    pub(crate) fn most(&self) -> usize {
        self.most.load(Ordering::SeqCst)
    }

    /// How many calls the connector gave up before they were answered.
    pub(crate) fn dropped(&self) -> usize {
        self.dropped.load(Ordering::SeqCst)
    }

    /// How many calls are open.
    pub(crate) fn open(&self) -> usize {
        self.open.load(Ordering::SeqCst)
    }

    /// Begins to keep every exchange.
    pub(crate) fn record(&self) {
        *self.tape.lock() = Some(Cassette::default());
    }

    /// What was kept.
    pub(crate) fn recorded(&self) -> Cassette {
        self.tape.lock().take().unwrap_or_default()
    }

    /// Answers from a cassette instead of a partner.
    pub(crate) fn play(&self, cassette: Cassette) {
        *self.cassette.lock() = Some(cassette);
    }

    fn next(&self, strikes: Strikes) -> Option<Spoil> {
        self.plans.lock().iter_mut().find_map(|plan| plan.next(strikes))
    }

    /// A call begins: counted until the guard goes.
    fn enter(self: &Arc<Self>) -> Entered {
        let open = self.open.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(open, Ordering::SeqCst);
        Entered { wire: Arc::clone(self), answered: false }
    }
}

/// One open call.
struct Entered {
    wire: Arc<Wire>,
    answered: bool,
}

impl Drop for Entered {
    fn drop(&mut self) {
        self.wire.open.fetch_sub(1, Ordering::SeqCst);
        if !self.answered {
            self.wire.dropped.fetch_add(1, Ordering::SeqCst);
        }
    }
}
