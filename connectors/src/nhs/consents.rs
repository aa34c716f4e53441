//! Patients' Consents: whose each one is, and what of it counts; for sync, and for whoever reads a record today.

use std::collections::{BTreeSet, HashMap};

use accord_connector_kit::{Pace, gather};
use accord_federation::Fault;
use accord_model::{LocalId, RecordRef, RecordType, SourceDirective};
use serde_json::{Value, json};

use super::grounds::{Ground, joined};
use super::map::Whose;
use super::read::packed;
use super::search::{Kind, Search};
use super::wire::{Grounds, Resource};
use super::{Nhs, Notes, fields};

/// Under this name a patient's Consents rest in the cache: no field of a record has it.
const PROJECTION: &str = "consents";

/// What else a server may answer with that is surely no Consent. Of a type that nobody here knows, nobody knows what it says.
const OTHERS: [&str; 8] =
    ["Condition", "Encounter", "Flag", "OperationOutcome", "Organization", "Patient", "ServiceRequest", "Task"];

/// One Consent.
pub(super) struct Paper {
    /// Whom it is about; nothing where nobody can tell.
    pub(super) patient: Option<String>,
    /// It is of the agreed codes, and about a patient of this server. Of another one the refusals alone count.
    pub(super) sure: bool,
    pub(super) row: Resource,
}

/// What one answer holds of Consents.
#[derive(Default)]
pub(super) struct Papers {
    pub(super) all: Vec<Paper>,
    /// A row is no Consent that can be read, or nobody can tell whose it is. It may take back what another one permits.
    pub(super) unread: bool,
}

/// What people say of sharing today, each by her id.
pub(super) struct Today {
    /// Nothing where no Consents are agreed, or where they came along with their patients.
    said: Option<HashMap<String, Vec<SourceDirective>>>,
    /// Why somebody's are not known.
    pub(super) fault: Option<Fault>,
}

impl Today {
    /// What somebody who has one of these ids says. The outer nothing: it was to be known and is not, so that her record stays
    /// shut; the inner: nobody asked.
    #[expect(clippy::option_option, reason = "not known is not the same as not asked for")]
    pub(super) fn of(&self, ids: &[String]) -> Option<Option<Vec<SourceDirective>>> {
        let Some(said) = &self.said else {
            return Some(None);
        };
        let all: Option<Vec<_>> = ids.iter().map(|id| said.get(id)).collect();
        let all = all.filter(|all| !all.is_empty())?;
        Some(Some(all.into_iter().flatten().cloned().collect()))
    }
}

impl Papers {
    /// Those about somebody who has one of these ids, and those of which nobody can tell whose they are, for the cache.
    pub(super) fn packed(&self, ids: &[String]) -> Value {
        let own = self.all.iter().filter(|paper| paper.patient.as_ref().is_none_or(|patient| ids.contains(patient)));
        let rows = own.map(|paper| paper.row.clone().without(fields::CONSENT_PAPER).value());
        json!({ "rows": rows.collect::<Vec<_>>(), "unread": self.unread })
    }
}

impl Nhs {
    /// The ground that consents are.
    pub(super) fn consents(&self) -> Option<&Ground> {
        self.grounds.iter().find(|ground| ground.kind == Kind::Consent)
    }

    /// The Consents of an answer to a question for them.
    pub(super) fn papers(&self, ground: &Ground, rows: impl IntoIterator<Item = Option<Resource>>) -> Papers {
        let mut papers = Papers::default();
        for row in rows {
            let Some(row) =
                row.filter(|row| row.kind == "Consent" || row.beside || OTHERS.contains(&row.kind.as_str()))
            else {
                papers.unread = true;
                continue;
            };
            let agreed = ground.covers(&row);
            // Something that nobody asked for, or a Consent about something else.
            if row.kind != "Consent" || !agreed && !is_uncoded(&row) {
                continue;
            }
            let from = row.parse::<Grounds>().unwrap_or_default();
            let nobodys = from.category.items.is_empty() && from.category.lost == 0 && from.patient.absent();
            if nobodys {
                continue;
            }
            let whose = from.patient.known().map_or(Whose::Unknown, |patient| self.mapper.whose(patient));
            let (patient, sure) = match whose {
                Whose::Here(id) => (Some(id), agreed),
                Whose::Elsewhere(id) => (Some(id), false),
                Whose::Unknown => (None, false),
            };
            papers.unread |= patient.is_none();
            papers.all.push(Paper { patient, sure, row });
        }
        papers
    }

    /// What one Consent says, as far as it counts.
    pub(super) fn said(&self, paper: &Paper, notes: &mut Notes) -> Vec<SourceDirective> {
        let (mut words, not_understood) = self.mapper.consent(&paper.row);
        not_understood.iter().for_each(|note| notes.field(note.code, &note.place));
        if !paper.sure {
            let place = if is_uncoded(&paper.row) { "Consent.category" } else { "Consent.patient" };
            notes.field("CONSENT_UNREADABLE", place);
            words.retain(|one| !one.permit);
        }
        words
    }

    /// What packed Consents of one person say today. As long as one of them cannot be read, none permits anything.
    pub(super) fn said_today(&self, packed: &Value, notes: &mut Notes) -> Option<Vec<SourceDirective>> {
        let ground = self.consents()?;
        let rows = packed.get("rows")?.as_array()?.iter().map(|row| Resource::read(row.clone()));
        let papers = self.papers(ground, rows);
        let unread = papers.unread || packed.get("unread") != Some(&Value::Bool(false));
        if unread {
            notes.entry("CONSENT_UNREADABLE");
        }
        let words = papers.all.iter().flat_map(|paper| self.said(paper, notes));
        let words: Vec<_> = words.collect();
        Some(words.into_iter().filter(|one| !unread || !one.permit).collect())
    }

    /// What these patients say today: one question for each `cap` of them.
    pub(super) async fn today(&self, patients: BTreeSet<String>) -> Today {
        let Some(ground) = self.consents() else {
            return Today { said: None, fault: None };
        };
        let at =
            |id: String| RecordRef { partner: self.mapper.partner, kind: RecordType::Victim, local: LocalId::new(id) };
        let asked: Vec<RecordRef> = patients.into_iter().map(at).collect();
        let cap = self.client.limits().cap;
        let wire = gather(Some(&self.cache), asked, PROJECTION, cap, |ids| self.consents_of(ground, ids)).await;
        let mut said = HashMap::new();
        for (at, bytes) in wire.found {
            let words = serde_json::from_slice(&bytes).ok();
            let words = words.and_then(|packed| self.said_today(&packed, &mut Notes::on("Consent", 0)));
            said.extend(words.map(|words| (at.local.as_str().to_owned(), words)));
        }
        Today { said: Some(said), fault: wire.fault }
    }

    async fn consents_of(&self, ground: &Ground, ids: Vec<LocalId>) -> Result<Vec<(LocalId, Vec<u8>)>, Fault> {
        let names: Vec<&str> = ids.iter().map(LocalId::as_str).collect();
        let by = vec![ground.by(), ("patient", joined(&names))];
        let rows = self.all(Pace::Viewer, &Search { kind: Kind::Consent, by, elements: ground.elements() }).await?;
        let papers = self.papers(ground, rows);
        let packed_of = |id: &LocalId| packed(&papers.packed(&[id.as_str().to_owned()]));
        Ok(ids.iter().map(|id| (id.clone(), packed_of(id))).collect())
    }
}

/// Whether nobody can tell which codes it is of: then it may be of the agreed ones.
fn is_uncoded(row: &Resource) -> bool {
    let from = row.parse::<Grounds>().unwrap_or_default();
    let unread = from.category.items.iter().any(|concept| {
        let coded = concept.coding.items.iter().all(|one| one.system.text().is_some() && one.code.text().is_some());
        concept.coding.items.is_empty() || concept.coding.lost > 0 || !coded
    });
    from.category.items.is_empty() || from.category.lost > 0 || unread
}
