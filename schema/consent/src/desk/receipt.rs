//! Receipts of directives: given out, and entered again after a restore.

use accord_model::{OrganisationId, Purpose, RecordType, SubjectId};
use jiff::Timestamp;
use jsonwebtoken::jwk::JwkSet;
use uuid::Uuid;

use super::{Desk, PolicyFault};
use crate::{Directive, Effect, PolicyWrite, Receipt, ReceiptFault, Request, Viewer};

/// What a receipt changed in this database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replayed {
    /// The database had it already.
    Known,
    /// A withdrawal was entered.
    Withdrawal,
    /// A refusal was entered.
    Refusal,
    /// A permit was entered.
    Permit,
    /// A permit, or that a refusal was taken back, was left out: what opens was not asked for.
    PermitLeft,
}

/// Why a receipt was not entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReplayFault {
    /// It is not believed.
    #[error(transparent)]
    Receipt(#[from] ReceiptFault),
    /// The log or the database.
    #[error(transparent)]
    Policy(#[from] PolicyFault),
}

impl Desk {
    /// The keys that receipts of this gateway are checked with.
    pub fn public_keys(&self) -> Option<JwkSet> {
        self.keys.public_keys()
    }

    /// The receipt of a directive that the viewer may read, as it stands: the same directive in the same state has the same
    /// receipt. Nothing for what a partner's own record says.
    pub fn receipt(&self, viewer: &Viewer, directive: &Directive) -> Option<String> {
        let receipt_id = self.directive_id(viewer, directive.id).0;
        let principal = self.id(viewer, RecordType::Victim, directive.subject.0).0;
        let ids = (viewer.organisation(), receipt_id, principal);
        Receipt::of(directive, ids, &self.organisations)?.signed(&self.keys)
    }

    /// What a receipt of this gateway's own says.
    ///
    /// # Errors
    /// Where it is not believed.
    pub fn read_receipt(&self, text: &str) -> Result<Receipt, ReceiptFault> {
        Receipt::verify(text, &self.public_keys().ok_or(ReceiptFault::Key)?)
    }

    /// Enters what a receipt says and the database does not have: after a restore, what
    /// shuts always, what opens where `permits` says so. A word that was taken back stays taken back.
    ///
    /// # Errors
    /// Where the receipt is not believed, or the log or the database is not available.
    pub async fn replay_receipt(&self, text: &str, permits: bool, at: Timestamp) -> Result<Replayed, ReplayFault> {
        let receipt = self.read_receipt(text)?;
        let audience = receipt.accord.audience()?;
        let id = self.directive_behind(audience, &receipt.receipt_id).ok_or(ReceiptFault::Foreign)?;
        let subject = self.person_behind(audience, &receipt.pii_principal_id).ok_or(ReceiptFault::Foreign)?;
        let said = receipt.accord.directive(id, subject)?;
        let known = self.policy.read().directive(id).cloned();
        let (write, done) = match (known, said.withdrawn_at) {
            (Some(known), Some(withdrawn)) if known.withdrawn_at.is_none() => {
                // A refusal that was taken back opens something: it is no less than a permit.
                if known.effect == Effect::Deny && !permits {
                    return Ok(Replayed::PermitLeft);
                }
                (PolicyWrite::Withdraw(id, withdrawn), Replayed::Withdrawal)
            }
            (Some(_), _) => return Ok(Replayed::Known),
            (None, Some(_)) => (PolicyWrite::Record(said), Replayed::Withdrawal),
            (None, None) if said.effect == Effect::Deny => (PolicyWrite::Record(said), Replayed::Refusal),
            (None, None) if permits => (PolicyWrite::Record(said), Replayed::Permit),
            (None, None) => return Ok(Replayed::PermitLeft),
        };
        self.note_replay(audience, done, at).await?;
        self.directives.write(&[write]).await.map_err(PolicyFault::from)?;
        self.refresh().await.map_err(PolicyFault::from)?;
        Ok(done)
    }

    fn directive_behind(&self, audience: OrganisationId, id: &str) -> Option<Uuid> {
        Uuid::from_slice(&self.keys.unwrap(audience, "directive", id)?).ok()
    }

    fn person_behind(&self, audience: OrganisationId, id: &str) -> Option<SubjectId> {
        let (kind, handle) = self.handle_behind(audience, id)?;
        (kind == RecordType::Victim).then_some(SubjectId(handle))
    }

    async fn note_replay(&self, audience: OrganisationId, done: Replayed, at: Timestamp) -> Result<(), PolicyFault> {
        let activity = match done {
            Replayed::Permit => "RECEIPT_REPLAYED PERMIT",
            Replayed::Refusal => "RECEIPT_REPLAYED REFUSAL",
            _ => "RECEIPT_REPLAYED WITHDRAWAL",
        };
        let request = Request::of_operator(audience, Purpose::SubjectAccess, activity, at);
        Ok(self.ledger.append(&request, &[]).await.map(drop)?)
    }
}
