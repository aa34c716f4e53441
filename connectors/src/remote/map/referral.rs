use std::mem::take;
use std::str::FromStr;

use accord_connector_kit::{Field, Notes, instant};
use accord_consent::FieldSet;
use accord_model::{Category, PartnerReference, Private, RecordRef, Referral, ReferralEvent, ReferralStatus, Reveals};

use super::values::time;
use super::{Facts, Mapper, Words};
use crate::remote::wire::{self, Event};

impl Mapper {
    /// A referral, with nothing in it but the fields of `may` and the facts that can hide it. None, with a note, where one
    /// of those cannot be read.
    pub(in crate::remote) fn referral(
        &self,
        at: RecordRef,
        mut from: wire::Referral,
        may: FieldSet,
        notes: &mut Notes,
    ) -> Option<Referral> {
        let (victims, accused) = (take(&mut from.victims), take(&mut from.accused));
        let facts = Facts::read(self.partner, victims, accused, take(&mut from.restricted), notes)?;
        let Some(as_of) = instant(notes, "asOf", take(&mut from.as_of)) else {
            notes.entry("ENTRY_UNREADABLE");
            return None;
        };
        let mut to = Referral::at(at, as_of);
        (to.victims, to.accused, to.restricted) = (facts.victims, facts.accused, facts.restricted);
        let mut words = self.words();
        way(&mut to, &mut from, may, &mut words, notes);
        what(&mut to, from, may, &mut words, notes);
        if may.has::<Referral>("terms") {
            to.terms = words.into_source();
        }
        Some(to)
    }
}

/// Whence, whither, when, and what became of it.
fn way(to: &mut Referral, from: &mut wire::Referral, may: FieldSet, words: &mut Words<'_>, notes: &mut Notes) {
    let has = |name: &str| may.has::<Referral>(name);
    if has("reference") {
        let reference = notes.take("reference", take(&mut from.reference));
        to.reference = reference.map(|text| Private::new(PartnerReference(text)));
    }
    if has("status") {
        let word = notes.take("status", take(&mut from.status));
        let status = |word| one(words, "status", Category::Support, word).unwrap_or(ReferralStatus::Unknown);
        to.status = word.map(status).map(Private::new);
    }
    if has("sent") {
        to.sent = time(notes, "sent", take(&mut from.sent));
    }
    if has("sender") {
        let party = notes.take("sender", take(&mut from.sender));
        to.sender = party.map(|party| Private::new(words.party(party)));
    }
    if has("recipient") {
        let party = notes.take("recipient", take(&mut from.recipient));
        to.recipient = party.map(|party| Private::new(words.party(party)));
    }
    if has("history") {
        let events = notes.list("history", take(&mut from.history)).into_iter();
        to.history = events.filter_map(|from| event(from, words, notes)).map(Private::new).collect();
    }
}

fn event(from: Event, words: &mut Words<'_>, notes: &mut Notes) -> Option<ReferralEvent> {
    let Ok(at) = from.at.parse() else {
        notes.field("DATE_UNREADABLE", "history");
        return None;
    };
    let status = one(words, "status", Category::Support, from.status).unwrap_or(ReferralStatus::Unknown);
    Some(ReferralEvent { at, status })
}

/// What for.
fn what(to: &mut Referral, from: wire::Referral, may: FieldSet, words: &mut Words<'_>, notes: &mut Notes) {
    let has = |name: &str| may.has::<Referral>(name);
    if has("service") {
        to.service = words.field("service", "service", from.service, notes).map(Private::new);
    }
    if has("reason") {
        to.reason = words.field("reason", "reason", from.reason, notes).map(Private::new);
    }
    if has("setting") {
        to.setting = code(words, "setting", Category::Health, from.setting, notes);
    }
    if has("need") {
        to.need = code(words, "need", Category::Health, from.need, notes);
    }
    if has("role") {
        to.role = code(words, "role", Category::Support, from.role, notes);
    }
    if has("terms") {
        words.further(from.terms, notes);
    }
}

/// A code of a closed list whose field has one name with the list.
fn code<T: FromStr + Copy>(
    words: &mut Words<'_>,
    list: &str,
    tells: Category,
    field: Field<String>,
    notes: &mut Notes,
) -> Option<Private<T>> {
    one(words, list, tells, notes.take(list, field)?).map(Private::new)
}

fn one<T: FromStr + Copy>(words: &mut Words<'_>, list: &str, tells: Category, word: String) -> Option<T> {
    words.closed(list, word, |_| Reveals::Known(tells.into()))
}
