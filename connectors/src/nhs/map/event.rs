use accord_connector_kit::{Term, Terms};
use accord_consent::FieldSet;
use accord_model::{
    CodedTerm, Incident, LocalId, PartnerReference, Private, Recognition, RecordKind, RecordRef, RecordType,
};
use jiff::Timestamp;

use super::values::{instant, span, span_of};
use super::words::{Words, find};
use super::{Mapper, Notes, restricted};
use crate::nhs::wire::Event;

/// The list of the published rules that propose candidates, by the offence they propose.
const RULES: &str = "candidate-rule";
/// The system of their codes, the same at every partner.
const SYSTEM: &str = "accord:candidate-rule";

/// The code of an offence that a word of the map proposes and no rule of the map does: a candidate without a rule is hidden
/// from everybody, and nobody would know why.
pub(in crate::nhs) fn without_a_rule(terms: &Terms) -> Option<&str> {
    let words = terms.lists().flat_map(|list| terms.terms(list));
    let proposed = words.filter(|term| term.recognition == Some(Recognition::Candidate));
    let ruled = |code: &str| terms.find(RULES, code).is_some_and(|rule| rule.coded.system == SYSTEM);
    proposed.map(|term| term.coded.code.as_str()).find(|code| !ruled(code))
}

impl Mapper {
    /// The first word of an event that says what was done to the person. None: it is not about that at all.
    pub(super) fn meaning<'a>(&'a self, from: &Event) -> Option<&'a Term> {
        let codings = from.concepts().flat_map(|concept| &concept.coding.items);
        let terms = codings.filter_map(|coding| find(&self.terms, coding.system.text()?, coding.code.text()?));
        // What the person perceived counts before what a rule proposes.
        terms
            .filter(|term| term.recognition.is_some())
            .min_by_key(|term| term.recognition == Some(Recognition::Candidate))
    }

    /// An encounter or a condition as an incident, with nothing in it but the fields of `may`. None where its codes say
    /// nothing of an assault or of hate, or where it is void: then it is no incident.
    pub(in crate::nhs) fn incident(
        &self,
        at: RecordRef,
        read_at: Timestamp,
        from: &Event,
        may: FieldSet,
        notes: &mut Notes,
    ) -> Option<Incident> {
        if from.is_void() {
            return None;
        }
        let has = |name: &str| may.has::<Incident>(name);
        let as_of = from.meta.last_updated.text().and_then(instant).unwrap_or(read_at);
        let mut to = Incident::at(at, as_of);
        to.restricted = restricted(&from.meta, notes);
        if has("reference") {
            let local = to.at.local.as_str();
            let id = local.split_once('/').map_or(local, |(_, id)| id);
            to.reference = Some(Private::new(PartnerReference(id.to_owned())));
        }
        if has("recordKind") {
            to.record_kind = Some(Private::new(RecordKind::HealthEvent));
        }
        if has("occurred") {
            to.occurred = occurred(from, notes).map(Private::new);
        }
        if let Some(term) = self.meaning(from) {
            if has("recognition") {
                to.recognition = term.recognition.map(Private::new);
            }
            if has("candidateRule") && term.recognition == Some(Recognition::Candidate) {
                let rule = self.terms.find(RULES, &term.coded.code);
                to.candidate_rule =
                    rule.map(|rule| Private::new(CodedTerm { reveals: rule.reveals, ..rule.coded.clone() }));
            }
            if has("offence") {
                to.offence = Some(Private::new(term.coded.clone()));
            }
        }
        if has("terms") {
            let mut words = Words::new(&self.terms);
            for concept in from.concepts() {
                words.concept(None, concept);
            }
            to.terms = words.into_source();
        }
        Some(to)
    }

    /// As [`Mapper::incident`], with what the index must know. None, with a note, where it cannot be read whom the event
    /// is about; none where it is no event of ours.
    pub(in crate::nhs) fn incident_for_index(
        &self,
        at: RecordRef,
        read_at: Timestamp,
        from: &Event,
        may: FieldSet,
        notes: &mut Notes,
    ) -> Option<Incident> {
        self.meaning(from)?;
        let mut incident = self.incident(at, read_at, from, may, notes)?;
        let Some(patient) = from.subject.known().and_then(|subject| self.id_of("Patient", subject)) else {
            notes.entry("SUBJECT_UNREADABLE");
            return None;
        };
        let local = LocalId::new(patient);
        incident.victims = vec![RecordRef { partner: self.partner, kind: RecordType::Victim, local }];
        Some(incident)
    }
}

/// When it happened, as exactly as it is known: for a condition, when it began, or else when it was written down.
pub(super) fn occurred(from: &Event, notes: &mut Notes) -> Option<accord_model::TimeSpan> {
    let period = notes.take("period", &from.period).or_else(|| from.onset_period.known());
    if let Some(period) = period {
        let start = notes.take("period", &period.start)?;
        return read(span_of(&start.0, period.end.text()), "period", notes);
    }
    let onset = notes.take("onsetDateTime", &from.onset_date_time);
    let text = onset.or_else(|| from.recorded_date.known())?;
    read(span(&text.0), "onsetDateTime", notes)
}

fn read<T>(value: Option<T>, name: &str, notes: &mut Notes) -> Option<T> {
    if value.is_none() {
        notes.field("DATE_UNREADABLE", name);
    }
    value
}
