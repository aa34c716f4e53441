use accord_consent::{RequestDraft, RequestWords};
use accord_federation::{Endangered, Session};
use accord_model::{CategorySet, RecordType, SubjectId};
use async_graphql::{ID, InputObject, Result};

use super::consent::{member, until};
use super::find::{self, Described};
use crate::codes::Category;
use crate::errors::{self, failed};

/// Somebody in danger, by two identifiers at least. Never wildcards.
#[derive(InputObject)]
pub(crate) struct EndangeredInput {
    /// Family name.
    family: String,
    /// Given name.
    given: Option<String>,
    /// Date of birth, ISO 8601.
    date_of_birth: Option<String>,
    /// Postcode.
    postcode: Option<String>,
    /// NHS number.
    nhs_number: Option<String>,
}

/// Emergency access to one person's records for 60 minutes. Somebody is told at once, and reviews it.
#[derive(InputObject)]
pub(crate) struct BreakGlassInput {
    /// The person, by your id. Either this or `person`.
    victim: Option<ID>,
    /// The person, by two identifiers at least.
    person: Option<EndangeredInput>,
    /// Why; 20 to 2,000 characters. Sealed, for whoever reviews it.
    pub(crate) reason: String,
    /// The same key with the same reason is one access.
    idempotency_key: String,
}

impl BreakGlassInput {
    /// Whom it is about.
    ///
    /// # Errors
    /// `INVALID_INPUT`, `INVALID_ID`, `WILDCARD`.
    pub(crate) fn whom(&self, session: &Session) -> Result<Endangered> {
        match (&self.victim, &self.person) {
            (Some(id), None) => match session.resolve(id) {
                Some((RecordType::Victim, handle)) => Ok(Endangered::Known(SubjectId(handle))),
                _ => Err(errors::invalid_id()),
            },
            (None, Some(person)) => Ok(Endangered::Described(find::described(&Described {
                family: &person.family,
                given: person.given.as_ref(),
                date_of_birth: person.date_of_birth.as_deref(),
                postcode: person.postcode.as_ref(),
                nhs_number: person.nhs_number.as_ref(),
            })?)),
            _ => Err(failed("INVALID_INPUT", "Name the person by `victim` or by `person`, one of the two.")),
        }
    }

    pub(crate) fn key(&self) -> Result<&str> {
        key(&self.idempotency_key)
    }
}

/// What came of a review.
#[derive(InputObject)]
pub(crate) struct ReviewEmergencyInput {
    /// The access.
    pub(crate) access: ID,
    /// Whether it was an emergency. Where it was not, it ends at once, and its user's right rests.
    pub(crate) justified: bool,
    /// The same key is done once.
    idempotency_key: String,
}

impl ReviewEmergencyInput {
    pub(crate) fn key(&self) -> Result<&str> {
        key(&self.idempotency_key)
    }
}

/// A victim information request (Victims and Prisoners Act 2024 s.28). Each text has 20 to 2,000 characters.
#[derive(InputObject)]
pub(crate) struct RequestInformationInput {
    /// The person, by your id.
    pub(crate) victim: ID,
    /// Whose records, by the organisation's short name.
    organisation: ID,
    /// Which kinds of data.
    categories: Vec<Category>,
    /// The reasonable line of enquiry.
    line_of_enquiry: String,
    /// Why the information is needed for it.
    necessity: String,
    /// Why it is not more than is needed, and could not be had in a less intrusive way.
    proportionality: String,
    /// Whether the victim was given notice.
    notice_given: bool,
    /// Why not, where she was not.
    no_notice_because: Option<String>,
    /// Why counselling information would have substantial probative value. Needed for COUNSELLING.
    substantial_probative_value: Option<String>,
    /// Until before this instant, RFC 3339; four weeks at most.
    until: Option<String>,
    /// The same key with the same words is one request.
    idempotency_key: String,
}

impl RequestInformationInput {
    /// The draft in the core's words.
    ///
    /// # Errors
    /// `INVALID_INPUT` for what cannot be read.
    pub(crate) fn draft(&self) -> Result<RequestDraft> {
        Ok(RequestDraft {
            owner: member(&self.organisation, "`organisation` is a member's short name.")?,
            categories: self.categories.iter().map(|c| accord_model::Category::from(*c)).collect::<CategorySet>(),
            until: self.until.as_deref().map(until).transpose()?,
            words: RequestWords {
                line_of_enquiry: self.line_of_enquiry.clone(),
                necessity: self.necessity.clone(),
                proportionality: self.proportionality.clone(),
                notice_given: self.notice_given,
                no_notice_because: self.no_notice_because.clone(),
                substantial_probative_value: self.substantial_probative_value.clone(),
            },
        })
    }

    pub(crate) fn key(&self) -> Result<&str> {
        key(&self.idempotency_key)
    }
}

/// What the second person says of a request.
#[derive(InputObject)]
pub(crate) struct AnswerRequestInput {
    /// The request.
    pub(crate) request: ID,
    /// Whether it may be made.
    pub(crate) approve: bool,
    /// The same key is done once.
    idempotency_key: String,
}

impl AnswerRequestInput {
    pub(crate) fn key(&self) -> Result<&str> {
        key(&self.idempotency_key)
    }
}

fn key(key: &str) -> Result<&str> {
    if key.is_empty() || key.len() > 100 {
        return Err(failed("INVALID_INPUT", "`idempotencyKey` has 1 to 100 bytes."));
    }
    Ok(key)
}
