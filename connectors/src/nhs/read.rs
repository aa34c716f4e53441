//! Patients and events by reference.

use std::collections::BTreeSet;

use accord_connector_kit::{Chunked, Pace, WireRecord, gather};
use accord_consent::FieldSet;
use accord_federation::Fault;
use accord_model::{HealthRecord, Incident, LocalId, RecordRef, Victim};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::consents::Today;
use super::grounds::{Ground, joined};
use super::map::{prune, replaced};
use super::search::{Kind, Search};
use super::wire::{Event, Grounds, Patient, Resource};
use super::{Nhs, Notes, fields};

/// A patient as read: the resource, and the ids that it stands for now.
pub(super) struct Found {
    pub(super) resource: Resource,
    pub(super) replaced: Vec<String>,
    /// Her consents, where they came along.
    consents: Option<Value>,
}

impl Nhs {
    /// These fields of these patients.
    pub(super) async fn patients(&self, asked: Vec<RecordRef>, may: FieldSet) -> Chunked<(Victim, Notes)> {
        let cap = self.client.limits().cap;
        let projection = fields::projection::<Victim>(may);
        let wire = gather(Some(&self.cache), asked, &projection, cap, |ids| self.patients_of(ids, may)).await;
        let today = self.today_of(&wire.found).await;
        let read_at = Timestamp::now();
        let patients = mapped(wire, "Patient", |at, value, notes| {
            let patient: Patient = part(value, "patient")?.parse()?;
            let health = value.get("health").and_then(Value::as_array).into_iter().flatten();
            let health: Vec<HealthRecord> = health
                .filter_map(|row| Resource::read(row.clone()))
                .filter_map(|row| self.mapper.health(&row, notes))
                .collect();
            let along = value.get("consents");
            let said = match along {
                Some(packed) => Some(self.said_today(packed, notes)?),
                None => today.of(&self.names_in(value)?)?,
            };
            let mut victim = self.mapper.victim(at, read_at, &patient, health, may, notes);
            victim.said_today = said;
            Some(victim)
        });
        Chunked { fault: patients.fault.or(today.fault), ..patients }
    }

    /// What those patients say today whose Consents did not come along.
    async fn today_of(&self, patients: &[WireRecord]) -> Today {
        let values = patients.iter().filter_map(|(_, bytes)| serde_json::from_slice::<Value>(bytes).ok());
        let alone = values.filter(|value| value.get("consents").is_none());
        let names: Vec<_> = alone.filter_map(|value| self.names_in(&value)).flatten().collect();
        self.today(names.into_iter().collect()).await
    }

    /// Every id that a packed patient goes by.
    fn names_in(&self, value: &Value) -> Option<Vec<String>> {
        let resource = part(value, "patient")?;
        let mut names = replaced(&self.mapper, &resource.parse::<Patient>()?);
        names.push(resource.id);
        Some(names)
    }

    /// The ground that consents are, where the server sends them along with their patients.
    fn consents_along(&self) -> Option<&Ground> {
        self.consents().filter(|_| self.style.includes)
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
        let is_patient = |row: &Option<Resource>| row.as_ref().is_some_and(|row| row.kind == "Patient");
        let (patients, others): (Vec<_>, Vec<_>) = rows.into_iter().partition(is_patient);
        let papers = along.map(|ground| self.papers(ground, others));
        let found = patients.into_iter().flatten().filter_map(|row| {
            let resource = prune(row, may);
            let mut replaced = replaced(&self.mapper, &resource.parse::<Patient>()?);
            replaced.retain(|id| *id != resource.id);
            let ours = ids.contains(&resource.id) || replaced.iter().any(|id| ids.contains(id));
            let names: Vec<String> = replaced.iter().chain([&resource.id]).cloned().collect();
            let consents = papers.as_ref().map(|papers| papers.packed(&names));
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
                whole.insert("consents".to_owned(), consents);
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

    /// These fields of these encounters and conditions: one answer for each of the two types. What those whom they are about say
    /// of sharing today counts for both.
    pub(super) async fn events(&self, asked: Vec<RecordRef>, may: FieldSet) -> Vec<Chunked<(Incident, Notes)>> {
        let mut read = Vec::new();
        for kind in [Kind::Encounter, Kind::Condition] {
            let own = |at: &&RecordRef| event_id(kind, at.local.as_str()).is_some();
            let of_kind: Vec<RecordRef> = asked.iter().filter(own).cloned().collect();
            if !of_kind.is_empty() {
                read.push((kind, self.events_of(kind, of_kind, may).await));
            }
        }
        let found = read.iter().flat_map(|(_, wire)| &wire.found);
        let today = self.today(self.subjects_in(found, "event")).await;
        let read_at = Timestamp::now();
        let answers = read.into_iter().map(|(kind, wire)| {
            let events = mapped(wire, kind.as_str(), |at, value, notes| {
                let event: Event = part(value, "event")?.parse()?;
                let said = today.of(&self.subject_in(value, "event"))?;
                let mut incident = self.mapper.incident(at, read_at, &event, may, notes)?;
                incident.said_today = said;
                Some(incident)
            });
            Chunked { fault: events.fault.or(today.fault), ..events }
        });
        answers.collect()
    }

    /// Whom packed records are about.
    pub(super) fn subjects_in<'a>(&self, found: impl Iterator<Item = &'a WireRecord>, name: &str) -> BTreeSet<String> {
        let values = found.filter_map(|(_, bytes)| serde_json::from_slice::<Value>(bytes).ok());
        values.flat_map(|value| self.subject_in(&value, name)).collect()
    }

    /// Whom a packed record is about; nobody, where it cannot be read.
    pub(super) fn subject_in(&self, value: &Value, name: &str) -> Vec<String> {
        let from = part(value, name).and_then(|row| row.parse::<Grounds>()).unwrap_or_default();
        from.subject.known().and_then(|subject| self.mapper.id_of("Patient", subject)).into_iter().collect()
    }

    /// What is asked of a record beside its fields: whom it is about, where that decides whose Consents are read.
    pub(super) fn beside<'a>(&self, more: &[&'a str]) -> Vec<&'a str> {
        more.iter().copied().chain(self.consents().map(|_| "subject")).collect()
    }

    async fn events_of(&self, kind: Kind, asked: Vec<RecordRef>, may: FieldSet) -> Chunked<WireRecord> {
        // Whether it was written by mistake is part of every question.
        let elements = match kind {
            Kind::Condition => fields::name_condition(may, &self.beside(&["verificationStatus"])),
            _ => fields::name_encounter(may, &self.beside(&["status"])),
        };
        let cap = self.client.limits().cap;
        let projection = fields::projection::<Incident>(may);
        let fetch = |ids| self.batch(kind, ids, &elements);
        gather(Some(&self.cache), asked, &projection, cap, fetch).await
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
