//! A rate limit over the last second, by the real clock.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// Counts the requests of the last second.
#[derive(Debug)]
pub(crate) struct Throttle {
    limit: Option<usize>,
    recent: VecDeque<Instant>,
}

impl Throttle {
    /// So many requests a second; any number for none.
    pub(crate) const fn new(limit: Option<usize>) -> Self {
        Self { limit, recent: VecDeque::new() }
    }

    /// True where one more request is one too many.
    pub(crate) fn exceeded(&mut self) -> bool {
        let Some(limit) = self.limit else { return false };
        let now = Instant::now();
        while self.recent.front().is_some_and(|then| now.duration_since(*then) >= Duration::from_secs(1)) {
            self.recent.pop_front();
        }
        if self.recent.len() >= limit {
            return true;
        }
        self.recent.push_back(now);
        false
    }
}
