use std::time::Duration;

use parking_lot::Mutex;
use tokio::time::Instant;

/// Leaves a failing partner alone: after some failures in a row no call is made for a while, then one tries again.
pub struct Breaker {
    failures: u32,
    open: Duration,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Failures since the last success.
    streak: u32,
    /// Open, or half open once this has passed.
    open_until: Option<Instant>,
    /// The partner asked for silence until then.
    quiet_until: Option<Instant>,
    /// The one call of the half-open state is under way.
    probing: bool,
}

/// Leave for one call. Dropped without a verdict (the question was cancelled), it says nothing about the partner.
pub struct Pass<'a> {
    breaker: &'a Breaker,
    probe: bool,
}

impl Breaker {
    /// Opens after so many failures in a row, for so long.
    pub fn new(failures: u32, open: Duration) -> Self {
        Self { failures, open, state: Mutex::default() }
    }

    /// Leave for one call, or how long to wait.
    pub fn enter(&self, now: Instant) -> Result<Pass<'_>, Duration> {
        let mut state = self.state.lock();
        if let Some(until) = state.quiet_until.filter(|until| now < *until) {
            return Err(until - now);
        }
        let Some(until) = state.open_until else {
            return Ok(self.pass(false));
        };
        if now < until {
            return Err(until - now);
        }
        if state.probing {
            return Err(Duration::from_secs(1));
        }
        state.probing = true;
        Ok(self.pass(true))
    }

    /// No call until then: the partner said so.
    pub fn keep_quiet(&self, until: Instant) {
        let mut state = self.state.lock();
        state.quiet_until = state.quiet_until.max(Some(until));
    }

    const fn pass(&self, probe: bool) -> Pass<'_> {
        Pass { breaker: self, probe }
    }
}

impl Pass<'_> {
    /// The partner works.
    pub fn succeeded(self) {
        let mut state = self.breaker.state.lock();
        // A late answer to a call from before does not close an open breaker: the probe decides.
        if self.probe || state.open_until.is_none() {
            state.streak = 0;
            state.open_until = None;
        }
    }

    /// The partner does not work.
    pub fn failed(self, now: Instant) {
        let mut state = self.breaker.state.lock();
        state.streak = state.streak.saturating_add(1);
        let opens = state.open_until.is_none() && state.streak >= self.breaker.failures;
        if self.probe || opens {
            state.open_until = Some(now + self.breaker.open);
        }
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        if self.probe {
            self.breaker.state.lock().probing = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPEN: Duration = Duration::from_secs(10);

    fn opened(now: Instant) -> Breaker {
        let breaker = Breaker::new(3, OPEN);
        for _ in 0..3 {
            breaker.enter(now).ok().unwrap().failed(now);
        }
        breaker
    }

    #[test]
    fn opens_after_failures_in_a_row_and_not_before() {
        let now = Instant::now();
        let breaker = Breaker::new(3, OPEN);
        for _ in 0..5 {
            breaker.enter(now).ok().unwrap().failed(now);
            breaker.enter(now).ok().unwrap().failed(now);
            breaker.enter(now).ok().unwrap().succeeded();
        }
        assert!(breaker.enter(now).is_ok());
        assert_eq!(opened(now).enter(now).err(), Some(OPEN));
    }

    #[test]
    fn half_open_lets_one_probe_through_and_its_verdict_counts() {
        let now = Instant::now();
        let breaker = opened(now);
        let later = now + OPEN;
        let probe = breaker.enter(later).ok().unwrap();
        assert!(breaker.enter(later).is_err());
        probe.failed(later);
        assert_eq!(breaker.enter(later).err(), Some(OPEN));
        breaker.enter(later + OPEN).ok().unwrap().succeeded();
        assert!(breaker.enter(later + OPEN).is_ok() && breaker.enter(later + OPEN).is_ok());
    }

    #[test]
    fn a_cancelled_probe_makes_room_for_the_next() {
        let now = Instant::now();
        let breaker = opened(now);
        drop(breaker.enter(now + OPEN).ok().unwrap());
        assert!(breaker.enter(now + OPEN).is_ok());
    }

    #[test]
    fn a_late_success_does_not_close_it() {
        let now = Instant::now();
        let breaker = Breaker::new(1, OPEN);
        let late = breaker.enter(now).ok().unwrap();
        breaker.enter(now).ok().unwrap().failed(now);
        late.succeeded();
        assert!(breaker.enter(now).is_err());
    }

    #[test]
    fn a_partner_that_asks_for_silence_gets_it() {
        let now = Instant::now();
        let breaker = Breaker::new(3, OPEN);
        breaker.keep_quiet(now + OPEN);
        breaker.keep_quiet(now);
        assert_eq!(breaker.enter(now).err(), Some(OPEN));
        assert!(breaker.enter(now + OPEN).is_ok());
    }
}
