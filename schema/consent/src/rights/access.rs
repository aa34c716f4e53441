use std::cmp::Reverse;
use std::collections::BTreeMap;

use accord_model::{Basis, CategorySet, OrganisationId, Purpose, Role, SubjectId};
use jiff::Timestamp;

/// One disclosure of a person to somebody else, as she may read it: never the member of staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// The request, by the number of its first row in the log. Never shown: it counts the log's other rows.
    pub request: u64,
    /// When.
    pub at: Timestamp,
    /// Who saw it.
    pub organisation: OrganisationId,
    /// In which role.
    pub role: Role,
    /// For what.
    pub purpose: Purpose,
    /// On which ground.
    pub basis: Basis,
    /// Which kinds of data.
    pub categories: CategorySet,
}

/// Which rows of the log are wanted.
pub struct AccessQuery<'a> {
    /// About these handles.
    pub subjects: &'a [SubjectId],
    /// Not of these organisations.
    pub without: &'a [OrganisationId],
    /// Not after this instant.
    pub until: Option<Timestamp>,
    /// At most this many rows.
    pub limit: usize,
}

/// One row a request, organisation, role, purpose and ground, newest first, each with its place among those that are
/// equal but for the request: what a cursor says of a row is then said by rows that may be seen alone.
pub(crate) fn merged(rows: Vec<Access>) -> Vec<(Access, usize)> {
    let mut all: BTreeMap<_, CategorySet> = BTreeMap::new();
    for Access { request, at, organisation, role, purpose, basis, categories } in rows {
        *all.entry((Reverse(at), organisation, role, purpose, basis, request)).or_default() |= categories;
    }
    let mut merged: Vec<(Access, usize)> = Vec::with_capacity(all.len());
    for ((Reverse(at), organisation, role, purpose, basis, request), categories) in all {
        let like = |one: &Access| {
            (one.at, one.organisation, one.role, one.purpose, one.basis) == (at, organisation, role, purpose, basis)
        };
        let place = merged.last().filter(|(last, _)| like(last)).map_or(0, |(_, place)| place + 1);
        merged.push((Access { request, at, organisation, role, purpose, basis, categories }, place));
    }
    merged
}
