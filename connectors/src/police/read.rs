//! Records by reference.

use accord_connector_kit::{Ask, Chunked, Pace, WireRecord, gather};
use accord_consent::FieldSet;
use accord_federation::Fault;
use accord_model::{Incident, LocalId, RecordRef, Referral, Victim};
use serde::Serialize;

use super::wire::{self, Batch, Occurrence, Person};
use super::{Notes, Police, fields};

const OCCURRENCES: &str = "/v1/occurrences:batchGet";
const PERSONS: &str = "/v1/persons:batchGet";
const REFERRALS: &str = "/v1/referrals:batchGet";

#[derive(Serialize)]
struct Question<'a> {
    ids: Vec<&'a str>,
    fields: &'a [&'a str],
}

impl Police {
    /// These fields of these persons. Sync is not given what was cached: it wants what is there now.
    pub(super) async fn persons(&self, pace: Pace, asked: Vec<RecordRef>, may: FieldSet) -> Chunked<(Victim, Notes)> {
        let names = fields::name_victim(may);
        let wire = self.batches(PERSONS, pace, asked, &names).await;
        mapped(wire, "person", |at, bytes, notes| {
            let person: Person = serde_json::from_slice(bytes).ok()?;
            self.mapper.victim(at, person, may, notes)
        })
    }

    /// These fields of these occurrences.
    pub(super) async fn occurrences(&self, asked: Vec<RecordRef>, may: FieldSet) -> Chunked<(Incident, Notes)> {
        let names = fields::name_incident(may);
        let wire = self.batches(OCCURRENCES, Pace::Viewer, asked, &names).await;
        mapped(wire, "occurrence", |at, bytes, notes| {
            let occurrence: Occurrence = serde_json::from_slice(bytes).ok()?;
            self.mapper.incident(at, occurrence, may, notes)
        })
    }

    /// These fields of these referrals.
    pub(super) async fn passed_on(&self, asked: Vec<RecordRef>, may: FieldSet) -> Chunked<(Referral, Notes)> {
        let names = fields::name_referral(may);
        let wire = self.batches(REFERRALS, Pace::Viewer, asked, &names).await;
        mapped(wire, "referral", |at, bytes, notes| {
            let referral: wire::Referral = serde_json::from_slice(bytes).ok()?;
            self.mapper.referral(at, referral, may, notes)
        })
    }

    async fn batches(
        &self,
        path: &'static str,
        pace: Pace,
        asked: Vec<RecordRef>,
        names: &[&'static str],
    ) -> Chunked<WireRecord> {
        let cache = (pace == Pace::Viewer).then_some(&self.cache);
        let projection = names.join(",");
        let cap = self.client.limits().cap;
        gather(cache, asked, &projection, cap, |ids| self.batch(path, pace, ids, names)).await
    }

    async fn batch(
        &self,
        path: &'static str,
        pace: Pace,
        ids: Vec<LocalId>,
        names: &[&'static str],
    ) -> Result<Vec<(LocalId, Vec<u8>)>, Fault> {
        let question = Question { ids: ids.iter().map(LocalId::as_str).collect(), fields: names };
        let answer: Batch = self.client.read(&Ask::post(path, &question), pace).await?;
        let entries = answer.items.0.into_iter().flatten();
        let rows = entries.map(|entry| {
            let id = LocalId::new(entry.id.as_str());
            (id, entry.only(names).bytes())
        });
        Ok(rows.collect())
    }
}

/// Maps each record; one that cannot be read is left out, with its note kept by nobody but the count in the log.
fn mapped<R>(
    wire: Chunked<WireRecord>,
    kind: &str,
    map: impl Fn(RecordRef, &[u8], &mut Notes) -> Option<R>,
) -> Chunked<(R, Notes)> {
    let rows = wire.found.into_iter().enumerate();
    let found = rows.filter_map(|(number, (at, bytes))| {
        let mut notes = Notes::on(kind, number);
        Some((map(at, &bytes, &mut notes)?, notes))
    });
    Chunked { found: found.collect(), fault: wire.fault }
}
