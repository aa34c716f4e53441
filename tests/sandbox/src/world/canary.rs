//! Canaries: values that must never turn up where nobody may see them.

use serde::Serialize;

/// One planted value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Canary {
    /// What to look for, letter for letter.
    pub marker: String,
    /// `text`, `email`, `date`, `nhs-number`, `postcode` or `phone`.
    pub form: &'static str,
    /// `police`, `county`, `nhs` or `council-reports`.
    pub partner: &'static str,
    /// The partner's id: an occurrence, a person, a `RefNo`, a resource.
    pub record: String,
    /// The partner's name of the field or column.
    pub field: String,
}

/// Plants canaries for one partner and remembers them.
#[derive(Clone, Debug)]
pub(crate) struct Aviary {
    partner: &'static str,
    first: usize,
    pub(crate) canaries: Vec<Canary>,
}

impl Aviary {
    /// Markers count from `first`, so that two partners never share one.
    pub(crate) const fn new(partner: &'static str, first: usize) -> Self {
        Self { partner, first, canaries: Vec::new() }
    }

    /// A marker for a text.
    pub(crate) fn mark(&mut self, record: &str, field: &str) -> String {
        let marker = format!("Zqx{:04x}Canary", self.next());
        self.keep(marker, "text", record, field)
    }

    /// An e-mail address that holds a marker.
    pub(crate) fn email(&mut self, record: &str, field: &str) -> String {
        let address = format!("zqx{:04x}canary@example.org", self.next());
        self.keep(address, "email", record, field)
    }

    /// A postcode of an area that does not exist.
    pub(crate) fn postcode(&mut self, record: &str, field: &str) -> String {
        let postcode = super::places::unique_postcode(self.next());
        self.keep(postcode, "postcode", record, field)
    }

    /// A phone number that no one else has.
    pub(crate) fn phone(&mut self, record: &str, field: &str) -> String {
        let phone = format!("07700 91{:04}", self.next());
        self.keep(phone, "phone", record, field)
    }

    /// Notes a value that is unique already.
    pub(crate) fn keep(&mut self, marker: String, form: &'static str, record: &str, field: &str) -> String {
        self.canaries.push(Canary {
            marker: marker.clone(),
            form,
            partner: self.partner,
            record: record.to_owned(),
            field: field.to_owned(),
        });
        marker
    }

    fn next(&self) -> usize {
        self.first + self.canaries.len()
    }
}
