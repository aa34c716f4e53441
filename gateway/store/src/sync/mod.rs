//! What sync writes: a page of a partner's changes and the cursor after it, in one transaction.

mod batch;
mod facts;
mod progress;
mod quotes;
mod referred;
mod source;
mod status;
mod tally;
mod unmapped;

use accord_consent::{StandingOrder, StoreFault};
use accord_federation::{ChangeCursor, Note};
use accord_model::{PartnerId, RecordRef, SubjectId};
use jiff::Timestamp;
use uuid::Uuid;

pub use batch::{Applied, Batch, Taken};
pub use status::PartnerStatus;
pub use tally::Tally;
pub use unmapped::UnmappedCount;

use crate::open::Db;
use crate::policy::PolicyChange;
use crate::{StoreError, features, lock, propose};
use batch::Page;

/// What sync writes, and how far it has come.
#[derive(Clone)]
pub struct SyncStore(pub(crate) Db);

impl SyncStore {
    /// Where the partner's feed was left.
    pub async fn cursor(&self, partner: PartnerId) -> Result<Option<ChangeCursor>, StoreFault> {
        Ok(progress::cursor(&self.0.read, partner).await?)
    }

    /// Writes a page of changes and the cursor after it, all or nothing. The same page a second time changes nothing.
    pub async fn apply(
        &self,
        order: &StandingOrder,
        batch: Batch,
        next: &ChangeCursor,
        at: Timestamp,
    ) -> Result<Applied, StoreError> {
        self.write(order, None, batch, next, at).await
    }

    /// As [`SyncStore::apply`], for a page that was read from this cursor. Where another sync of the partner has gone on
    /// meanwhile, nothing is written and the error is [`StoreError::CursorMoved`]: an older page over a newer one would
    /// take back what the newer one said of consent, until it comes again.
    pub async fn apply_after(
        &self,
        order: &StandingOrder,
        since: Option<&ChangeCursor>,
        batch: Batch,
        next: &ChangeCursor,
        at: Timestamp,
    ) -> Result<Applied, StoreError> {
        self.write(order, Some(since), batch, next, at).await
    }

    async fn write(
        &self,
        order: &StandingOrder,
        since: Option<Option<&ChangeCursor>>,
        batch: Batch,
        next: &ChangeCursor,
        at: Timestamp,
    ) -> Result<Applied, StoreError> {
        let partner = order.partner();
        let page = Page::of(partner, batch)?;
        let transaction = self.0.begin().await?;
        lock::take(&transaction, lock::SYNC).await?;
        if let Some(since) = since
            && progress::cursor(&transaction, partner).await?.as_ref() != since
        {
            return Err(StoreError::CursorMoved);
        }
        let mut applied = page.counts();
        let place = facts::places(&transaction, &page).await?;
        let mut change =
            PolicyChange { tightens: facts::narrows(&transaction, &page, &place).await?, ..PolicyChange::default() };
        facts::write(&transaction, &page, &place).await?;
        quotes::link(&transaction, &page, &place).await?;
        unmapped::write(&transaction, &page, &place).await?;
        let kept = source::compare(&transaction, &page, &place.gone_people, at, &mut change).await?;
        referred::compare(&transaction, &page, &place, at, &mut change).await?;
        let mut subjects = page.people();
        // A link that a number made does not outlive the record that had it.
        subjects.extend(place.gone.iter().map(|handle| SubjectId(*handle)));
        features::write(&transaction, page.features).await?;
        let links = propose::propose(&transaction, &subjects, at).await?;
        let count = |state: &str| links.iter().filter(|link| link.state == state).count() as u64;
        (applied.proposed, applied.linked) = (count("WAITING"), count("CONFIRMED"));
        // Refusals flow over a link that waits, and permits no longer over one that is taken back.
        change.tightens |= !links.is_empty();
        change.links = links;
        applied.sequence = change.write(&transaction).await?.map(i64::cast_unsigned);
        let mut notes = page.notes;
        let place = || "refusals of a Consent that is gone, or not understood any more".to_owned();
        notes.extend((kept > 0).then(|| Note { code: "CONSENT_REFUSAL_KEPT", place: place() }));
        progress::write(&transaction, partner, next, &notes, at).await?;
        transaction.commit().await?;
        Ok(applied)
    }

    /// How far sync of a partner has come.
    pub async fn status(&self, partner: PartnerId) -> Result<PartnerStatus, StoreFault> {
        Ok(status::status(&self.0.read, partner).await?)
    }

    /// The partner's incident records in the index, by what the index knows of them.
    pub async fn tally(&self, partner: PartnerId) -> Result<Vec<Tally>, StoreFault> {
        Ok(tally::tally(&self.0.read, partner).await?)
    }

    /// The partner's words that no map has, each with the number of records that hold it; the most frequent first.
    pub async fn unmapped(&self, partner: PartnerId) -> Result<Vec<UnmappedCount>, StoreFault> {
        Ok(unmapped::counts(&self.0.read, partner).await?)
    }

    /// The person behind a partner's own identifier: of a person record the person, of an incident its victims.
    pub async fn subjects_of(&self, at: &RecordRef) -> Result<Vec<SubjectId>, StoreFault> {
        Ok(facts::subjects_at(&self.0.read, at).await?)
    }

    /// The handle of the record that lies there, where the index has it.
    pub async fn handle_of(&self, at: &RecordRef) -> Result<Option<Uuid>, StoreFault> {
        Ok(facts::handle_at(&self.0.read, at).await?)
    }

    /// Where the record of this handle lies, where the index has it.
    pub async fn place_of(&self, handle: Uuid) -> Result<Option<RecordRef>, StoreFault> {
        Ok(facts::place_of(&self.0.read, handle).await?)
    }
}
