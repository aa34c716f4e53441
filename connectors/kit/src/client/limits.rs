use std::time::Duration;

use serde::Deserialize;

use crate::ConnectError;

/// How hard one partner may be leaned on, and how long it is waited for. Every key has a default.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Records in one call, at most; never more than the protocol allows. Default 100.
    pub cap: usize,
    /// Milliseconds that one question may take with all its attempts. Default 1,800; keep it below the house's
    /// patience, or a slow chunk takes the finished ones with it.
    pub patience_ms: u64,
    /// Milliseconds that one attempt may take. Default 800, so that a silent first attempt leaves room for a second.
    pub attempt_timeout_ms: u64,
    /// Milliseconds that one question of sync may take; nobody waits for it. Default 30,000. An attempt of it may take
    /// a third.
    pub sync_patience_ms: u64,
    /// Retries in a hundred questions, at most. Default 10.
    pub retry_budget_percent: u32,
    /// When to leave the partner alone.
    pub breaker: BreakerLimits,
    /// Calls at the same time, at most. Default 8.
    pub bulkhead: usize,
    /// Bytes of one answer, at most. Default 8 MiB.
    pub max_body_bytes: usize,
    /// Milliseconds that an answer's bytes may be reused, sealed. Default 15,000; 0 keeps none.
    pub cache_ttl_ms: u64,
}

/// Who waits for the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// A viewer: `patience_ms`.
    Viewer,
    /// Nobody: sync, `sync_patience_ms`.
    Sync,
}

/// When the breaker opens, and for how long.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BreakerLimits {
    /// Failures in a row that open it: 5xx, 429, silence, bad bodies. Default 5.
    pub failures: u32,
    /// Milliseconds until one call may try again. Default 10,000.
    pub open_ms: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            cap: 100,
            patience_ms: 1_800,
            attempt_timeout_ms: 800,
            sync_patience_ms: 30_000,
            retry_budget_percent: 10,
            breaker: BreakerLimits::default(),
            bulkhead: 8,
            max_body_bytes: 8 << 20,
            cache_ttl_ms: 15_000,
        }
    }
}

impl Default for BreakerLimits {
    fn default() -> Self {
        Self { failures: 5, open_ms: 10_000 }
    }
}

impl Limits {
    /// How long a question may take, and how long one attempt of it.
    pub(super) const fn times(&self, pace: Pace) -> (Duration, Duration) {
        let (whole, attempt) = match pace {
            Pace::Viewer => (self.patience_ms, self.attempt_timeout_ms),
            Pace::Sync => (self.sync_patience_ms, self.sync_patience_ms / 3),
        };
        (Duration::from_millis(whole), Duration::from_millis(attempt))
    }

    /// Refuses what cannot work. `cap` is what the partner's protocol allows in one call.
    pub fn check(&self, cap: usize) -> Result<(), ConnectError> {
        let refuse = |key, reason: String| Err(ConnectError::Key { key, reason });
        if self.cap == 0 || self.cap > cap {
            return refuse("limits.cap", format!("1 to {cap} is allowed"));
        }
        if self.attempt_timeout_ms == 0 || self.attempt_timeout_ms > self.patience_ms {
            return refuse(
                "limits.attempt_timeout_ms",
                format!("1 to limits.patience_ms, {}, is allowed", self.patience_ms),
            );
        }
        if self.sync_patience_ms < 3 {
            return refuse("limits.sync_patience_ms", "3 and more is allowed".into());
        }
        if self.retry_budget_percent > 100 {
            return refuse("limits.retry_budget_percent", "0 to 100 is allowed".into());
        }
        if self.bulkhead == 0 || self.breaker.failures == 0 || self.max_body_bytes == 0 {
            return refuse("limits", "bulkhead, breaker.failures and max_body_bytes begin at 1".into());
        }
        Ok(())
    }
}
