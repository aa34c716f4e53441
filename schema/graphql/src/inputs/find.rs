use accord_consent::{Identifier, Sought};
use async_graphql::{Enum, InputObject, Result};

use crate::errors::failed;

/// How the person is present.
#[derive(Enum, Copy, Clone, Debug, Eq, PartialEq)]
pub(crate) enum Presence {
    /// In the room.
    InPerson,
    /// On the telephone.
    OnPhone,
    /// On a video call.
    OnVideo,
}

impl Presence {
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::InPerson => "IN_PERSON",
            Self::OnPhone => "ON_PHONE",
            Self::OnVideo => "ON_VIDEO",
        }
    }
}

/// What a person can be looked up by.
#[derive(Enum, Copy, Clone, Debug, Eq, PartialEq)]
#[graphql(remote = "accord_consent::Identifier")]
pub(crate) enum IdentifierField {
    /// Family name.
    Family,
    /// Given name.
    Given,
    /// Date of birth.
    DateOfBirth,
    /// Postcode.
    Postcode,
    /// NHS number.
    NhsNumber,
}

/// At least two identifiers, never wildcards. The person is present; every find is logged with its reason.
#[derive(InputObject)]
pub(crate) struct FindVictimInput {
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
    /// How the person is present.
    pub(crate) presence: Presence,
    /// Why you look for her; 10 to 500 characters. Sealed in the log, for the privacy officer.
    pub(crate) reason: String,
}

impl FindVictimInput {
    /// What is known of the person.
    ///
    /// # Errors
    /// `INVALID_INPUT` for wildcards, a date that cannot be read, or a reason of the wrong length.
    pub(crate) fn sought(&self) -> Result<Sought> {
        if !(10..=500).contains(&self.reason.trim().chars().count()) {
            return Err(failed("INVALID_INPUT", "`reason` has 10 to 500 characters."));
        }
        described(&Described {
            family: &self.family,
            given: self.given.as_ref(),
            date_of_birth: self.date_of_birth.as_deref(),
            postcode: self.postcode.as_ref(),
            nhs_number: self.nhs_number.as_ref(),
        })
    }
}

/// Somebody as she is described.
pub(super) struct Described<'a> {
    pub(super) family: &'a String,
    pub(super) given: Option<&'a String>,
    pub(super) date_of_birth: Option<&'a str>,
    pub(super) postcode: Option<&'a String>,
    pub(super) nhs_number: Option<&'a String>,
}

/// What is known of the person.
///
/// # Errors
/// `WILDCARD`; `INVALID_INPUT` for what is too long, or a date that cannot be read.
pub(super) fn described(from: &Described<'_>) -> Result<Sought> {
    let texts = [Some(from.family), from.given, from.postcode, from.nhs_number];
    let wild = |text: &String| text.chars().any(|c| "*?%_[]".contains(c) || c.is_control());
    if texts.into_iter().flatten().any(wild) {
        return Err(failed("WILDCARD", "Wildcards are not allowed in an identifier."));
    }
    if texts.into_iter().flatten().any(|text| text.len() > 200) {
        return Err(failed("INVALID_INPUT", "An identifier has 200 bytes at most."));
    }
    let date = from.date_of_birth.map(str::parse::<jiff::civil::Date>).transpose();
    Ok(Sought {
        family: from.family.clone(),
        given: from.given.cloned(),
        date_of_birth: date.map_err(|_| failed("INVALID_INPUT", "`dateOfBirth` is ISO 8601: 1987-03-05."))?,
        postcode: from.postcode.cloned(),
        nhs_number: from.nhs_number.cloned(),
    })
}

/// The mirror of an identifier.
impl IdentifierField {
    pub(crate) fn all(of: Vec<Identifier>) -> Vec<Self> {
        of.into_iter().map(Into::into).collect()
    }
}
