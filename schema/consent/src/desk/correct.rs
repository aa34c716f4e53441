//! Requests that a partner correct a record: asked by the person or by those who meet her, answered by the officer of the
//! organisation that holds it. The gateway holds no contents and corrects nothing itself.

use accord_model::{Purpose, Role, SubjectId};
use jiff::Timestamp;
use uuid::Uuid;

use super::consent::meets_victims;
use super::{Desk, PolicyFault};
use crate::{Candidate, Correction, CorrectionAnswer, CorrectionOutcome, OpaqueId, Rights, Viewer};

impl Desk {
    /// Writes a request down. The caller has found the record and asked whether it exists for the viewer. The same key with the
    /// same content is written once.
    ///
    /// # Errors
    /// `NotFound` for a record that is not about this person or does not exist for the viewer, `NotAllowed` for who is neither
    /// the person nor somebody who meets her.
    pub async fn ask_correction(
        &self,
        rights: &dyn Rights,
        (viewer, person): (&Viewer, SubjectId),
        record: &Candidate,
        (field, what): (&str, &str),
        key: &str,
        at: Timestamp,
    ) -> Result<Correction, PolicyFault> {
        let handles = self.person(person);
        let subject = record.subjects.iter().copied().find(|subject| handles.contains(subject));
        let subject = subject.filter(|_| self.knows(viewer, record, at)).ok_or(PolicyFault::NotFound)?;
        let meets = meets_victims(viewer);
        let speaks = meets && self.may_speak(viewer, subject, std::slice::from_ref(record), at);
        if !speaks && !self.asks_for_herself(viewer, person, at) {
            return Err(PolicyFault::NotAllowed);
        }
        let asked_by = viewer.organisation();
        let id = self.keys.named(&format!("correction {asked_by} {:?} {key}", viewer.user().0));
        let new = Correction {
            id,
            subject,
            record: (record.at.kind, record.id),
            owner: record.owner,
            field: field.to_owned(),
            what: self.keys.seal(context(id, "what").as_bytes(), what.as_bytes()),
            asked_by,
            asked_at: at,
            answer: None,
        };
        let written = rights.ask_correction(&new).await?;
        if written.asks(&new) { Ok(written) } else { Err(PolicyFault::KeyReused) }
    }

    /// The requests about a person that the viewer may read: she all of hers, an organisation those that it wrote down.
    pub async fn corrections_about(
        &self,
        rights: &dyn Rights,
        viewer: &Viewer,
        person: SubjectId,
        at: Timestamp,
    ) -> Result<Vec<Correction>, PolicyFault> {
        let herself = self.asks_for_herself(viewer, person, at);
        if !herself && !meets_victims(viewer) {
            return Ok(Vec::new());
        }
        let mut all = rights.corrections_about(&self.person(person)).await?;
        all.retain(|one| herself || one.asked_by == viewer.organisation());
        all.sort_by_key(|one| (one.asked_at, one.id));
        Ok(all)
    }

    /// Whether the viewer answers for an organisation's records: its data-protection officer, for that very purpose.
    pub fn answers_corrections(viewer: &Viewer) -> bool {
        viewer.role() == Role::DataProtectionOfficer
            && matches!(viewer.purpose(), Purpose::SubjectAccess | Purpose::Complaint)
    }

    /// The requests about records that the viewer's organisation holds; nothing for whoever does not answer them.
    pub async fn corrections_to_answer(
        &self,
        rights: &dyn Rights,
        viewer: &Viewer,
    ) -> Result<Vec<Correction>, PolicyFault> {
        if !Self::answers_corrections(viewer) {
            return Ok(Vec::new());
        }
        Ok(rights.corrections_of(viewer.organisation()).await?)
    }

    /// Whether the record accuses the organisation that holds it: then it does not exist for it, a request neither.
    pub fn is_kept_from(&self, viewer: &Viewer, record: &Candidate) -> bool {
        let us = viewer.organisation();
        let within = |accused| self.organisations.within(us, accused) || self.organisations.within(accused, us);
        record.accused.iter().any(|accused| within(*accused))
    }

    /// Writes the answer down. The caller has looked at [`Desk::is_kept_from`]. Twice the same is the same as once.
    ///
    /// # Errors
    /// `NotFound` for what is not the viewer's to answer, `KeyReused` where another answer stands.
    pub async fn answer_correction(
        &self,
        rights: &dyn Rights,
        viewer: &Viewer,
        request: &Correction,
        (outcome, reason): (CorrectionOutcome, &str),
        at: Timestamp,
    ) -> Result<Correction, PolicyFault> {
        if !Self::answers_corrections(viewer) || request.owner != viewer.organisation() {
            return Err(PolicyFault::NotFound);
        }
        let reason = self.keys.seal(context(request.id, "reason").as_bytes(), reason.as_bytes());
        let answer = CorrectionAnswer { outcome, reason, at };
        let written = rights.answer_correction(request.id, &answer).await?.ok_or(PolicyFault::NotFound)?;
        let same = |one: &CorrectionAnswer| (one.outcome, &one.reason) == (answer.outcome, &answer.reason);
        if written.answer.as_ref().is_some_and(same) { Ok(written) } else { Err(PolicyFault::KeyReused) }
    }

    /// What is said to be wrong, and the reason of the answer, for who was given the request.
    pub fn correction_words(&self, request: &Correction) -> (Option<String>, Option<String>) {
        let open = |what: &str, sealed: &[u8]| {
            let plain = self.keys.unseal(context(request.id, what).as_bytes(), sealed)?;
            Some(String::from_utf8_lossy(&plain).into_owned())
        };
        let reason = request.answer.as_ref().and_then(|answer| open("reason", &answer.reason));
        (open("what", &request.what), reason)
    }

    /// The id of a request.
    pub fn correction_id(&self, viewer: &Viewer, request: &Correction) -> OpaqueId {
        let plain = request.id.as_bytes();
        OpaqueId(self.keys.wrap(viewer.organisation(), "correction", plain).unwrap_or_default())
    }

    /// The request behind an id.
    pub fn resolve_correction(&self, viewer: &Viewer, id: &str) -> Option<Uuid> {
        Uuid::from_slice(&self.keys.unwrap(viewer.organisation(), "correction", id)?).ok()
    }
}

/// What a sealed text of a request is bound to.
fn context(id: Uuid, what: &str) -> String {
    format!("correction {id} {what}")
}
