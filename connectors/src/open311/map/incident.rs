use accord_connector_kit::postcode;
use accord_consent::FieldSet;
use accord_model::{Address, Evidence, Incident, PartnerReference, Private, RecordRef, SourceTerm};

use super::values::{coordinates, is_web_address};
use super::{Hate, Mapper, Notes, STATUS};
use crate::open311::wire::{Entry, Field};

impl Mapper {
    /// A request as an incident about nobody, with nothing in it but the fields of `may`. None, with a note, where it
    /// does not say when it was made.
    pub(in crate::open311) fn incident(
        &self,
        at: RecordRef,
        from: &Entry,
        may: FieldSet,
        notes: &mut Notes,
    ) -> Option<Incident> {
        let Some(as_of) = self.changed(from) else {
            notes.entry("ENTRY_UNREADABLE");
            return None;
        };
        let mut to = Incident::at(at, as_of);
        let mut words = Vec::new();
        self.written(&mut to, from, may, notes);
        self.place(&mut to, from, may, notes);
        self.outcome(&mut to, from, may, &mut words, notes);
        self.coded(&mut to, from, may, &mut words);
        if may.has::<Incident>("terms") {
            to.terms = words.into_iter().map(Private::new).collect();
        }
        Some(to)
    }

    /// As [`Mapper::incident`], with what the index must know: whether the council keeps it from the public.
    pub(in crate::open311) fn incident_for_index(
        &self,
        at: RecordRef,
        from: &Entry,
        may: FieldSet,
        notes: &mut Notes,
    ) -> Option<Incident> {
        let mut incident = self.incident(at, from, may, notes)?;
        incident.restricted = match from.truth("non_public") {
            Field::Is(hidden) => hidden,
            Field::Absent => false,
            // Restricted is the safe side.
            Field::Unreadable => true,
        };
        Some(incident)
    }

    /// Reference, time, words, photograph.
    fn written(&self, to: &mut Incident, from: &Entry, may: FieldSet, notes: &mut Notes) {
        let has = |name: &str| may.has::<Incident>(name);
        if has("reference") {
            to.reference = Some(Private::new(PartnerReference(from.id.clone())));
        }
        if has("reported") && notes.take("requested_datetime", from.text("requested_datetime")).is_some() {
            let moment = self.time(from, "requested_datetime");
            to.reported = moment.and_then(|moment| moment.span(&self.zone)).map(Private::new);
            if to.reported.is_none() {
                notes.field("DATE_UNREADABLE", "requested_datetime");
            }
        }
        if has("narrative") {
            to.narrative = notes.take("description", from.text("description")).map(Private::new);
        }
        if has("evidence")
            && let Some(url) = notes.take("media_url", from.text("media_url"))
        {
            if is_web_address(&url) {
                to.evidence = vec![Private::new(Evidence { url, sha256: None, media_type: None })];
            } else {
                notes.field("ADDRESS_UNREADABLE", "media_url");
            }
        }
    }

    fn place(&self, to: &mut Incident, from: &Entry, may: FieldSet, notes: &mut Notes) {
        if may.has::<Incident>("area") {
            to.area = self.area.map(Private::new);
        }
        if !may.has::<Incident>("place") {
            return;
        }
        let line = notes.take("address", from.text("address")).or_else(|| {
            let latitude = notes.take("lat", from.number("lat"))?;
            coordinates(latitude, notes.take("long", from.number("long"))?)
        });
        let code = notes.take("zipcode", from.text("zipcode"));
        if line.is_some() || code.is_some() {
            to.place = Some(Private::new(Address {
                lines: line.into_iter().collect(),
                postcode: code.as_deref().map(postcode),
                ward: None,
                district: self.area,
            }));
        }
    }

    fn outcome(&self, to: &mut Incident, from: &Entry, may: FieldSet, words: &mut Vec<SourceTerm>, notes: &mut Notes) {
        if !may.has::<Incident>("outcome") {
            return;
        }
        if let Some(word) = notes.take("status", from.text("status")) {
            words.push(self.terms.source(STATUS, None, &word));
            to.outcome = self.terms.find(STATUS, &word).map(|term| Private::new(term.coded.clone()));
        }
    }

    /// What the service and coded answers say.
    fn coded(&self, to: &mut Incident, from: &Entry, may: FieldSet, words: &mut Vec<SourceTerm>) {
        let has = |name: &str| may.has::<Incident>(name);
        let hate = Hate::read(self, from);
        if has("recordKind") {
            to.record_kind = hate.service.and_then(|term| term.kind).map(Private::new);
        }
        if has("offence") {
            to.offence = hate.service.map(|term| Private::new(term.coded.clone()));
        }
        if has("recognition") {
            to.recognition = hate.recognition().map(Private::new);
        }
        if has("strands") {
            to.strands = hate.strands();
        }
        words.extend(hate.into_words());
    }
}
