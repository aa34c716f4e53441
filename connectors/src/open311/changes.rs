//! The walk through what the council holds, for the index.

use std::collections::HashMap;

use accord_connector_kit::Pace;
use accord_consent::{Population, Sealed, StandingOrder};
use accord_federation::{Change, ChangeCursor, ChangePage, Fault, Note};
use accord_model::{Incident, LocalId, RecordRef, RecordType};
use jiff::Timestamp;

use super::cursor::{Place, Step, Window};
use super::wire::{Entry, Row, Rows};
use super::{Notes, Open311};

pub(super) use super::cursor::Walking;

/// Seconds by which a window is asked for earlier than it starts: some servers leave its first second out.
const MARGIN: i64 = 1;
/// Seconds by which a time that names no zone, or that a server compares in another zone, may lie outside its window.
const SLACK: i64 = 26 * 3_600;

/// One window, read.
#[derive(Default)]
struct Page {
    incidents: Vec<Incident>,
    gone: Vec<RecordRef>,
    notes: Vec<Note>,
    foreign: usize,
    elsewhere: usize,
}

impl Open311 {
    /// The next window, for the fields of the standing order alone.
    pub(super) async fn page(&self, order: &StandingOrder, since: Option<&ChangeCursor>) -> Result<ChangePage, Fault> {
        // The whole book is never read: an agreement for it does not fit this system.
        if *order.population() != Population::HateFlagged || order.partner() != self.mapper.partner {
            return Err(Fault::NotSupported);
        }
        let mut place = Place::of(since, &self.walking, Timestamp::now());
        while let Some(window) = place.window() {
            let rows = self.window(&place, window).await?;
            match place.after(window, rows.len(), &self.walking)? {
                Step::Halve(shorter) => place = shorter,
                Step::Take { next, cut } => {
                    let mut page = self.take_in(rows, order, &place, window);
                    if cut {
                        page.notes.push(Note { code: "WINDOW_FULL", place: "one second".to_owned() });
                    }
                    return Ok(page.turned(&next));
                }
            }
        }
        // No second has passed since the round before.
        Ok(Page::default().turned(&place.ended(&self.walking)))
    }

    async fn window(&self, place: &Place, window: Window) -> Result<Rows, Fault> {
        let (start, end) = if place.updated { ("updated_after", "updated_before") } else { ("start_date", "end_date") };
        // One second cannot be asked for with a margin: it would be cut where it is not.
        let margin = if window.end - window.start > 1 { MARGIN } else { 0 };
        let ask = self
            .requests()
            .query("service_code", self.mapper.services.join(","))
            .query(start, written(window.start - margin)?)
            .query(end, written(window.end)?);
        self.client.read_by(&ask, Pace::Sync, self.decode()).await
    }

    fn take_in(&self, rows: Rows, order: &StandingOrder, place: &Place, window: Window) -> Page {
        let mut page = Page::default();
        let mut known: HashMap<LocalId, usize> = HashMap::new();
        for (number, row) in rows.into_iter().enumerate() {
            let mut notes = Notes::on(number);
            match row {
                Row::Request(entry) => {
                    if self.is_of(place, window, &entry, &mut page) {
                        self.take_entry(&entry, order, &mut page, &mut known, &mut notes);
                    }
                }
                Row::Pending => notes.entry("TOKEN_PENDING"),
                Row::Unreadable => notes.entry("ENTRY_UNREADABLE"),
            }
            page.notes.extend(notes.into_notes());
        }
        page
    }

    /// Whether this window is to take the request in. One that lies just beyond an edge is of the window beyond it; one
    /// far outside was never asked for. A time that cannot be read is of any.
    fn is_of(&self, place: &Place, window: Window, entry: &Entry, page: &mut Page) -> bool {
        let updated = place.updated.then(|| self.mapper.time(entry, "updated_datetime")).flatten();
        let Some(moment) = updated.or_else(|| self.mapper.time(entry, "requested_datetime")) else {
            return true;
        };
        let second = moment.at.as_second();
        if !(window.start - SLACK..window.end + SLACK).contains(&second) {
            page.elsewhere += 1;
            return false;
        }
        let before = window.start - MARGIN <= second && second < window.start;
        let after = window.end <= second && second <= window.end + MARGIN;
        !(moment.exact && (before || after))
    }

    fn take_entry(
        &self,
        entry: &Entry,
        order: &StandingOrder,
        page: &mut Page,
        known: &mut HashMap<LocalId, usize>,
        notes: &mut Notes,
    ) {
        let local = LocalId::new(entry.id.as_str());
        let at = RecordRef { partner: self.mapper.partner, kind: RecordType::Incident, local: local.clone() };
        // What is no longer of the population must not stay as it was; nor what can no longer be read.
        if !self.mapper.is_agreed(entry) {
            page.foreign += 1;
            page.gone.push(at);
            return;
        }
        let may = order.incident_fields();
        let Some(incident) = self.mapper.incident_for_index(at.clone(), entry, may, notes) else {
            page.gone.push(at);
            return;
        };
        match known.get(&local).and_then(|place| page.incidents.get_mut(*place)) {
            Some(earlier) => {
                notes.entry("ROW_DUPLICATE");
                if earlier.as_of < incident.as_of {
                    *earlier = incident;
                }
            }
            None => {
                known.insert(local, page.incidents.len());
                page.incidents.push(incident);
            }
        }
    }
}

impl Page {
    fn turned(mut self, next: &Place) -> ChangePage {
        for (code, count) in [("OUTSIDE_POPULATION", self.foreign), ("OUTSIDE_WINDOW", self.elsewhere)] {
            if count > 0 {
                self.notes.push(Note { code, place: format!("{count} requests of a window") });
            }
        }
        let gone = self.gone.into_iter().map(Change::Gone);
        let incidents = self.incidents.into_iter().map(|incident| Change::Incident(Sealed::new(incident)));
        ChangePage {
            changes: gone.chain(incidents).collect(),
            next: next.cursor(),
            more: next.is_under_way(),
            expected: None,
            notes: self.notes,
        }
    }
}

/// As the standard writes instants, in UTC.
fn written(second: i64) -> Result<String, Fault> {
    // Only a beginning before the year -9999 gets here.
    Timestamp::from_second(second).map(|at| at.to_string()).map_err(|_| Fault::Broken)
}
