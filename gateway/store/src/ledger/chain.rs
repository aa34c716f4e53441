use accord_consent::{LogEntry, Request, Stamp};

use super::head::{self, Head};
use super::{pseudonym, row};
use crate::entity::ledger_row::{Entity, Model};
use crate::open::Db;
use crate::policy::state;
use crate::{StoreError, rows};

/// One request and what it disclosed.
pub(super) type Page = (Request, Vec<LogEntry>);

/// Writes all pages in one transaction and returns the state of consent in it. A page that was decided before the last
/// change that took access away is left out: its answer will not leave.
///
/// The state of consent is locked against change until the commit. A withdrawal therefore comes either before the
/// state was read, and stops the answer, or after the rows are durable.
pub(super) async fn write(db: &Db, key: &[u8; 64], pages: &[Page]) -> Result<Stamp, StoreError> {
    let transaction = db.begin().await?;
    let mut head = head::read(&transaction, key, true).await?;
    let state = state::read(&transaction, state::Lock::Shared).await?;
    let stamp = Stamp { sequence: state.sequence.cast_unsigned(), tightened: state.tightened.cast_unsigned() };
    let standing: Vec<&Page> = pages.iter().filter(|(r, _)| stamp.tightened <= r.since).collect();
    let subjects = standing.iter().flat_map(|(_, entries)| entries.iter().filter_map(|e| e.subject));
    let pseudonyms = pseudonym::given(&transaction, subjects.collect()).await?;
    let mut written = Vec::new();
    for (request, entries) in standing {
        let first = row::of_request(request, state.sequence);
        let about = entries.iter().map(|entry| {
            let name = entry.subject.and_then(|s| pseudonyms.get(&s.0).copied());
            row::of_entry(&first, entry, name)
        });
        let mut rows: Vec<Model> = about.collect();
        if rows.is_empty() {
            rows.push(first);
        }
        let number = head.number + 1;
        written.extend(rows.into_iter().map(|row| link(&mut head, row, number)));
    }
    if !written.is_empty() {
        rows::insert_new::<Entity>(&transaction, written).await?;
        head::write(&transaction, key, &head).await?;
    }
    transaction.commit().await?;
    Ok(stamp)
}

/// Makes the row the last one. `request` is the number of the first row of its request.
fn link(head: &mut Head, mut row: Model, request: i64) -> Model {
    row.number = head.number + 1;
    row.request = request;
    row.previous = head.hash.to_vec();
    let hash = row::hash(&row);
    row.hash = hash.to_vec();
    *head = Head { number: row.number, hash, latest_at: head.latest_at.max(row.at) };
    row
}
