//! Where the change feed was left.

use accord_federation::{ChangeCursor, Fault};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// The feed is walked once for each flag of the agreed population.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Flag {
    /// Flagged as hate, or an aggravated offence.
    #[default]
    #[serde(rename = "HATE")]
    Hate,
    /// Proposed by a rule on coded fields.
    #[serde(rename = "CANDIDATE")]
    Candidate,
}

/// Pages in a row that may end at the same instant: more of them go in a circle.
const MOST_STILL: u16 = 500;

impl Flag {
    /// The feed's word for it.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Hate => "HATE",
            Self::Candidate => "CANDIDATE",
        }
    }
}

/// A place in the feed: times and the police's own opaque cursor. Each round begins a little before the latest change
/// of the round before; within a round the cursor leads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Place {
    /// Which walk.
    pub(super) flag: Flag,
    /// The police's cursor, in the middle of a walk.
    pub(super) cursor: Option<String>,
    /// Where the walk of the round begins; the beginning of time, where there is none.
    pub(super) since: Option<Timestamp>,
    /// The latest change seen in this round.
    high: Option<Timestamp>,
    /// The last change of the page before, in this walk.
    last: Option<Timestamp>,
    /// Pages in a row that ended at `last`.
    still: u16,
}

/// What a page says about the way on.
pub(super) struct Turn<'a> {
    /// When its entries were changed, in their order.
    pub(super) modified: &'a [Timestamp],
    /// How many entries it has, readable or not.
    pub(super) entries: usize,
    /// The police's next cursor.
    pub(super) next: String,
    /// Whether the police have more.
    pub(super) more: bool,
}

impl Place {
    /// The place of a cursor; the beginning for none, and for one that an older version wrote.
    pub(super) fn of(cursor: Option<&ChangeCursor>) -> Self {
        cursor.and_then(|cursor| serde_json::from_str(&cursor.0).ok()).unwrap_or_default()
    }

    /// The cursor of this place.
    pub(super) fn cursor(&self) -> ChangeCursor {
        // Times and texts always become JSON.
        ChangeCursor(serde_json::to_string(self).unwrap_or_default())
    }

    /// The place after a page, and whether this round goes on. A page that leads back, or nowhere, is broken: a feed
    /// that turns in a circle never ends.
    pub(super) fn after(mut self, turn: Turn<'_>, overlap: SignedDuration) -> Result<(Self, bool), Fault> {
        let mut last = self.last;
        for modified in turn.modified {
            if last.is_some_and(|last| *modified < last) {
                return Err(Fault::Broken);
            }
            last = Some(*modified);
        }
        let stuck = turn.entries == 0 || self.cursor.as_ref() == Some(&turn.next);
        if turn.more && stuck {
            return Err(Fault::Broken);
        }
        self.still = if last == self.last { self.still + 1 } else { 0 };
        if self.still > MOST_STILL {
            return Err(Fault::Broken);
        }
        self.high = self.high.max(last);
        self.last = last;
        if turn.more {
            self.cursor = Some(turn.next);
            return Ok((self, true));
        }
        Ok(self.next_walk(overlap))
    }

    fn next_walk(self, overlap: SignedDuration) -> (Self, bool) {
        let begins = |flag, since, high| Self { flag, since, high, ..Self::default() };
        match self.flag {
            Flag::Hate => (begins(Flag::Candidate, self.since, self.high), true),
            Flag::Candidate => {
                let back = self.high.and_then(|high| high.checked_sub(overlap).ok());
                let since = back.max(self.since);
                (begins(Flag::Hate, since, None), false)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OVERLAP: SignedDuration = SignedDuration::from_secs(300);

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    fn turn<'a>(modified: &'a [Timestamp], next: &str, more: bool) -> Turn<'a> {
        Turn { modified, entries: modified.len(), next: next.to_owned(), more }
    }

    #[test]
    fn a_round_walks_both_flags_and_the_next_begins_before_the_latest_change() {
        let place = Place::of(None);
        assert!(place.since.is_none() && place.flag == Flag::Hate);
        let (place, more) = place.after(turn(&[at(1_000)], "a", true), OVERLAP).unwrap();
        assert!(more && place.cursor.as_deref() == Some("a"));
        let (place, more) = place.after(turn(&[at(2_000)], "b", false), OVERLAP).unwrap();
        assert!(more && place.flag == Flag::Candidate && place.cursor.is_none());
        let place = Place::of(Some(&place.cursor()));
        let (place, more) = place.after(turn(&[at(900)], "c", false), OVERLAP).unwrap();
        assert!(!more && place.flag == Flag::Hate);
        assert_eq!(place.since, Some(at(1_700)));
        // A round without changes does not go back in time.
        let (place, _) = place.after(turn(&[], "d", false), OVERLAP).unwrap();
        let (place, _) = place.after(turn(&[], "e", false), OVERLAP).unwrap();
        assert_eq!(place.since, Some(at(1_700)));
    }

    #[test]
    fn a_page_that_leads_nowhere_or_back_is_broken() {
        let (place, _) = Place::default().after(turn(&[at(1_000)], "a", true), OVERLAP).unwrap();
        let broken = |turn: Turn<'_>| place.clone().after(turn, OVERLAP).err();
        for (seconds, next) in [(&[1_001][..], "a"), (&[], "b"), (&[999], "b"), (&[1_002, 1_001], "b")] {
            let modified: Vec<_> = seconds.iter().map(|second| at(*second)).collect();
            assert_eq!(broken(turn(&modified, next, true)), Some(Fault::Broken));
        }
        assert_eq!(broken(turn(&[at(1_000)], "b", true)), None);
    }

    #[test]
    fn a_circle_at_one_instant_ends() {
        let mut place = Place::default();
        let end = (0..1_000).find_map(|number| {
            let next = if number % 2 == 0 { "a" } else { "b" };
            match place.clone().after(turn(&[at(1)], next, true), OVERLAP) {
                Ok((next, _)) => {
                    place = next;
                    None
                }
                Err(fault) => Some(fault),
            }
        });
        assert_eq!(end, Some(Fault::Broken));
    }

    #[test]
    fn an_unknown_cursor_is_the_beginning() {
        let unknown = ChangeCursor("v0:17".to_owned());
        assert_eq!(Place::of(Some(&unknown)), Place::default());
    }
}
