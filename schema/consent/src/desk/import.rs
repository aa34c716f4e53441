//! Directives that an operator carries into the gateway or out of it, as FHIR Consents: the log first, as everywhere.

use std::collections::HashSet;

use accord_model::{OrganisationId, Purpose, SourceDirective, SourceScope, SubjectId};
use jiff::Timestamp;
use uuid::Uuid;

use super::{Desk, PolicyFault};
use crate::{Audience, Directive, Effect, Given, PolicyWrite, RecordScope, Request};

impl Desk {
    /// Every directive on any handle of this person, the withdrawn ones too, for an export. The log comes first; where it
    /// cannot be written, nothing is given. `owner` holds the record that the person was named by.
    pub async fn carry_out(
        &self,
        subject: SubjectId,
        owner: OrganisationId,
        at: Timestamp,
    ) -> Result<Vec<Directive>, PolicyFault> {
        let entries: Vec<_> = self.linked(subject, owner, at).into_iter().collect();
        self.ledger.append(&carried(owner, "CONSENT_EXPORTED", at), &entries).await?;
        let policy = self.policy.read();
        let mut all: Vec<Directive> = policy.directives_of(&policy.person(subject)).into_iter().cloned().collect();
        drop(policy);
        // A bar is a record's mark, and nobody's word.
        all.retain(|one| one.effect != Effect::Bar);
        all.sort_by_key(|one| (one.recorded_at, one.id));
        Ok(all)
    }

    /// What somebody said elsewhere, as a directive that this organisation writes down. The same words of the same person
    /// are the same directive, however often they are brought, and whoever wrote them down before: a copy would outlive what she
    /// takes back, and an old file would revive what she took back.
    ///
    /// # Errors
    /// As [`Desk::record_consent`]: no category, an empty period, or an organisation that is no member.
    pub fn brought(
        &self,
        organisation: OrganisationId,
        subject: SubjectId,
        said: &SourceDirective,
        given: Given,
        at: Timestamp,
    ) -> Result<Directive, PolicyFault> {
        let records = match &said.records {
            SourceScope::Row | SourceScope::Holder => RecordScope::Owner(organisation),
            SourceScope::Of(records) => records.clone(),
        };
        let start = said.start.unwrap_or(Timestamp::UNIX_EPOCH);
        self.sayable(organisation, said, &records, start)?;
        let SourceDirective { permit, to, purpose, categories, action, end, firm, .. } = said;
        let scope = match &records {
            RecordScope::Record(record) => format!("{record:?} {:?}", record.local.as_str()),
            RecordScope::All | RecordScope::Owner(_) => format!("{records:?}"),
        };
        let words =
            format!("{permit} {to:?} {purpose:?} {:#x} {action:?} {scope} {start} {end:?} {firm}", categories.bits());
        let new = Directive {
            id: self.keys.named(&format!("brought {organisation} {} {words}", subject.0)),
            subject,
            effect: if *permit { Effect::Permit } else { Effect::Deny },
            to: *to,
            purpose: *purpose,
            categories: *categories,
            action: *action,
            records,
            start,
            end: *end,
            firm: *firm,
            given,
            recorded_by: organisation,
            recorded_at: at,
            withdrawn_at: None,
            lapsed: false,
        };
        let policy = self.policy.read();
        // Withdrawn or not, in whatever order: of two copies the one that is withdrawn counts.
        let known = policy.directives_of(&[subject]).into_iter().filter(|one| one.is_word_of(&new));
        Ok(known.max_by_key(|one| one.withdrawn_at).cloned().unwrap_or(new))
    }

    fn sayable(
        &self,
        organisation: OrganisationId,
        said: &SourceDirective,
        records: &RecordScope,
        start: Timestamp,
    ) -> Result<(), PolicyFault> {
        let named = [
            match said.to {
                Audience::Organisation(id) => Some(id),
                Audience::Anyone | Audience::Kind(_) => None,
            },
            match records {
                RecordScope::Owner(id) => Some(*id),
                RecordScope::All | RecordScope::Record(_) => None,
            },
            Some(organisation),
        ];
        if said.categories.is_empty() {
            return Err(PolicyFault::NoCategory);
        }
        if said.end.is_some_and(|end| end <= start) {
            return Err(PolicyFault::EmptyPeriod);
        }
        if named.into_iter().flatten().any(|id| self.organisations.get(id).is_none()) {
            return Err(PolicyFault::UnknownOrganisation);
        }
        Ok(())
    }

    /// Whether a directive of this id is written down here, and says something else than this, or of somebody else.
    pub fn contradicts(&self, id: Uuid, said: &[Directive]) -> bool {
        let policy = self.policy.read();
        policy.directive(id).is_some_and(|known| said.iter().any(|one| !known.is_word_of(one)))
    }

    /// Whether this very directive is written down already, in force or withdrawn.
    pub fn has(&self, directive: &Directive) -> bool {
        self.policy.read().directive(directive.id).is_some()
    }

    /// Writes down what was brought, once. What is known stays as it is: also withdrawn.
    pub async fn carry_in(
        &self,
        organisation: OrganisationId,
        all: Vec<Directive>,
        at: Timestamp,
    ) -> Result<(), PolicyFault> {
        let mut seen = HashSet::new();
        let all: Vec<Directive> = all.into_iter().filter(|one| !self.has(one) && seen.insert(one.id)).collect();
        let mut subjects: Vec<SubjectId> = all.iter().map(|one| one.subject).collect();
        subjects.sort_unstable();
        subjects.dedup();
        let entries: Vec<_> = subjects.into_iter().filter_map(|one| self.linked(one, organisation, at)).collect();
        self.ledger.append(&carried(organisation, "CONSENT_IMPORTED", at), &entries).await?;
        let writes: Vec<PolicyWrite> = all.into_iter().map(PolicyWrite::Record).collect();
        self.directives.write(&writes).await?;
        Ok(self.refresh().await?)
    }
}

fn carried(organisation: OrganisationId, activity: &str, at: Timestamp) -> Request {
    Request::of_operator(organisation, Purpose::SubjectAccess, activity, at)
}
