//! What people's rights leave behind, in memory.

use std::sync::{Arc, Mutex};

use accord_consent::{Access, AccessQuery, Correction, CorrectionAnswer, Exemption, Rights, StoreFault};
use accord_model::{OrganisationId, SubjectId};
use async_trait::async_trait;
use jiff::Timestamp;
use uuid::Uuid;

#[derive(Default)]
pub(crate) struct RightsMemory(Mutex<State>);

#[derive(Default)]
struct State {
    rows: Vec<(SubjectId, Access)>,
    exemptions: Vec<Exemption>,
    quiet: Vec<(Uuid, SubjectId, bool)>,
    corrections: Vec<Correction>,
}

impl RightsMemory {
    pub(crate) fn new() -> Arc<Self> {
        Arc::default()
    }

    /// A row of the log about this handle.
    pub(crate) fn log(&self, subject: SubjectId, access: Access) {
        self.0.lock().unwrap().rows.push((subject, access));
    }

    /// Takes an exemption in as it is, without the desk.
    pub(crate) fn put(&self, exemption: Exemption) {
        let mut state = self.0.lock().unwrap();
        state.exemptions.retain(|one| one.id != exemption.id);
        state.exemptions.push(exemption);
    }
}

#[async_trait]
impl Rights for RightsMemory {
    async fn accesses(&self, query: &AccessQuery<'_>) -> Result<Vec<Access>, StoreFault> {
        let state = self.0.lock().unwrap();
        let about = state.rows.iter().filter(|(subject, _)| query.subjects.contains(subject)).map(|(_, row)| row);
        let mut rows: Vec<Access> = about
            .filter(|row| !query.without.contains(&row.organisation) && query.until.is_none_or(|until| row.at <= until))
            .cloned()
            .collect();
        rows.sort_by_key(|row| std::cmp::Reverse((row.at, row.request)));
        rows.truncate(query.limit);
        Ok(rows)
    }

    async fn exempt(&self, exemption: &Exemption) -> Result<(), StoreFault> {
        self.put(exemption.clone());
        Ok(())
    }

    async fn exemptions(&self, about: Option<&[SubjectId]>) -> Result<Vec<Exemption>, StoreFault> {
        let state = self.0.lock().unwrap();
        let wanted = |one: &&Exemption| about.is_none_or(|handles| handles.contains(&one.subject));
        Ok(state.exemptions.iter().filter(wanted).cloned().collect())
    }

    async fn end_exemption(&self, id: Uuid, at: Timestamp) -> Result<bool, StoreFault> {
        let mut state = self.0.lock().unwrap();
        let open = state.exemptions.iter_mut().find(|one| one.id == id && one.ended_at.is_none());
        Ok(open.is_some_and(|one| {
            (one.ended_at, one.signature) = (Some(at), String::new());
            true
        }))
    }

    async fn set_quiet(
        &self,
        key: Uuid,
        subjects: &[SubjectId],
        quiet: bool,
        _: Timestamp,
    ) -> Result<bool, StoreFault> {
        let mut state = self.0.lock().unwrap();
        if let Some((_, _, known)) = state.quiet.iter().find(|(known, ..)| *known == key) {
            return Ok(*known == quiet);
        }
        state.quiet.extend(subjects.iter().map(|subject| (key, *subject, quiet)));
        Ok(true)
    }

    async fn is_quiet(&self, subjects: &[SubjectId]) -> Result<bool, StoreFault> {
        let state = self.0.lock().unwrap();
        let last = |of: &SubjectId| state.quiet.iter().rev().find(|(_, subject, _)| subject == of);
        Ok(subjects.iter().filter_map(last).any(|(.., quiet)| *quiet))
    }

    async fn ask_correction(&self, new: &Correction) -> Result<Correction, StoreFault> {
        let mut state = self.0.lock().unwrap();
        if let Some(known) = state.corrections.iter().find(|one| one.id == new.id) {
            return Ok(known.clone());
        }
        state.corrections.push(new.clone());
        Ok(new.clone())
    }

    async fn corrections_about(&self, subjects: &[SubjectId]) -> Result<Vec<Correction>, StoreFault> {
        let state = self.0.lock().unwrap();
        Ok(state.corrections.iter().filter(|one| subjects.contains(&one.subject)).cloned().collect())
    }

    async fn corrections_of(&self, owner: OrganisationId) -> Result<Vec<Correction>, StoreFault> {
        let state = self.0.lock().unwrap();
        Ok(state.corrections.iter().filter(|one| one.owner == owner).cloned().collect())
    }

    async fn answer_correction(&self, id: Uuid, answer: &CorrectionAnswer) -> Result<Option<Correction>, StoreFault> {
        let mut state = self.0.lock().unwrap();
        let known = state.corrections.iter_mut().find(|one| one.id == id);
        Ok(known.map(|one| {
            one.answer.get_or_insert_with(|| answer.clone());
            one.clone()
        }))
    }
}
