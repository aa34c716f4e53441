//! The instant of a request, by a clock that may be turned back.

use jiff::{SignedDuration, Timestamp};

use super::Desk;
use crate::StoreFault;
use crate::policy::Policy;

/// A clock that is behind the log by no more is one of several, or was set right by its time server: time stands still.
const STANDS_STILL: SignedDuration = SignedDuration::from_secs(60);

impl Desk {
    /// Takes in the policy changes, and says at which instant a request that begins now is decided: by the gateway's clock. Where
    /// the log has a later one, the clock was turned back: what had ended by then does not begin again.
    pub async fn begin(&self, at: Timestamp) -> Result<Timestamp, StoreFault> {
        let latest = self.ends.latest().await?;
        let back = latest.duration_since(at);
        if back > STANDS_STILL {
            self.ends.turn_back(latest, at).await?;
        }
        self.refresh().await?;
        Ok(if back > STANDS_STILL { at } else { at.max(latest) })
    }

    /// Takes in the policy changes made since the last time, by this gateway or another. Called as each request begins.
    pub async fn refresh(&self) -> Result<(), StoreFault> {
        let since = self.policy.read().sequence;
        let changes = self.directives.changes_since(since).await?;
        if since > 0 && changes.sequence > since && self.ends.exclusion_ended_since(since).await? {
            return self.reload().await;
        }
        // Another request may have read further meanwhile: what it took in is newer and must stay.
        let mut policy = self.policy.write();
        if changes.sequence > policy.sequence {
            policy.apply(changes);
        }
        Ok(())
    }

    /// Reads everything anew: changes add, and one that takes an exclusion away is seldom.
    async fn reload(&self) -> Result<(), StoreFault> {
        let mut fresh = Policy::default();
        fresh.apply(self.directives.changes_since(0).await?);
        let mut policy = self.policy.write();
        if fresh.sequence > policy.sequence {
            *policy = fresh;
        }
        Ok(())
    }
}
