use crate::AreaCode;

/// A person's name, as a partner holds it.
#[derive(Clone, PartialEq, Eq)]
pub struct HumanName {
    /// Family name.
    pub family: String,
    /// Given names, in order.
    pub given: Vec<String>,
}

/// An NHS number with its verification status.
#[derive(Clone, PartialEq, Eq)]
pub struct NhsNumber {
    /// Ten digits, no spaces.
    pub digits: String,
    /// Status 01, "present and verified": only then a strong key.
    pub verified: bool,
    /// Whether the check digit holds (weights 10 to 2, modulus 11). A wrong one is kept and flagged.
    pub valid: bool,
}

impl NhsNumber {
    /// Whether two records with this number are of one person, whatever else they say: the number was traced (status 01)
    /// and its check digit holds. The check digit alone lets one random number in eleven through.
    pub const fn is_strong(&self) -> bool {
        self.verified && self.valid
    }
}

/// Ways to reach a person.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ContactDetails {
    /// Telephone numbers.
    pub phones: Vec<String>,
    /// Email addresses.
    pub emails: Vec<String>,
}

/// A postal address or a place.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Address {
    /// Street lines.
    pub lines: Vec<String>,
    /// Postcode, as written but for case and spacing.
    pub postcode: Option<String>,
    /// Ward.
    pub ward: Option<String>,
    /// Local authority district.
    pub district: Option<AreaCode>,
}

/// How a person may be reached without harm. Shown whenever the person is.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SafeContact {
    /// Do not telephone.
    pub do_not_call: bool,
    /// Leave no message.
    pub leave_no_message: bool,
    /// Other words of the person: "after six, ask for the library".
    pub note: Option<String>,
}
