//! Records by reference.

use accord_connector_kit::{Ask, Chunked, Pace, gather};
use accord_consent::{FieldSet, Permitted, Record, Sealed};
use accord_federation::{Fault, Gathered};
use accord_model::{LocalId, RecordRef};
use futures_util::future::join_all;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::known::{Holds, Known};
use super::map::{Mapper, Notes};
use super::wire::Batch;
use super::{PROTOCOL, Remote, fields};

/// One type of record: where it is asked for, and how it is read.
pub(super) struct Kind<W, R> {
    /// As in a note.
    pub(super) name: &'static str,
    pub(super) path: &'static str,
    pub(super) frame: &'static [&'static str],
    pub(super) held: fn(&Known) -> Option<Holds>,
    pub(super) map: fn(&Mapper, RecordRef, W, FieldSet, &mut Notes) -> Option<R>,
}

#[derive(Serialize)]
struct Question<'a> {
    ids: Vec<&'a str>,
    fields: &'a [&'a str],
}

impl Remote {
    /// The permitted records of one type.
    pub(super) async fn records<W: DeserializeOwned, R: Record>(
        &self,
        permit: &Permitted<R>,
        kind: &Kind<W, R>,
    ) -> Gathered<R> {
        let groups = permit.by_fields(self.mapper.partner);
        if groups.is_empty() {
            return Gathered::whole(Vec::new());
        }
        let known = match self.known(Pace::Viewer).await {
            Ok(known) => known,
            Err(fault) => return Gathered::failed(fault),
        };
        let Some(held) = (kind.held)(&known) else {
            return Gathered::failed(Fault::NotSupported);
        };
        let answers =
            groups.into_iter().map(|(may, asked)| self.group(kind, &known, (held, may.and(held.fields)), asked));
        let mut gathered = Gathered::whole(Vec::new());
        let mut noted = 0;
        for group in join_all(answers).await {
            gathered.fault = gathered.fault.or(group.fault);
            for (record, notes) in group.found {
                noted += notes.into_notes().len();
                gathered.records.extend(record.map(Sealed::new));
            }
        }
        if noted > 0 {
            tracing::debug!(partner = %self.mapper.partner, noted, "fields were not taken in");
        }
        gathered
    }

    /// Records of one set of fields.
    async fn group<W: DeserializeOwned, R: Record>(
        &self,
        kind: &Kind<W, R>,
        known: &Known,
        (held, may): (Holds, FieldSet),
        asked: Vec<RecordRef>,
    ) -> Chunked<(Option<R>, Notes)> {
        let names = held.names::<R>(may);
        let cap = self.client.limits().cap.min(known.cap);
        let fetch = |ids| self.batch::<W, R>(kind, known, ids, &names);
        let wire = gather(Some(&self.cache), asked, &fields::named::<R>(may).join(","), cap, fetch).await;
        let rows = wire.found.into_iter().enumerate();
        let found = rows.map(|(number, (at, bytes))| {
            let mut notes = Notes::on(kind.name, number);
            let from = serde_json::from_slice(&bytes).ok();
            (from.and_then(|from| (kind.map)(&self.mapper, at, from, may, &mut notes)), notes)
        });
        Chunked { found: found.collect(), fault: wire.fault }
    }

    /// One call. What came unasked is dropped before the bytes of a record go into the cache.
    async fn batch<W, R: Record>(
        &self,
        kind: &Kind<W, R>,
        known: &Known,
        ids: Vec<LocalId>,
        names: &[&'static str],
    ) -> Result<Vec<(LocalId, Vec<u8>)>, Fault> {
        let question = Question { ids: ids.iter().map(LocalId::as_str).collect(), fields: names };
        let ask = Ask::post(kind.path, &question).header(PROTOCOL.0, PROTOCOL.1);
        let answer: Batch = self.client.read(&ask, Pace::Viewer).await?;
        let sent = answer.records.0.len();
        let mut noted = sent.saturating_sub(ids.len());
        let rows = answer.records.0.into_iter().enumerate().filter_map(|(number, entry)| {
            let mut notes = Notes::on(kind.name, number);
            let Some(entry) = entry else {
                noted += 1;
                return None;
            };
            let entry = entry.only(kind.frame, names, fields::is_known::<R>, known.selects, &mut notes);
            noted += notes.into_notes().len();
            Some((LocalId::new(entry.id.as_str()), entry.bytes()))
        });
        let rows = rows.collect();
        if noted > 0 {
            tracing::debug!(partner = %self.mapper.partner, noted, "more came than was asked for");
        }
        Ok(rows)
    }
}
