use std::mem::take;

use accord_connector_kit::{Term, instant};
use accord_consent::FieldSet;
use accord_model::{
    Incident, LocalId, Private, RecordRef, RecordType, Referral, ReferralEvent, ReferralParty, ReferralStatus, Reveals,
    TimeSpan,
};

use super::words::Words;
use super::{Mapper, Notes};
use crate::police::wire::{self, Announced, Event, Party};

/// Between an occurrence's id and the number of its referral.
const GAP: char = '#';

impl Mapper {
    /// A referral, with nothing in it but the fields of `may`. None, with a note, where it does not say when it was
    /// changed.
    pub(in crate::police) fn referral(
        &self,
        at: RecordRef,
        mut from: wire::Referral,
        may: FieldSet,
        notes: &mut Notes,
    ) -> Option<Referral> {
        let Some(as_of) = instant(notes, "modified", take(&mut from.modified)) else {
            notes.entry("ENTRY_UNREADABLE");
            return None;
        };
        let has = |name: &str| may.has::<Referral>(name);
        let mut to = Referral::at(at, as_of);
        let mut words = Words::new(&self.terms);
        if has("status") {
            let word = notes.take("status", take(&mut from.status));
            to.status = word.map(|word| Private::new(status(&mut words, &word)));
        }
        if has("sent") {
            let sent = instant(notes, "sentAt", take(&mut from.sent_at));
            to.sent = sent.map(|at| Private::new(TimeSpan::instant(at)));
        }
        if has("recipient") {
            let party = notes.take("toOrganisation", take(&mut from.to_organisation));
            to.recipient = party.and_then(|party| self.party(party, &mut words, notes)).map(Private::new);
        }
        if has("history") {
            let events = notes.list("history", take(&mut from.history)).into_iter();
            to.history = events.filter_map(|one| event(&one, &mut words, notes)).map(Private::new).collect();
        }
        if let Some(word) = notes.take("serviceCode", take(&mut from.service_code)) {
            service(&mut to, words.word("service", &word), may);
        }
        if has("terms") {
            to.terms = words.into_source();
        }
        Some(to)
    }

    /// A referral as its occurrence announces it, for the index: it is about the person it names, and hidden from whom the
    /// occurrence is hidden from. None where it is gone, or, with a note, where it cannot be read of whom it is.
    pub(in crate::police) fn announced(
        &self,
        from: Announced,
        incident: &Incident,
        may: FieldSet,
        notes: &mut Notes,
    ) -> Option<Referral> {
        if !matches!(from.tombstone, wire::Field::Absent) {
            return None;
        }
        let at = self.referral_at(&incident.at, &from.id)?;
        let Some(person) = notes.take("referrals", from.person_id) else {
            notes.field("REFERRAL_UNREADABLE", "referrals");
            return None;
        };
        let mut to = Referral::at(at, incident.as_of);
        let mut words = Words::new(&self.terms);
        if may.has::<Referral>("status") {
            to.status = notes.take("status", from.status).map(|word| Private::new(status(&mut words, &word)));
        }
        if may.has::<Referral>("sent") {
            let sent = instant(notes, "sentAt", from.sent_at);
            to.sent = sent.map(|at| Private::new(TimeSpan::instant(at)));
        }
        if may.has::<Referral>("terms") {
            to.terms = words.into_source();
        }
        to.victims =
            vec![RecordRef { partner: self.partner, kind: RecordType::Victim, local: LocalId::new(person.as_str()) }];
        to.accused.clone_from(&incident.accused);
        to.restricted = incident.restricted;
        Some(to)
    }

    /// Where a referral of this occurrence lies. None for an id that is not of this occurrence: nothing that one
    /// occurrence says can touch what another holds.
    pub(in crate::police) fn referral_at(&self, of: &RecordRef, id: &str) -> Option<RecordRef> {
        let number = id.strip_prefix(of.local.as_str())?.strip_prefix(GAP)?;
        let whole = !number.is_empty() && number.chars().all(|digit| digit.is_ascii_digit());
        whole.then(|| RecordRef { partner: self.partner, kind: RecordType::Referral, local: LocalId::new(id) })
    }

    /// Naming a clinic says it all, so somebody must have said what it says: a code that no map has tells nobody knows what.
    fn party(&self, from: Party, words: &mut Words<'_>, notes: &mut Notes) -> Option<ReferralParty> {
        let code = notes.take("toOrganisation", from.code);
        let name = notes.take("toOrganisation", from.name).or_else(|| code.clone())?;
        let term = words.coded("recipient", code.as_deref(), &name);
        Some(ReferralParty {
            organisation: code.as_ref().and_then(|code| self.organisations.get(code).copied()),
            name: term.map_or(name, |term| term.coded.text.clone()),
            reveals: term.map_or(Reveals::Unknown, |term| Reveals::Known(term.reveals)),
        })
    }
}

/// The service, and what the map says of its care.
fn service(to: &mut Referral, term: Option<&Term>, may: FieldSet) {
    let has = |name: &str| may.has::<Referral>(name);
    let Some(term) = term else { return };
    if has("service") {
        to.service = Some(Private::new(term.coded.clone()));
    }
    if has("setting") {
        to.setting = term.setting.map(Private::new);
    }
    if has("need") {
        to.need = term.need.map(Private::new);
    }
    if has("role") {
        to.role = term.role.map(Private::new);
    }
}

fn status(words: &mut Words<'_>, word: &str) -> ReferralStatus {
    words.plain("referral-status", word).and_then(|term| term.status).unwrap_or(ReferralStatus::Unknown)
}

fn event(from: &Event, words: &mut Words<'_>, notes: &mut Notes) -> Option<ReferralEvent> {
    let Ok(at) = from.at.parse() else {
        notes.field("DATE_UNREADABLE", "history");
        return None;
    };
    Some(ReferralEvent { at, status: status(words, &from.status) })
}
