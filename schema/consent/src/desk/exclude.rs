//! People whom a record names as its alleged perpetrator, by their sign-in; and the way back, where the wrong one was named.

use accord_model::{OrganisationId, Purpose, SubjectId, UserKey};
use jiff::Timestamp;
use uuid::Uuid;

use super::{Desk, PolicyFault};
use crate::{Exclusion, LogEntry, PolicyWrite, Request};

/// A record that names a person, or was said to.
pub struct NamedIn {
    /// The record's handle.
    pub record: Uuid,
    /// Who holds it.
    pub owner: OrganisationId,
    /// Whom it is about: the log names them by their pseudonyms.
    pub subjects: Vec<SubjectId>,
}

impl Desk {
    /// A record names this person, by her sign-in, as its alleged perpetrator: wherever she works, it does not exist for her.
    ///
    /// # Errors
    /// Where the database or the log is not available.
    pub async fn exclude(&self, named: &NamedIn, user: UserKey, at: Timestamp) -> Result<(), PolicyFault> {
        let exclusion = Exclusion { record: named.record, user, at };
        self.directives.write(&[PolicyWrite::Exclude(exclusion)]).await?;
        self.refresh().await?;
        self.note_exclusion(named, "EXCLUDED", at).await
    }

    /// The wrong person was named: the record exists for her again, as far as she may see it. The log comes first; where it
    /// cannot be written, nothing is ended. Whether there was such an exclusion.
    ///
    /// # Errors
    /// Where the database or the log is not available.
    pub async fn end_exclusion(&self, named: &NamedIn, user: UserKey, at: Timestamp) -> Result<bool, PolicyFault> {
        let all = self.ends.exclusions().await?;
        if !all.iter().any(|one| one.record == named.record && one.user == user) {
            return Ok(false);
        }
        self.note_exclusion(named, "EXCLUSION_ENDED", at).await?;
        let ended = self.ends.end_exclusion(named.record, user, at).await?;
        self.refresh().await?;
        Ok(ended)
    }

    /// The exclusions in force, in the order in which they were made.
    ///
    /// # Errors
    /// Where the database is not available.
    pub async fn exclusions(&self) -> Result<Vec<Exclusion>, PolicyFault> {
        Ok(self.ends.exclusions().await?)
    }

    /// An operator works at the command line: the log knows what was done, about whose record and when; not who was named.
    async fn note_exclusion(&self, named: &NamedIn, activity: &str, at: Timestamp) -> Result<(), PolicyFault> {
        let request = Request::of_operator(named.owner, Purpose::SubjectAccess, activity, at);
        let about = named.subjects.iter().filter_map(|subject| self.linked(*subject, named.owner, at));
        let entries: Vec<LogEntry> = about.collect();
        Ok(self.ledger.append(&request, &entries).await.map(drop)?)
    }
}
