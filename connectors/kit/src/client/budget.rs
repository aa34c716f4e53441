use parking_lot::Mutex;

/// One retry costs as much as a hundred questions at one percent bring in.
const RETRY: u32 = 100;
/// Saved at most: ten retries, so that a quiet day does not pay for a storm.
const MOST: u32 = 10 * RETRY;

/// Retries are at most some percent of the questions: a partner in trouble is not asked twice as much.
pub(super) struct Budget {
    percent: u32,
    saved: Mutex<u32>,
}

impl Budget {
    /// A budget that begins with one retry, unless it allows none.
    pub(super) const fn new(percent: u32) -> Self {
        let first = if percent == 0 { 0 } else { RETRY };
        Self { percent, saved: Mutex::new(first) }
    }

    /// A question was asked.
    pub(super) fn earn(&self) {
        let mut saved = self.saved.lock();
        *saved = (*saved + self.percent).min(MOST);
    }

    /// Whether there may be one more retry.
    pub(super) fn spend(&self) -> bool {
        let mut saved = self.saved.lock();
        let enough = *saved >= RETRY;
        if enough {
            *saved -= RETRY;
        }
        enough
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenth_of_the_questions_may_be_asked_again() {
        let budget = Budget::new(10);
        let retries = (0..200)
            .filter(|_| {
                budget.earn();
                budget.spend()
            })
            .count();
        assert_eq!(retries, 21);
    }

    #[test]
    fn savings_are_bounded_and_none_means_none() {
        let budget = Budget::new(100);
        (0..500).for_each(|_| budget.earn());
        assert_eq!((0..500).filter(|_| budget.spend()).count(), 10);
        let none = Budget::new(0);
        none.earn();
        assert!(!none.spend());
    }
}
