use std::sync::Arc;

use accord_consent::{Disclosed, FieldSet};
use accord_model::OrganisationId;
use jiff::Timestamp;

use crate::Fault;

/// The contents of one thing, as far as partners gave them: an entry for each record behind it.
pub struct Answer<R> {
    /// One a record, in the published order of precedence.
    pub entries: Vec<Entry<R>>,
}

/// What became of one record.
pub struct Entry<R> {
    /// The record, blanked where withheld; nothing where the partner gave none.
    pub disclosed: Option<Arc<Disclosed<R>>>,
    /// What an asked partner did not give.
    pub gaps: Vec<Gap>,
}

impl<R> Answer<R> {
    /// The records that came, in order of precedence.
    pub fn records(&self) -> impl Iterator<Item = &R> {
        self.entries.iter().filter_map(|entry| entry.disclosed.as_deref()).map(Disclosed::record)
    }
}

/// A partner's silence is data.
#[derive(Clone, Debug)]
pub struct Gap {
    /// The organisation that was asked, if it may be known that it holds a record.
    pub owner: Option<OrganisationId>,
    /// What was asked for and did not come.
    pub fields: FieldSet,
    /// Why.
    pub cause: Fault,
    /// How old what is shown is, where it is old.
    pub as_of: Option<Timestamp>,
}
