//! The change feed.

use std::collections::BTreeMap;
use std::sync::Arc;

use accord_connector_kit::{Ask, Pace};
use accord_consent::{FieldSet, Population, Record, Sealed, StandingOrder};
use accord_federation::{Change, ChangeCursor, ChangePage, Fault, Note};
use accord_model::{Incident, LocalId, RecordRef, RecordType, Referral, Victim};
use serde::Serialize;

use super::cursor::Place;
use super::known::{Holds, Known, code_of};
use super::map::{Notes, is_of_hate};
use super::seen::Seen;
use super::wire::{self, Entry};
use super::{PROTOCOL, Remote, fields};

#[derive(Serialize)]
struct Question<'a> {
    cursor: Option<&'a str>,
    limit: u16,
    population: &'static str,
    fields: BTreeMap<&'static str, Vec<&'static str>>,
}

/// What is wanted of each type; nothing where the order or the program has none.
struct Wanted {
    victim: FieldSet,
    incident: FieldSet,
    referral: FieldSet,
    known: Arc<Known>,
    /// Incidents must show that they are of hate.
    flagged: bool,
    selects: bool,
}

impl Wanted {
    fn of(order: &StandingOrder, known: Arc<Known>) -> Self {
        let both = |ours: FieldSet, theirs: Option<Holds>| theirs.map_or(FieldSet::NONE, |held| ours.and(held.fields));
        Self {
            victim: both(order.victim_fields(), known.victim),
            incident: both(order.incident_fields(), known.incident),
            referral: both(order.referral_fields(), known.referral),
            flagged: *order.population() == Population::HateFlagged,
            selects: known.selects,
            known,
        }
    }

    fn victim_names(&self) -> Vec<&'static str> {
        self.known.victim.map(|held| held.names::<Victim>(self.victim)).unwrap_or_default()
    }

    fn referral_names(&self) -> Vec<&'static str> {
        self.known.referral.map(|held| held.names::<Referral>(self.referral)).unwrap_or_default()
    }

    /// The names to ask for.
    fn incident_names(&self) -> Vec<&'static str> {
        let mut names = self.known.incident.map(|held| held.names::<Incident>(self.incident)).unwrap_or_default();
        if self.flagged {
            names.extend(fields::OF_HATE.iter().filter(|name| !self.incident.has::<Incident>(name)));
        }
        names
    }

    fn names(&self) -> BTreeMap<&'static str, Vec<&'static str>> {
        let mut all = BTreeMap::new();
        if !self.victim.is_empty() {
            all.insert("victim", self.victim_names());
        }
        if !self.incident.is_empty() {
            all.insert("incident", self.incident_names());
        }
        if !self.referral.is_empty() {
            all.insert("referral", self.referral_names());
        }
        all
    }
}

impl Remote {
    /// The next page of the feed, for the fields of the standing order alone.
    pub(super) async fn page(&self, order: &StandingOrder, since: Option<&ChangeCursor>) -> Result<ChangePage, Fault> {
        let known = self.known(Pace::Sync).await?;
        // A population that the program cannot cut to is never read.
        if order.partner() != self.mapper.partner || !known.feeds(order.population()) {
            return Err(Fault::NotSupported);
        }
        let wanted = Wanted::of(order, Arc::clone(&known));
        let place = Place::of(since);
        let limit = known.page_size.map_or(self.page_size, |theirs| theirs.min(self.page_size));
        let question = Question {
            cursor: place.cursor.as_deref(),
            limit,
            population: code_of(order.population()),
            fields: wanted.names(),
        };
        let ask = Ask::post("/changes", &question).header(PROTOCOL.0, PROTOCOL.1);
        let page: wire::Changes = self.client.read(&ask, Pace::Sync).await?;
        let entries = page.changes.len();
        let mut notes = Vec::new();
        if entries > usize::from(limit) {
            notes.push(Note { code: "PAGE_TOO_LONG", place: "page".to_owned() });
        }
        let mut seen = if place.cursor.is_none() { Seen::default() } else { *self.seen.lock() };
        let mut changes = Vec::with_capacity(entries);
        for (number, row) in page.changes.into_iter().enumerate() {
            let mut said = Notes::on("change", number);
            changes.extend(self.change(wire::Change::read(row), &wanted, &mut seen, &mut said));
            notes.extend(said.into_notes());
        }
        let next = place.after(page.next, entries, page.more).inspect_err(|_| {
            tracing::warn!(partner = %self.mapper.partner, code = "PAGE_LOOP", "a page leads nowhere");
        })?;
        if !page.more {
            notes.extend(seen.never(wanted.victim, wanted.incident, wanted.referral));
        }
        *self.seen.lock() = if page.more { seen } else { Seen::default() };
        Ok(ChangePage { changes, next: next.cursor(), more: page.more, expected: page.expected.known(), notes })
    }

    fn change(&self, from: wire::Change, wanted: &Wanted, seen: &mut Seen, notes: &mut Notes) -> Option<Change> {
        match from {
            wire::Change::Victim(entry) if !wanted.victim.is_empty() => {
                let names = wanted.victim_names();
                let read = self.read::<_, Victim>(entry, fields::OF_VICTIM, &names, wanted, notes);
                let (at, from) = (self.at(RecordType::Victim, &read.0), read.1);
                let victim = from.and_then(|from| self.mapper.victim(at.clone(), from, wanted.victim, notes));
                Some(victim.map_or(Change::Gone(at), |victim| Change::Victim(seal(victim, &mut seen.victim))))
            }
            wire::Change::Incident(entry) if !wanted.incident.is_empty() => {
                let frame = [fields::OF_INCIDENT, fields::FOR_INDEX].concat();
                let read = self.read::<_, Incident>(entry, &frame, &wanted.incident_names(), wanted, notes);
                let (at, from) = (self.at(RecordType::Incident, &read.0), read.1);
                let incident = from.and_then(|from| self.incident(at.clone(), from, wanted, notes));
                // What can no longer be taken in must not stay as it was: an older state may know less of who is accused.
                Some(incident.map_or(Change::Gone(at), |one| Change::Incident(seal(one, &mut seen.incident))))
            }
            wire::Change::Referral(entry) if !wanted.referral.is_empty() => {
                let names = wanted.referral_names();
                let read = self.read::<_, Referral>(entry, fields::OF_REFERRAL, &names, wanted, notes);
                let (at, from) = (self.at(RecordType::Referral, &read.0), read.1);
                let referral = from.and_then(|from| self.mapper.referral(at.clone(), from, wanted.referral, notes));
                Some(referral.map_or(Change::Gone(at), |one| Change::Referral(seal(one, &mut seen.referral))))
            }
            wire::Change::Gone { record, id } => self.gone(&record, &id, notes),
            wire::Change::Unreadable => {
                notes.entry("ENTRY_UNREADABLE");
                None
            }
            _ => {
                notes.entry("RECORD_UNASKED");
                None
            }
        }
    }

    fn incident(&self, at: RecordRef, from: wire::Incident, wanted: &Wanted, notes: &mut Notes) -> Option<Incident> {
        if wanted.flagged && !is_of_hate(&from) {
            notes.entry("OUTSIDE_POPULATION");
            return None;
        }
        self.mapper.incident_for_index(at, from, wanted.incident, notes)
    }

    fn gone(&self, record: &str, id: &str, notes: &mut Notes) -> Option<Change> {
        let kind = match record {
            "victim" => RecordType::Victim,
            "incident" => RecordType::Incident,
            "referral" => RecordType::Referral,
            _ => {
                notes.entry("ENTRY_UNREADABLE");
                return None;
            }
        };
        Some(Change::Gone(self.at(kind, id)))
    }

    /// The entry's id, and what it says as far as it was asked for.
    fn read<W: serde::de::DeserializeOwned, R: Record>(
        &self,
        entry: Entry,
        frame: &[&str],
        names: &[&str],
        wanted: &Wanted,
        notes: &mut Notes,
    ) -> (String, Option<W>) {
        let id = entry.id.clone();
        let from = entry.only(frame, names, fields::is_known::<R>, wanted.selects, notes).parse();
        if from.is_none() {
            notes.entry("ENTRY_UNREADABLE");
        }
        (id, from)
    }

    fn at(&self, kind: RecordType, id: &str) -> RecordRef {
        RecordRef { partner: self.mapper.partner, kind, local: LocalId::new(id) }
    }
}

fn seal<R: Record>(record: R, seen: &mut super::seen::OfType) -> Sealed<R> {
    seen.add(&record);
    Sealed::new(record)
}
