//! Patients and events by reference.

use accord_connector_kit::{Chunked, Pace, WireRecord, gather};
use accord_consent::FieldSet;
use accord_federation::Fault;
use accord_model::{HealthRecord, Incident, LocalId, RecordRef, SourceDirective, Victim};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::grounds::{Ground, joined};
use super::map::{prune, replaced};
use super::search::{Kind, Search};
use super::wire::{Event, Grounds, Patient, Resource};
use super::{Nhs, Notes, fields};

/// A patient as read: the resource, and the ids that it stands for now.
pub(super) struct Found {
    pub(super) resource: Resource,
    pub(super) replaced: Vec<String>,
    /// Her consents, where they were asked for.
    consents: Option<Vec<Resource>>,
}

impl Nhs {
    /// These fields of these patients.
    pub(super) async fn patients(&self, asked: Vec<RecordRef>, may: FieldSet) -> Chunked<(Victim, Notes)> {
        let cap = self.client.limits().cap;
        let projection = fields::projection::<Victim>(may);
        let wire = gather(Some(&self.cache), asked, &projection, cap, |ids| self.patients_of(ids, may)).await;
        let read_at = Timestamp::now();
        mapped(wire, "Patient", |at, value, notes| {
            let patient: Patient = part(value, "patient")?.parse()?;
            let health = value.get("health").and_then(Value::as_array).into_iter().flatten();
            let health: Vec<HealthRecord> = health
                .filter_map(|row| Resource::read(row.clone()))
                .filter_map(|row| self.mapper.health(&row, notes))
                .collect();
            let mut victim = self.mapper.victim(at, read_at, &patient, health, may, notes);
            victim.said_today = value.get("consents").and_then(Value::as_array).map(|rows| self.said(rows, notes));
            Some(victim)
        })
    }

    /// What these consents of one person say.
    fn said(&self, consents: &[Value], notes: &mut Notes) -> Vec<SourceDirective> {
        let mut all: Vec<SourceDirective> = Vec::new();
        for row in consents.iter().filter_map(|row| Resource::read(row.clone())) {
            let (words, not_understood) = self.mapper.consent(&row);
            not_understood.iter().for_each(|note| notes.field(note.code, &note.place));
            all.extend(words);
        }
        all
    }

    /// Whom a consent is about.
    fn whose(&self, consent: &Resource) -> Option<String> {
        self.mapper.id_of("Patient", consent.parse::<Grounds>()?.patient.known()?)
    }

    /// The ground that consents are, where the server sends them along with their patients.
    fn consents_along(&self) -> Option<&Ground> {
        self.grounds.iter().find(|ground| ground.kind == Kind::Consent).filter(|_| self.style.includes)
    }

    /// Patients by id. A row that is none of them, and does not stand for one of them, is dropped.
    pub(super) async fn search_patients(&self, pace: Pace, ids: &[String], may: FieldSet) -> Result<Vec<Found>, Fault> {
        let elements = fields::name_victim(may);
        let mut by = vec![("_id", joined(ids))];
        // Sync asks for consents by themselves: of those whom it has no leave to read, too.
        let along = self.consents_along().filter(|_| pace == Pace::Viewer);
        by.extend(along.map(|_| ("_revinclude", "Consent:patient".to_owned())));
        let search = Search { kind: Kind::Patient, by, elements: &elements };
        let rows = self.all(pace, &search).await?;
        let unread = rows.iter().any(Option::is_none);
        let (patients, others): (Vec<_>, Vec<_>) = rows.into_iter().flatten().partition(|row| row.kind == "Patient");
        // A row that nobody can read may take back what another one says: then none says anything today.
        let consents = along.map(|ground| others.into_iter().filter(|row| !unread && ground.covers(row)));
        let consents: Option<Vec<Resource>> = consents.map(Iterator::collect);
        let found = patients.into_iter().filter_map(|row| {
            let resource = prune(row, may);
            let mut replaced = replaced(&self.mapper, &resource.parse::<Patient>()?);
            replaced.retain(|id| *id != resource.id);
            let ours = ids.contains(&resource.id) || replaced.iter().any(|id| ids.contains(id));
            let own =
                |consent: &&Resource| self.whose(consent).is_none_or(|id| id == resource.id || replaced.contains(&id));
            let consents = consents.as_ref().map(|all| all.iter().filter(own).cloned().collect());
            ours.then_some(Found { resource, replaced, consents })
        });
        Ok(found.collect())
    }

    async fn patients_of(&self, ids: Vec<LocalId>, may: FieldSet) -> Result<Vec<(LocalId, Vec<u8>)>, Fault> {
        let ids: Vec<String> = ids.iter().map(|id| id.as_str().to_owned()).collect();
        let found = self.search_patients(Pace::Viewer, &ids, may).await?;
        let care = if may.has::<Victim>("health") { self.care_of(&found).await? } else { Vec::new() };
        let mut rows = Vec::new();
        for Found { resource, replaced, consents } in found {
            let names: Vec<String> = replaced.into_iter().chain([resource.id.clone()]).collect();
            let own = care.iter().filter(|(patient, _)| names.contains(patient));
            let health: Vec<Value> = own.map(|(_, row)| row.clone().value()).collect();
            let mut whole = json!({ "patient": resource.value(), "health": health });
            if let Some((consents, whole)) = consents.zip(whole.as_object_mut()) {
                let consents = consents.into_iter().map(|row| row.without(fields::CONSENT_PAPER).value());
                whole.insert("consents".to_owned(), consents.collect());
            }
            let packed = packed(&whole);
            // Whoever asked for the old number means the person whom the new one names.
            let asked = names.into_iter().filter(|name| ids.contains(name));
            rows.extend(asked.map(|name| (LocalId::new(name), packed.clone())));
        }
        Ok(rows)
    }

    /// What was read of the care of these patients, each with whom it is about; nothing of it that no map has a word for.
    async fn care_of(&self, found: &[Found]) -> Result<Vec<(String, Resource)>, Fault> {
        let names = found.iter().flat_map(|one| one.replaced.iter().chain([&one.resource.id]));
        let names: Vec<String> = names.cloned().collect();
        let flags = self.grounds.iter().find(|ground| ground.kind == Kind::Flag);
        let mut care = Vec::new();
        for chunk in names.chunks(self.client.limits().cap) {
            let patient = ("patient", joined(chunk));
            let by = vec![patient.clone()];
            let encounters = (Kind::Encounter, by.clone(), fields::ENCOUNTER_FACTS);
            let conditions = (Kind::Condition, by, fields::CONDITION_HEALTH);
            let flags = flags.map(|ground| (Kind::Flag, vec![ground.by(), patient], fields::FLAG));
            for (kind, by, elements) in [encounters, conditions].into_iter().chain(flags) {
                let rows = self.all(Pace::Viewer, &Search { kind, by, elements }).await?;
                care.extend(self.about(rows, kind, chunk, elements));
            }
        }
        care.retain(|(_, row)| self.mapper.health(row, &mut Notes::on(&row.kind, 0)).is_some());
        Ok(care)
    }

    /// The rows of this type that are about one of these patients, with nothing in them beyond these elements.
    pub(super) fn about(
        &self,
        rows: Vec<Option<Resource>>,
        kind: Kind,
        patients: &[String],
        elements: &[&str],
    ) -> Vec<(String, Resource)> {
        let rows = rows.into_iter().flatten().filter(|row| row.kind == kind.as_str());
        let about = rows.filter_map(|row| {
            let event: Event = row.parse()?;
            let patient = self.mapper.id_of("Patient", event.subject.known()?)?;
            patients.contains(&patient).then(|| (patient, row.only(elements)))
        });
        about.collect()
    }

    /// These fields of these encounters and conditions: one answer for each of the two types.
    pub(super) async fn events(&self, asked: Vec<RecordRef>, may: FieldSet) -> Vec<Chunked<(Incident, Notes)>> {
        let mut answers = Vec::new();
        for kind in [Kind::Encounter, Kind::Condition] {
            let own = |at: &&RecordRef| event_id(kind, at.local.as_str()).is_some();
            let of_kind: Vec<RecordRef> = asked.iter().filter(own).cloned().collect();
            if !of_kind.is_empty() {
                answers.push(self.events_of(kind, of_kind, may).await);
            }
        }
        answers
    }

    async fn events_of(&self, kind: Kind, asked: Vec<RecordRef>, may: FieldSet) -> Chunked<(Incident, Notes)> {
        // Whether it was written by mistake is part of every question.
        let elements = match kind {
            Kind::Condition => fields::name_condition(may, &["verificationStatus"]),
            _ => fields::name_encounter(may, &["status"]),
        };
        let cap = self.client.limits().cap;
        let projection = fields::projection::<Incident>(may);
        let fetch = |ids| self.batch(kind, ids, &elements);
        let wire = gather(Some(&self.cache), asked, &projection, cap, fetch).await;
        let read_at = Timestamp::now();
        mapped(wire, kind.as_str(), |at, value, notes| {
            let event: Event = part(value, "event")?.parse()?;
            self.mapper.incident(at, read_at, &event, may, notes)
        })
    }

    async fn batch(&self, kind: Kind, ids: Vec<LocalId>, elements: &[&str]) -> Result<Vec<(LocalId, Vec<u8>)>, Fault> {
        let bare: Vec<&str> = ids.iter().filter_map(|id| event_id(kind, id.as_str())).collect();
        let search = Search { kind, by: vec![("_id", joined(&bare))], elements };
        let rows = self.all(Pace::Viewer, &search).await?.into_iter().flatten();
        let own = rows.filter(|row| row.kind == kind.as_str());
        let named = own.map(|row| {
            let id = event_name(kind, &row.id);
            (id, packed(&json!({ "event": row.only(elements).value() })))
        });
        Ok(named.collect())
    }
}

/// The reference of an event carries its type: two types may use one id.
pub(super) fn event_name(kind: Kind, id: &str) -> LocalId {
    LocalId::new(format!("{}/{id}", kind.as_str()))
}

fn event_id(kind: Kind, local: &str) -> Option<&str> {
    local.strip_prefix(kind.as_str())?.strip_prefix('/')
}

/// Bytes for the cache.
pub(super) fn packed(value: &Value) -> Vec<u8> {
    // What came as JSON always becomes JSON.
    serde_json::to_vec(value).unwrap_or_default()
}

/// One resource of what was packed together.
pub(super) fn part(value: &Value, name: &str) -> Option<Resource> {
    Resource::read(value.get(name)?.clone())
}

/// Maps each record; one that cannot be read is left out.
pub(super) fn mapped<R>(
    wire: Chunked<WireRecord>,
    kind: &str,
    map: impl Fn(RecordRef, &Value, &mut Notes) -> Option<R>,
) -> Chunked<(R, Notes)> {
    let rows = wire.found.into_iter().enumerate();
    let found = rows.filter_map(|(number, (at, bytes))| {
        let mut notes = Notes::on(kind, number);
        let value: Value = serde_json::from_slice(&bytes).ok()?;
        Some((map(at, &value, &mut notes)?, notes))
    });
    Chunked { found: found.collect(), fault: wire.fault }
}
