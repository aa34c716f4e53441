use std::fmt;

use crate::axes::codes;

codes!(
    /// What is wrong with a report about a place.
    FlawCode {
        /// The form of an e-mail address.
        EmailAddress = "EMAIL_ADDRESS",
        /// The form of a telephone number.
        TelephoneNumber = "TELEPHONE_NUMBER",
        /// Ten digits or more, however they are spaced: an NHS number, or the number of a case. The check digit is not
        /// asked: a number with a slip in it still leads to somebody.
        NhsNumber = "NHS_NUMBER",
        /// The form of a National Insurance number.
        NationalInsuranceNumber = "NATIONAL_INSURANCE_NUMBER",
        /// A whole date with its year, or a number after "born": the form of a date of birth.
        DateOfBirth = "DATE_OF_BIRTH",
        /// Neither coordinates nor an address.
        PlaceMissing = "PLACE_MISSING",
        /// Coordinates that are nowhere, or 0, 0: that is how systems write "unknown".
        CoordinatesUnusable = "COORDINATES_UNUSABLE",
        /// A code with characters that no code has, or none.
        CodeUnusable = "CODE_UNUSABLE",
        /// Nothing but blanks.
        TextEmpty = "TEXT_EMPTY",
        /// Longer than is allowed.
        TextTooLong = "TEXT_TOO_LONG",
        /// Control characters, or the beginning of an HTML element.
        TextUnusable = "TEXT_UNUSABLE",
        /// Not an https address, or one with a user in it.
        AddressUnusable = "WEB_ADDRESS_UNUSABLE",
    }
);

/// One thing that is wrong with a report: a code and a place, never what stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportFlaw {
    /// What.
    pub code: FlawCode,
    /// Where: `description`, `address`, `answer to SURFACE`.
    pub place: String,
}

impl fmt::Display for ReportFlaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.code)
    }
}
