//! The change feed, and the persons of its pages.

use std::mem::take;

use accord_connector_kit::{Ask, Pace};
use accord_consent::{Population, Sealed, StandingOrder};
use accord_federation::{Change, ChangeCursor, ChangePage, Fault, Note};
use accord_model::{Incident, LocalId, RecordRef, RecordType, Referral};
use jiff::Timestamp;

use super::cursor::{Place, Turn};
use super::wire::{Entry, FeedPage, Occurrence};
use super::{Notes, Police, fields};

const FEED: &str = "/v1/occurrences";

/// One page, read.
#[derive(Default)]
struct Page {
    incidents: Vec<Incident>,
    referrals: Vec<Referral>,
    gone: Vec<RecordRef>,
    modified: Vec<Timestamp>,
    notes: Vec<Note>,
}

impl Police {
    /// The next page of the feed, for the fields of the standing order alone.
    pub(super) async fn page(&self, order: &StandingOrder, since: Option<&ChangeCursor>) -> Result<ChangePage, Fault> {
        // The whole book is never read: an agreement for it does not fit this system.
        if *order.population() != Population::HateFlagged || order.partner() != self.mapper.partner {
            return Err(Fault::NotSupported);
        }
        let place = Place::of(since);
        let mut names = fields::name_incident(order.incident_fields());
        names.extend_from_slice(fields::FACTS);
        // Without the category that protects it, that there is a referral is not asked for.
        if order.referral_fields().has::<Referral>("sent") {
            names.push(fields::REFERRALS);
        }
        names.sort_unstable();
        names.dedup();

        let feed: FeedPage = self.client.read(&self.question(&place, &names), Pace::Sync).await?;
        let entries = feed.items.0.len();
        let mut page = self.take_in(feed.items.0, order, &names);
        let turn = Turn { modified: &page.modified, entries, next: feed.next_cursor, more: feed.more };
        let (next, more) = place.after(turn, self.overlap)?;
        let mut changes = self.victims_of(&mut page, order).await?;
        changes.extend(page.gone.into_iter().map(Change::Gone));
        let incidents = page.incidents.into_iter();
        changes.extend(incidents.map(|incident| Change::Incident(Sealed::new(incident))));
        changes.extend(page.referrals.into_iter().map(|referral| Change::Referral(Sealed::new(referral))));
        Ok(ChangePage { changes, next: next.cursor(), more, expected: None, notes: page.notes })
    }

    fn question(&self, place: &Place, names: &[&str]) -> Ask {
        let ask = Ask::get(FEED)
            .query("flag", place.flag.as_str())
            .query("limit", self.page_size.to_string())
            .query("fields", names.join(","));
        match (&place.cursor, place.since) {
            (Some(cursor), _) => ask.query("cursor", cursor.as_str()),
            (None, Some(since)) => ask.query("modifiedSince", since.to_string()),
            (None, None) => ask,
        }
    }

    fn take_in(&self, entries: Vec<Option<Entry>>, order: &StandingOrder, names: &[&str]) -> Page {
        let mut page = Page::default();
        for (number, entry) in entries.into_iter().enumerate() {
            let mut notes = Notes::on("occurrence", number);
            match entry {
                Some(entry) => self.take_entry(entry, order, names, &mut page, &mut notes),
                None => notes.entry("ENTRY_UNREADABLE"),
            }
            page.notes.extend(notes.into_notes());
        }
        page
    }

    fn take_entry(&self, entry: Entry, order: &StandingOrder, names: &[&str], page: &mut Page, notes: &mut Notes) {
        let at = RecordRef {
            partner: self.mapper.partner,
            kind: RecordType::Incident,
            local: LocalId::new(entry.id.as_str()),
        };
        let tombstone = entry.has("tombstone");
        let Some(mut from) = entry.only(names).parse::<Occurrence>() else {
            return notes.entry("ENTRY_UNREADABLE");
        };
        page.modified.extend(from.changed_at());
        let referrals = notes.list("referrals", take(&mut from.referrals));
        let may = order.incident_fields();
        let incident = if tombstone { None } else { self.mapper.incident_for_index(at.clone(), from, may, notes) };
        for announced in referrals {
            let Some(place) = self.mapper.referral_at(&at, &announced.id) else {
                notes.field("REFERRAL_UNREADABLE", "referrals");
                continue;
            };
            let may = order.referral_fields();
            match incident.as_ref().and_then(|incident| self.mapper.announced(announced, incident, may, notes)) {
                Some(referral) => page.referrals.push(referral),
                None => page.gone.push(place),
            }
        }
        match incident {
            Some(incident) => page.incidents.push(incident),
            // What can no longer be taken in must not stay as it was: an older state may know less of who is accused.
            None => page.gone.push(at),
        }
    }

    /// The persons harmed in the incidents of a page, and those referred. One whom the police do not have any more is gone.
    async fn victims_of(&self, page: &mut Page, order: &StandingOrder) -> Result<Vec<Change>, Fault> {
        let referred = page.referrals.iter().flat_map(|referral| &referral.victims);
        let all = page.incidents.iter().flat_map(|incident| &incident.victims).chain(referred);
        let mut asked: Vec<RecordRef> = all.cloned().collect();
        asked.sort_unstable();
        asked.dedup();
        let persons = self.persons(Pace::Sync, asked.clone(), order.victim_fields()).await;
        if let Some(fault) = persons.fault {
            return Err(fault);
        }
        let mut changes = Vec::with_capacity(asked.len());
        for (victim, notes) in persons.found {
            asked.retain(|at| *at != victim.at);
            page.notes.extend(notes.into_notes());
            changes.push(Change::Victim(Sealed::new(victim)));
        }
        for (number, at) in asked.into_iter().enumerate() {
            let mut notes = Notes::on("missing person", number);
            notes.entry("PERSON_MISSING");
            page.notes.extend(notes.into_notes());
            changes.push(Change::Gone(at));
        }
        Ok(changes)
    }
}
