//! Reads a change feed as sync does, and keeps what the checks compare: never a value.

use std::collections::BTreeMap;

use accord_consent::{Candidate, FieldSet, Sealed, StandingOrder, UnmappedWord};
use accord_federation::{Change, ChangeCursor, Connector, Fault, Note};
use accord_model::{RecordRef, RecordType};
use jiff::Timestamp;

use super::{Bench, Kind};
use crate::checks::Stop;

/// The last state of a record in a feed.
#[derive(Clone)]
pub(crate) enum State {
    Alive(Box<Alive>),
    Gone,
}

#[derive(Clone)]
pub(crate) struct Alive {
    pub(crate) candidate: Candidate,
    /// The fields that hold something.
    pub(crate) holds: FieldSet,
    pub(crate) as_of: Timestamp,
    pub(crate) unmapped: Vec<UnmappedWord>,
}

/// One page.
pub(crate) struct Page {
    pub(crate) next: ChangeCursor,
    /// Which records it told of.
    pub(crate) told: Vec<RecordRef>,
    pub(crate) more: bool,
}

/// A feed, read.
#[derive(Default)]
pub(crate) struct Feed {
    pub(crate) rows: BTreeMap<RecordRef, State>,
    pub(crate) pages: Vec<Page>,
    pub(crate) notes: Vec<Note>,
    /// Records whose version went back.
    pub(crate) backwards: usize,
    /// Records that are not this partner's.
    pub(crate) foreign: usize,
    pub(crate) fault: Option<Fault>,
    /// It came to its end.
    pub(crate) ended: bool,
}

impl Feed {
    pub(crate) fn alive(&self, kind: RecordType) -> impl Iterator<Item = &Alive> {
        self.rows.iter().filter(move |(at, _)| at.kind == kind).filter_map(|(_, state)| match state {
            State::Alive(alive) => Some(&**alive),
            State::Gone => None,
        })
    }

    /// Which records there are, and whether they are alive.
    /// `state` tells the instant of a state from that of a reading.
    fn outline(&self, state_of: impl Fn(Timestamp) -> Timestamp) -> BTreeMap<RecordRef, Option<(FieldSet, Timestamp)>> {
        let one = |state: &State| match state {
            State::Alive(alive) => Some((alive.holds, state_of(alive.as_of))),
            State::Gone => None,
        };
        self.rows.iter().map(|(at, state)| (at.clone(), one(state))).collect()
    }
}

impl Bench<'_> {
    /// Which records a feed told of, each with its state.
    pub(crate) fn outline(&self, feed: &Feed) -> BTreeMap<RecordRef, Option<(FieldSet, Timestamp)>> {
        feed.outline(|as_of| self.of_state(as_of))
    }

    /// Reads on from `since`, at most `most` pages.
    pub(crate) async fn read(
        &self,
        connector: &dyn Connector,
        order: &StandingOrder,
        since: Option<ChangeCursor>,
        most: usize,
    ) -> Result<Feed, Stop> {
        let mut feed = Feed::default();
        let mut cursor = since;
        while feed.pages.len() < most {
            let page = match self.watched(connector.changes(order, cursor.as_ref())).await? {
                Ok(page) => page,
                Err(fault) => {
                    feed.fault = Some(fault);
                    return Ok(feed);
                }
            };
            let told = page.changes.into_iter().map(|change| self.take(&mut feed, order, change)).collect();
            feed.notes.extend(page.notes);
            cursor = Some(page.next.clone());
            feed.pages.push(Page { next: page.next, told, more: page.more });
            if !page.more {
                feed.ended = true;
                return Ok(feed);
            }
        }
        Ok(feed)
    }

    fn take(&self, feed: &mut Feed, order: &StandingOrder, change: Change) -> RecordRef {
        match change {
            Change::Victim(sealed) => self.alive(feed, order, sealed),
            Change::Incident(sealed) => self.alive(feed, order, sealed),
            Change::Referral(sealed) => self.alive(feed, order, sealed),
            Change::Gone(at) => {
                feed.foreign += usize::from(at.partner != self.subject.partner);
                feed.rows.insert(at.clone(), State::Gone);
                at
            }
        }
    }

    fn alive<R: Kind>(&self, feed: &mut Feed, order: &StandingOrder, sealed: Sealed<R>) -> RecordRef {
        let row = self.rehearsal.desk.index(order, &sealed);
        let at = row.candidate.at.clone();
        feed.foreign += usize::from(at.partner != self.subject.partner || at.kind != R::TYPE);
        let opened = self.unseal(std::slice::from_ref(&row.candidate), vec![sealed]);
        let holds = opened.first().map_or(FieldSet::NONE, |(_, record)| record.exists());
        if let Some(State::Alive(before)) = feed.rows.get(&at) {
            feed.backwards += usize::from(before.as_of > row.as_of);
        }
        let alive = Alive { candidate: row.candidate, holds, as_of: row.as_of, unmapped: row.unmapped };
        feed.rows.insert(at.clone(), State::Alive(Box::new(alive)));
        at
    }
}
