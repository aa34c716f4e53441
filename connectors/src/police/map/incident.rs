use std::mem::take;

use accord_connector_kit::{instant, postcode, span};
use accord_consent::FieldSet;
use accord_model::{Address, AreaCode, Channel, Incident, PartnerReference, PerpetratorRelation, Private, RecordRef};

use super::hate::{Hate, Offence};
use super::words::Words;
use super::{Facts, Mapper, Notes};
use crate::police::wire::{Field, Location, Occurrence};

impl Mapper {
    /// An occurrence as an incident, with nothing in it but the fields of `may`. None, with a note, where it does not
    /// say when it was changed.
    pub(in crate::police) fn incident(
        &self,
        at: RecordRef,
        from: Occurrence,
        may: FieldSet,
        notes: &mut Notes,
    ) -> Option<Incident> {
        self.occurrence(at, from, may, notes).map(|(record, _)| record)
    }

    /// As [`Mapper::incident`], with what the index must know. None, with a note, where that cannot be read, or where
    /// the record is not of the agreed population.
    pub(in crate::police) fn incident_for_index(
        &self,
        at: RecordRef,
        from: Occurrence,
        may: FieldSet,
        notes: &mut Notes,
    ) -> Option<Incident> {
        let facts = match Facts::read(self.partner, &self.systems, &from, notes) {
            Ok(facts) => facts,
            Err(code) => {
                notes.entry(code);
                return None;
            }
        };
        let (mut incident, agreed) = self.occurrence(at, from, may, notes)?;
        if !agreed {
            notes.entry("OUTSIDE_POPULATION");
            return None;
        }
        facts.write(&mut incident);
        Some(incident)
    }

    fn occurrence(
        &self,
        at: RecordRef,
        mut from: Occurrence,
        may: FieldSet,
        notes: &mut Notes,
    ) -> Option<(Incident, bool)> {
        let Some(as_of) = instant(notes, "modified", take(&mut from.modified)) else {
            notes.entry("ENTRY_UNREADABLE");
            return None;
        };
        let mut to = Incident::at(at, as_of);
        let mut words = Words::new(&self.terms);
        written(&mut to, &mut from, may, notes);
        coded(&mut to, &mut from, may, &mut words, notes);
        if may.has::<Incident>("place") || may.has::<Incident>("area") {
            let location = take(&mut from.location);
            place(&mut to, location, may, &mut words, notes);
        }
        let agreed = hate(&mut to, &mut from, may, &mut words, notes);
        if may.has::<Incident>("terms") {
            to.terms = words.into_source();
        }
        Some((to, agreed))
    }
}

/// What was written down: reference, times, narrative.
fn written(to: &mut Incident, from: &mut Occurrence, may: FieldSet, notes: &mut Notes) {
    let has = |name: &str| may.has::<Incident>(name);
    if has("reference") {
        let reference = notes.take("reference", take(&mut from.reference));
        to.reference = reference.map(|text| Private::new(PartnerReference(text)));
    }
    if has("occurred")
        && let Some(earliest) = instant(notes, "occurredFrom", take(&mut from.occurred_from))
    {
        let end = instant(notes, "occurredTo", take(&mut from.occurred_to));
        to.occurred = span(earliest, end).map(Private::new);
    }
    if has("reported") {
        let reported = instant(notes, "reportedAt", take(&mut from.reported_at));
        to.reported = reported.and_then(|at| span(at, None)).map(Private::new);
    }
    if has("narrative") {
        let narrative = notes.take("narrative", take(&mut from.narrative));
        to.narrative = narrative.map(Private::new);
    }
}

/// What is coded and says nothing of hate: channel, outcome, relation.
fn coded(to: &mut Incident, from: &mut Occurrence, may: FieldSet, words: &mut Words<'_>, notes: &mut Notes) {
    let has = |name: &str| may.has::<Incident>(name);
    if has("channel") {
        let word = notes.take("channel", take(&mut from.channel));
        to.channel = word.map(|word| {
            let channel = words.plain("channel", &word).and_then(|term| term.channel);
            Private::new(channel.unwrap_or(Channel::Unknown))
        });
    }
    if has("outcome") {
        let outcome = words.term("outcome", take(&mut from.outcome), notes);
        to.outcome = outcome.map(|term| Private::new(term.coded.clone()));
    }
    if has("perpetratorRelation") {
        let field = take(&mut from.perpetrator_relation);
        let given = matches!(field, Field::Is(_));
        let relation = words.term("relation", field, notes);
        let relation = relation.and_then(|term| term.relation);
        to.perpetrator_relation = given.then(|| Private::new(relation.unwrap_or(PerpetratorRelation::Unknown)));
    }
}

/// What is coded and says something of hate. True: the record is of the agreed population.
fn hate(to: &mut Incident, from: &mut Occurrence, may: FieldSet, words: &mut Words<'_>, notes: &mut Notes) -> bool {
    let has = |name: &str| may.has::<Incident>(name);
    let field = take(&mut from.offence);
    let offence = Offence { given: matches!(field, Field::Is(_)), term: words.term("offence", field, notes) };
    let flags = notes.list("flags", take(&mut from.flags));
    let marker = notes.take("disabilityMarker", take(&mut from.disability_marker));
    let mut hate = Hate::read(words, &flags, offence, marker == Some(true));
    hate.perceive(words, notes.list("persons", take(&mut from.persons)));
    if has("recordKind") {
        let layer = notes.take("layer", take(&mut from.layer));
        let layer = layer.and_then(|word| words.plain("layer", &word)?.kind);
        let kind = offence.term.and_then(|term| term.kind).or(layer);
        to.record_kind = kind.map(Private::new);
    }
    if has("offence") {
        to.offence = offence.term.map(|term| Private::new(term.coded.clone()));
    }
    if has("recognition") {
        to.recognition = hate.recognition().map(Private::new);
    }
    if has("candidateRule") {
        to.candidate_rule = hate.rule().map(Private::new);
    }
    let agreed = hate.is_agreed();
    if has("strands") {
        to.strands = hate.into_strands();
    }
    agreed
}

fn place(to: &mut Incident, from: Field<Location>, may: FieldSet, words: &mut Words<'_>, notes: &mut Notes) {
    let Some(from) = notes.take("location", from) else {
        return;
    };
    let district = notes.take("location", from.district);
    let area = district.and_then(|word| {
        let term = words.plain("district", &word)?;
        term.coded.code.parse::<AreaCode>().ok()
    });
    if may.has::<Incident>("area") {
        to.area = area.map(Private::new);
    }
    if may.has::<Incident>("place") {
        let line = notes.take("location", from.premises);
        let code = notes.take("location", from.postcode);
        to.place = Some(Private::new(Address {
            lines: line.into_iter().collect(),
            postcode: code.as_deref().map(postcode),
            ward: notes.take("location", from.ward),
            district: area,
        }));
    }
}
