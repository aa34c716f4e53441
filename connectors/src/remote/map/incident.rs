use std::mem::take;

use accord_connector_kit::{Field, List, Notes, instant};
use accord_consent::FieldSet;
use accord_model::{
    Category, CategorySet, Evidence, Incident, PartnerReference, Private, QuotedReference, Recognition, RecordKind,
    RecordRef, Reveals, Strand, StrandBasis, StrandMark,
};

use super::consent::directives;
use super::values::{address, area, time};
use super::{Facts, Mapper, Words};
use crate::remote::wire::{self, File, Mark, Quoted};

impl Mapper {
    /// An incident, with nothing in it but the fields of `may` and the facts that can hide it. None, with a note, where one
    /// of those cannot be read.
    pub(in crate::remote) fn incident(
        &self,
        at: RecordRef,
        mut from: wire::Incident,
        may: FieldSet,
        notes: &mut Notes,
    ) -> Option<Incident> {
        let (victims, accused) = (take(&mut from.victims), take(&mut from.accused));
        let facts = Facts::read(self.partner, victims, accused, take(&mut from.restricted), notes)?;
        let Some(as_of) = instant(notes, "asOf", take(&mut from.as_of)) else {
            notes.entry("ENTRY_UNREADABLE");
            return None;
        };
        let mut to = Incident::at(at, as_of);
        (to.victims, to.accused, to.restricted) = (facts.victims, facts.accused, facts.restricted);
        let mut words = self.words();
        written(&mut to, &mut from, may, notes);
        closed(&mut to, &mut from, may, &mut words, notes);
        coded(&mut to, from, may, &mut words, notes);
        if may.has::<Incident>("terms") {
            to.terms = words.into_source();
        }
        Some(to)
    }

    /// As [`Mapper::incident`], with what serves the index alone.
    pub(in crate::remote) fn incident_for_index(
        &self,
        at: RecordRef,
        mut from: wire::Incident,
        may: FieldSet,
        notes: &mut Notes,
    ) -> Option<Incident> {
        let quoted = self.quoted(take(&mut from.quoted), notes);
        let consent = directives(take(&mut from.consent), notes);
        let mut to = self.incident(at, from, may, notes)?;
        (to.quoted, to.directives) = (quoted, consent);
        Some(to)
    }

    fn quoted(&self, from: List<Quoted>, notes: &mut Notes) -> Vec<QuotedReference> {
        let mut quoted = Vec::new();
        for one in notes.list("quoted", from) {
            match self.systems.get(&one.system) {
                Some(partner) => {
                    quoted.push(QuotedReference { partner: *partner, reference: Private::new(one.reference) });
                }
                None => notes.field("REFERENCE_SYSTEM_UNKNOWN", "quoted"),
            }
        }
        quoted
    }
}

/// Whether an incident shows that it is of the population that carries a hate flag or is proposed by a rule.
pub(in crate::remote) fn is_of_hate(incident: &wire::Incident) -> bool {
    let rejected = matches!(&incident.recognition, Field::Is(word) if word == Recognition::Rejected.code());
    let recognised = matches!(&incident.recognition, Field::Is(_));
    let marked = matches!(&incident.strands, Field::Is(marks) if !marks.is_empty());
    !rejected && (recognised || marked)
}

/// What was written down: reference, times, place, narrative, evidence.
fn written(to: &mut Incident, from: &mut wire::Incident, may: FieldSet, notes: &mut Notes) {
    let has = |name: &str| may.has::<Incident>(name);
    if has("reference") {
        let reference = notes.take("reference", take(&mut from.reference));
        to.reference = reference.map(|text| Private::new(PartnerReference(text)));
    }
    if has("occurred") {
        to.occurred = time(notes, "occurred", take(&mut from.occurred));
    }
    if has("reported") {
        to.reported = time(notes, "reported", take(&mut from.reported));
    }
    if has("area") {
        to.area = area("area", take(&mut from.area), notes).map(Private::new);
    }
    if has("place") {
        let place = notes.take("place", take(&mut from.place));
        to.place = place.map(|from| Private::new(address("place", from, notes)));
    }
    if has("narrative") {
        to.narrative = notes.take("narrative", take(&mut from.narrative)).map(Private::new);
    }
    if has("evidence") {
        let files = notes.list("evidence", take(&mut from.evidence)).into_iter();
        to.evidence = files.map(|file| Private::new(evidence(file, notes))).collect();
    }
}

fn evidence(from: File, notes: &mut Notes) -> Evidence {
    let is_digest = |text: &String| text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
    Evidence {
        url: from.url,
        sha256: notes.take("evidence", from.sha256).filter(is_digest),
        media_type: notes.take("evidence", from.media_type),
    }
}

/// What is of a closed list.
fn closed(to: &mut Incident, from: &mut wire::Incident, may: FieldSet, words: &mut Words<'_>, notes: &mut Notes) {
    let has = |name: &str| may.has::<Incident>(name);
    let told = |category: Category| move || Reveals::Known(CategorySet::from(category));
    if has("recordKind") {
        let word = notes.take("recordKind", take(&mut from.record_kind));
        to.record_kind = word.and_then(|word| words.closed("record-kind", word, RecordKind::reveals)).map(Private::new);
    }
    if has("recognition") {
        let word = notes.take("recognition", take(&mut from.recognition));
        let offence = told(Category::Offence);
        to.recognition = word.and_then(|word| words.closed("recognition", word, |_| offence())).map(Private::new);
    }
    if has("channel") {
        let word = notes.take("channel", take(&mut from.channel));
        let offence = told(Category::Offence);
        to.channel = word.map(|word| {
            Private::new(words.closed("channel", word, |_| offence()).unwrap_or(accord_model::Channel::Unknown))
        });
    }
    if has("perpetratorRelation") {
        let word = notes.take("perpetratorRelation", take(&mut from.perpetrator_relation));
        let subject = told(Category::Subject);
        to.perpetrator_relation = word.map(|word| {
            let relation = words.closed("relation", word, |_| subject());
            Private::new(relation.unwrap_or(accord_model::PerpetratorRelation::Unknown))
        });
    }
    if has("strands") {
        let marks = notes.list("strands", take(&mut from.strands)).into_iter();
        to.strands = marks.filter_map(|mark| strand(mark, words, notes)).map(Private::new).collect();
    }
}

/// A mark says what was perceived, unless it says more.
fn strand(from: Mark, words: &mut Words<'_>, notes: &mut Notes) -> Option<StrandMark> {
    let strand = words.closed("strand", from.strand, |strand: Strand| Reveals::Known(strand.reveals()))?;
    let basis = match notes.take("strands", from.basis).map(|word| word.parse()) {
        Some(Ok(basis)) => basis,
        Some(Err(_)) => {
            notes.field("FIELD_UNREADABLE", "strands");
            StrandBasis::Perceived
        }
        None => StrandBasis::Perceived,
    };
    let reason = notes.take("strands", from.reason);
    if reason.is_some() && strand != Strand::Other {
        // A reason is told, and would hide the mark from whoever may not read what was told.
        notes.field("REASON_NOT_TAKEN", "strands");
    }
    let reason = reason.filter(|_| strand == Strand::Other);
    Some(StrandMark { strand, basis, reason: reason.map(Private::new) })
}

/// What is of a list that grows.
fn coded(to: &mut Incident, from: wire::Incident, may: FieldSet, words: &mut Words<'_>, notes: &mut Notes) {
    let has = |name: &str| may.has::<Incident>(name);
    if has("candidateRule") {
        let rule = words.field("candidate-rule", "candidateRule", from.candidate_rule, notes);
        to.candidate_rule = rule.map(Private::new);
    }
    if has("offence") {
        to.offence = words.field("offence", "offence", from.offence, notes).map(Private::new);
    }
    if has("outcome") {
        to.outcome = words.field("outcome", "outcome", from.outcome, notes).map(Private::new);
    }
    if has("terms") {
        words.further(from.terms, notes);
    }
}
