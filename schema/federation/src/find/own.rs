//! An organisation's own records, looked through batch by batch until a page is whole. Consent comes first: no number of hidden
//! rows pushes a visible one out of its list, ends it early, or tells that they are there.

use std::collections::BTreeMap;

use accord_consent::Candidate;
use async_trait::async_trait;
use jiff::Timestamp;
use uuid::Uuid;

use crate::page::{Place, Wanted};
use crate::{IndexFault, OwnedQuery};

/// How many rows are read at once at first: most pages need no more.
const FIRST: u64 = 500;

/// How many rows are held at once at most.
const MOST: u64 = 8_000;

/// A list of what an organisation holds.
#[async_trait]
pub(crate) trait Own: Sync {
    /// What the list is made of.
    type Item: Send;

    /// The list's first batch, without a place to begin.
    fn query(&self, limit: u64) -> OwnedQuery;

    /// Reads a batch.
    async fn read(&self, query: &OwnedQuery) -> Result<Vec<Candidate>, IndexFault>;

    /// The instant by which the index sorts this row.
    fn instant(&self, row: &Candidate) -> Option<Timestamp>;

    /// Where an item of this instant stands at the earliest.
    fn place(&self, at: Option<Timestamp>, id: String) -> Place;

    /// The items that these rows are part of, as far as they exist for the viewer, each at its place. The place of one that has
    /// an instant is never before that of all its rows: a row of the list says it.
    async fn items(&self, rows: Vec<Candidate>) -> Result<Vec<(Place, Self::Item)>, IndexFault>;
}

/// What the wanted page is cut out of: its items and the one behind them, out of the caseload's rows and of all that the
/// organisation holds. The work grows with what lies between two pages, hidden or not; what is held does not.
pub(crate) async fn looked_through<O: Own>(
    own: &O,
    caseload: Vec<Candidate>,
    wanted: &Wanted<'_>,
) -> Result<Vec<(Place, O::Item)>, IndexFault> {
    let mut kept = Kept { wanted, items: BTreeMap::new() };
    kept.take(own.items(caseload).await?);
    // What has an instant for the viewer and comes behind the cursor lies behind it in the index too. What has none may lie
    // anywhere: for that it is begun anew.
    let behind = wanted.after().and_then(|after| after.instant(own.query(FIRST).earliest_first));
    let behind = behind.map(|at| (Some(at), Uuid::nil()));
    for start in [behind, None].into_iter().skip(usize::from(behind.is_none())) {
        let mut query = OwnedQuery { after: start, ..own.query(FIRST) };
        loop {
            let rows = own.read(&query).await?;
            let Some(last) = rows.last().map(|row| (own.instant(row), row.id)) else { break };
            kept.take(own.items(rows).await?);
            if kept.is_whole(&own.place(last.0, String::new())) {
                return Ok(kept.items.into_iter().collect());
            }
            query.after = Some(last);
            query.limit = (query.limit * 2).min(MOST);
        }
    }
    Ok(kept.items.into_iter().collect())
}

/// The first items behind the cursor, as many as the page has and one more.
struct Kept<'a, T> {
    wanted: &'a Wanted<'a>,
    items: BTreeMap<Place, T>,
}

impl<T> Kept<'_, T> {
    fn take(&mut self, items: Vec<(Place, T)>) {
        self.items.extend(items.into_iter().filter(|(place, _)| self.wanted.after().is_none_or(|after| place > after)));
        while self.items.len() > self.wanted.first() + 1 {
            self.items.pop_last();
        }
    }

    /// Whether nothing that is still unread stands before the last of them.
    fn is_whole(&self, read: &Place) -> bool {
        self.items.len() > self.wanted.first() && self.items.last_key_value().is_some_and(|(last, _)| last < read)
    }
}
