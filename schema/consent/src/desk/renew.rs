use std::sync::Arc;

use super::Desk;
use crate::{AgreementError, Agreements, Renewal};

impl Desk {
    /// Puts these agreements in force, read against [`Desk::organisations`]. Whoever was answered before was answered
    /// under the old ones, and her log is durable; nothing that was decided under them leaves afterwards: see
    /// [`Desk::release`]. Where nothing differs, nothing happens.
    ///
    /// # Errors
    /// As [`Agreements::renews`]; then the old ones go on.
    pub async fn renew(&self, next: Agreements) -> Result<Renewal, AgreementError> {
        let nobody_leaves = self.leaving.write().await;
        let mut in_force = self.in_force.write();
        let renewal = next.renews(&in_force.agreements)?;
        if !renewal.is_empty() {
            in_force.agreements = Arc::new(next);
            in_force.generation += 1;
        }
        drop(in_force);
        drop(nobody_leaves);
        Ok(renewal)
    }
}
