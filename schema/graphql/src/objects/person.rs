use accord_model as model;
use async_graphql::SimpleObject;

/// A person's name.
#[derive(SimpleObject, Clone)]
pub(crate) struct HumanName {
    /// Family name.
    family: String,
    /// Given names, in order.
    given: Vec<String>,
    /// As one would write it.
    text: String,
}

impl From<&model::HumanName> for HumanName {
    fn from(name: &model::HumanName) -> Self {
        let mut parts = name.given.clone();
        parts.push(name.family.clone());
        Self { family: name.family.clone(), given: name.given.clone(), text: parts.join(" ").trim().to_owned() }
    }
}

/// An NHS number.
#[derive(SimpleObject)]
pub(crate) struct NhsNumber {
    /// Ten digits.
    value: String,
    /// Present and verified (status 01).
    verified: bool,
    /// Whether the check digit holds.
    valid: bool,
}

impl From<&model::NhsNumber> for NhsNumber {
    fn from(number: &model::NhsNumber) -> Self {
        Self { value: number.digits.clone(), verified: number.verified, valid: number.valid }
    }
}

/// Ways to reach a person.
#[derive(SimpleObject)]
pub(crate) struct ContactDetails {
    /// Telephone numbers.
    phones: Vec<String>,
    /// Email addresses.
    emails: Vec<String>,
}

impl From<&model::ContactDetails> for ContactDetails {
    fn from(contact: &model::ContactDetails) -> Self {
        Self { phones: contact.phones.clone(), emails: contact.emails.clone() }
    }
}

/// A postal address or a place.
#[derive(SimpleObject)]
pub(crate) struct Address {
    /// Street lines.
    lines: Vec<String>,
    /// Postcode.
    postcode: Option<String>,
    /// Ward.
    ward: Option<String>,
    /// Local authority district, as a short name.
    district: Option<String>,
}

impl From<&model::Address> for Address {
    fn from(address: &model::Address) -> Self {
        Self {
            lines: address.lines.clone(),
            postcode: address.postcode.clone(),
            ward: address.ward.clone(),
            district: address.district.map(|d| d.to_string()),
        }
    }
}

/// A word of the unified vocabulary.
#[derive(SimpleObject)]
pub(crate) struct CodedTerm {
    /// The vocabulary.
    system: String,
    /// The code.
    code: String,
    /// What a reader sees.
    text: String,
}

impl From<&model::CodedTerm> for CodedTerm {
    fn from(term: &model::CodedTerm) -> Self {
        Self { system: term.system.clone(), code: term.code.clone(), text: term.text.clone() }
    }
}

/// How a person may be reached without harm.
#[derive(SimpleObject)]
pub(crate) struct SafeContactRule {
    /// Do not telephone.
    do_not_call: bool,
    /// Leave no message.
    leave_no_message: bool,
    /// Other words of the person.
    note: Option<String>,
}

impl From<&model::SafeContact> for SafeContactRule {
    fn from(rule: &model::SafeContact) -> Self {
        Self { do_not_call: rule.do_not_call, leave_no_message: rule.leave_no_message, note: rule.note.clone() }
    }
}
