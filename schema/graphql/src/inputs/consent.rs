use accord_consent::{Audience, ConsentDraft, Effect, Given, RecordScope};
use accord_model::CategorySet;
use async_graphql::{ID, InputObject, Result};
use jiff::Timestamp;

use super::rights::key;
use crate::codes::{Action, Category, OrganisationKind, Purpose};
use crate::errors::failed;
use crate::objects::ConsentEffect;

/// How a consent was given (UK GDPR Art 7(1)).
#[derive(InputObject)]
pub(crate) struct GivenInput {
    /// Who said it: SELF, PARENT, ATTORNEY.
    by: String,
    /// How: `IN_PERSON`, `ON_PHONE`, `IN_WRITING`.
    method: String,
    /// Version of the words that were read out.
    wording_version: String,
    /// Language they were read out in, BCP 47.
    language: String,
}

/// What a person says about sharing.
#[derive(InputObject)]
pub(crate) struct RecordConsentInput {
    /// The person, by your id.
    pub(crate) victim: ID,
    /// The same key with the same content is written once.
    pub(crate) idempotency_key: String,
    /// Permit or deny.
    effect: ConsentEffect,
    /// To one organisation, by its short name. Without it and without a kind: to everybody.
    organisation: Option<ID>,
    /// To every organisation of a kind.
    organisation_kind: Option<OrganisationKind>,
    /// For one purpose, or for every one.
    purpose: Option<Purpose>,
    /// What. Gender history must be named.
    categories: Vec<Category>,
    /// To do one thing, or anything.
    action: Option<Action>,
    /// On the records of one organisation, by its short name, or on all.
    records_of: Option<ID>,
    /// Until before this instant, RFC 3339.
    until: Option<String>,
    /// How it was given.
    given: GivenInput,
}

impl RecordConsentInput {
    /// The draft in the core's words.
    ///
    /// # Errors
    /// `INVALID_INPUT` for what cannot be read.
    pub(crate) fn draft(&self) -> Result<ConsentDraft> {
        let to = match (&self.organisation, self.organisation_kind) {
            (Some(_), Some(_)) => {
                return Err(failed("INVALID_INPUT", "Name `organisation` or `organisationKind`, not both."));
            }
            (Some(id), None) => Audience::Organisation(member(id, "`organisation` is a member's short name.")?),
            (None, Some(kind)) => Audience::Kind(kind.into()),
            (None, None) => Audience::Anyone,
        };
        let records = match &self.records_of {
            Some(id) => RecordScope::Owner(member(id, "`recordsOf` is a member's short name.")?),
            None => RecordScope::All,
        };
        key(&self.idempotency_key)?;
        let effect: Effect = self.effect.into();
        Ok(ConsentDraft {
            effect,
            to,
            purpose: self.purpose.map(Into::into),
            categories: self.categories.iter().map(|c| accord_model::Category::from(*c)).collect::<CategorySet>(),
            action: self.action.map(Into::into),
            records,
            end: self.until.as_deref().map(until).transpose()?,
            given: self.given.checked()?,
        })
    }
}

impl RecordConsentInput {
    /// The field that names an organisation which is no member.
    pub(crate) fn unknown(&self, is_member: impl Fn(accord_model::OrganisationId) -> bool) -> &'static str {
        let to = self.organisation.as_ref().and_then(|id| id.parse().ok());
        if to.is_none_or(is_member) { "recordsOf" } else { "organisation" }
    }
}

impl GivenInput {
    fn checked(&self) -> Result<Given> {
        let listed = |value: &str, allowed: &[&str]| allowed.contains(&value);
        if !listed(&self.by, &["SELF", "PARENT", "ATTORNEY"]) {
            return Err(failed("INVALID_INPUT", "`given.by` is SELF, PARENT or ATTORNEY."));
        }
        if !listed(&self.method, &["IN_PERSON", "ON_PHONE", "IN_WRITING"]) {
            return Err(failed("INVALID_INPUT", "`given.method` is IN_PERSON, ON_PHONE or IN_WRITING."));
        }
        if [&self.wording_version, &self.language].into_iter().any(|text| text.is_empty() || text.len() > 50) {
            return Err(failed("INVALID_INPUT", "`given.wordingVersion` and `given.language` have 1 to 50 bytes."));
        }
        Ok(Given {
            by: self.by.clone(),
            method: self.method.clone(),
            wording_version: self.wording_version.clone(),
            language: self.language.clone(),
        })
    }
}

pub(super) fn member(id: &ID, wrong: &'static str) -> Result<accord_model::OrganisationId> {
    id.parse().map_err(|_| failed("INVALID_INPUT", wrong))
}

pub(super) fn until(text: &str) -> Result<Timestamp> {
    text.parse().map_err(|_| failed("INVALID_INPUT", "`until` is an instant of RFC 3339: 2026-11-21T09:30:00Z."))
}

/// Taking a consent back needs its id, and nothing else that giving it did not.
#[derive(InputObject)]
pub(crate) struct WithdrawConsentInput {
    /// The directive.
    pub(crate) directive: ID,
    /// The same key is done once.
    pub(crate) idempotency_key: String,
}
