//! Where the change feed was left.

use accord_federation::{ChangeCursor, Fault};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::search::Next;

/// Pages of one walk, at most: more of them go in a circle.
const MOST_PAGES: usize = 5_000;

/// A place in the feed. Times, numbers, and the server's own link, which names codes and times and nobody. A round walks
/// the grounds of the population one after the other; most rounds read what changed, and now and then one reads the
/// whole population.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Place {
    /// Which ground.
    pub(super) walk: usize,
    /// The next page, in the middle of a walk.
    pub(super) next: Option<Next>,
    /// Where a round of changes begins.
    since: Option<Timestamp>,
    /// The latest change seen in this round.
    high: Option<Timestamp>,
    /// When this round began; none between two rounds.
    begun: Option<Timestamp>,
    /// Whether this round reads the whole population.
    pub(super) whole: bool,
    /// When the latest round that read the whole population began.
    whole_at: Option<Timestamp>,
    /// Fingerprints of the links of this walk.
    seen: Vec<u64>,
}

impl Place {
    /// The place of a cursor; the beginning for none, and for one that an older version wrote.
    pub(super) fn of(cursor: Option<&ChangeCursor>) -> Self {
        cursor.and_then(|cursor| serde_json::from_str(&cursor.0).ok()).unwrap_or_default()
    }

    /// The cursor of this place.
    pub(super) fn cursor(&self) -> ChangeCursor {
        // Times, numbers and a text always become JSON.
        ChangeCursor(serde_json::to_string(self).unwrap_or_default())
    }

    /// Begins a round, where none is under way. True: this is the beginning of one that reads everything.
    pub(super) fn begin(&mut self, now: Timestamp, whole_after: SignedDuration) -> bool {
        if self.begun.is_some() {
            return false;
        }
        let due = |at: Timestamp| now.duration_since(at) >= whole_after || now < at;
        self.whole = self.whole_at.is_none_or(due);
        self.begun = Some(now);
        self.whole
    }

    /// From when on changes are asked for.
    pub(super) fn since(&self) -> Option<Timestamp> {
        self.since.filter(|_| !self.whole)
    }

    /// The server has forgotten the walk: it begins again.
    pub(super) fn walk_again(&mut self) {
        self.next = None;
        self.seen.clear();
    }

    /// The place after a page with changes until `high`, of `walks` grounds, and whether this round goes on. A link that
    /// was followed before is broken: a feed that turns in a circle never ends.
    pub(super) fn after(
        mut self,
        high: Option<Timestamp>,
        next: Option<Next>,
        walks: usize,
        overlap: SignedDuration,
    ) -> Result<(Self, bool), Fault> {
        self.high = self.high.max(high);
        if let Some(next) = next {
            let mark = fingerprint(&next);
            if self.seen.contains(&mark) || self.seen.len() >= MOST_PAGES {
                return Err(Fault::Broken);
            }
            self.seen.push(mark);
            self.next = Some(next);
            return Ok((self, true));
        }
        self.walk_again();
        self.walk += 1;
        if self.walk < walks {
            return Ok((self, true));
        }
        let back = self.high.and_then(|high| high.checked_sub(overlap).ok());
        let whole_at = if self.whole { self.begun } else { self.whole_at };
        Ok((Self { since: back.max(self.since), whole_at, ..Self::default() }, false))
    }
}

fn fingerprint(next: &Next) -> u64 {
    let text = match next {
        Next::Link(link) => link.clone(),
        Next::Offset(offset) => offset.to_string(),
    };
    let hash: [u8; 32] = Sha256::digest(text.as_bytes()).into();
    hash.first_chunk().map_or(0, |first| u64::from_be_bytes(*first))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OVERLAP: SignedDuration = SignedDuration::from_secs(300);
    const HOUR: SignedDuration = SignedDuration::from_hours(1);

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    fn link(text: &str) -> Option<Next> {
        Some(Next::Link(text.to_owned()))
    }

    #[test]
    fn a_round_walks_every_ground_and_the_next_reads_changes_until_the_whole_is_due() {
        let mut place = Place::of(None);
        assert!(place.begin(at(10_000), HOUR) && place.since().is_none());
        let (place, more) = place.after(Some(at(9_000)), link("a"), 2, OVERLAP).unwrap();
        let mut place = Place::of(Some(&place.cursor()));
        assert!(more && place.next == link("a") && !place.begin(at(10_001), HOUR));
        let (next, more) = place.clone().after(Some(at(9_500)), None, 2, OVERLAP).unwrap();
        assert!(more && next.walk == 1 && next.next.is_none() && next.since().is_none());
        let (mut place, more) = next.after(None, None, 2, OVERLAP).unwrap();
        assert!(!more && place.walk == 0);
        assert!(!place.begin(at(10_060), HOUR));
        assert_eq!(place.since(), Some(at(9_200)));
        // A round without changes does not go back in time; after an hour all is read again.
        let (place, _) = place.after(None, None, 1, OVERLAP).unwrap();
        let mut place = Place::of(Some(&place.cursor()));
        assert!(place.begin(at(13_600), HOUR) && place.since().is_none());
    }

    #[test]
    fn a_circle_of_links_is_broken() {
        let (place, _) = Place::default().after(None, link("a"), 1, OVERLAP).unwrap();
        let (place, _) = place.after(None, link("b"), 1, OVERLAP).unwrap();
        assert_eq!(place.clone().after(None, link("a"), 1, OVERLAP).err(), Some(Fault::Broken));
        assert_eq!(place.after(None, link("b"), 1, OVERLAP).err(), Some(Fault::Broken));
    }
}
