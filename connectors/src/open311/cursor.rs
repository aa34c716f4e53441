//! Where the walk was left: windows of time, the oldest first.

use accord_federation::{ChangeCursor, Fault};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::config::ChangesBy;

/// How the walk goes. Times are in seconds, instants in Unix seconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Walking {
    /// Nothing before this instant is read.
    pub(super) begins: i64,
    /// The longest window.
    pub(super) longest: i64,
    /// Requests at which an answer counts as cut.
    pub(super) cap: usize,
    /// What later rounds walk by.
    pub(super) by: ChangesBy,
    /// How far each later round goes back.
    pub(super) back: i64,
}

/// From the first instant up to, not including, the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Window {
    pub(super) start: i64,
    pub(super) end: i64,
}

/// A place in the walk. The first round goes from the beginning to the moment at which it began; each later one from a
/// little before the end of the one before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Place {
    /// Windows are of the time of the last change, not of the time at which a request was made.
    pub(super) updated: bool,
    /// Where the next window starts.
    from: i64,
    /// How long it is.
    span: i64,
    /// Where the round that is under way ends; none between two rounds.
    until: Option<i64>,
    /// That the window cannot be read whole was told already.
    told: bool,
}

/// What a window that held `rows` requests means for the walk.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// It was cut: this shorter one is to be asked for.
    Halve(Place),
    /// It was whole, or nothing shorter can be asked for (`cut`): take its rows in and go on from there.
    Take { next: Place, cut: bool },
}

impl Place {
    /// The place of a cursor, in a round that is under way; the beginning for none, and for one that an older version
    /// wrote.
    pub(super) fn of(cursor: Option<&ChangeCursor>, walking: &Walking, now: Timestamp) -> Self {
        let kept: Option<Self> = cursor.and_then(|cursor| serde_json::from_str(&cursor.0).ok());
        let mut place = kept.unwrap_or(Self {
            updated: false,
            from: walking.begins,
            span: walking.longest,
            until: None,
            told: false,
        });
        // The configuration may have changed since.
        place.from = place.from.max(walking.begins);
        place.span = place.span.clamp(1, walking.longest);
        place.until.get_or_insert(now.as_second());
        place
    }

    /// The cursor of this place.
    pub(super) fn cursor(&self) -> ChangeCursor {
        // Numbers always become JSON.
        ChangeCursor(serde_json::to_string(self).unwrap_or_default())
    }

    /// Whether a round is under way.
    pub(super) const fn is_under_way(&self) -> bool {
        self.until.is_some()
    }

    /// The next window; none where the round has no time left in it.
    pub(super) fn window(&self) -> Option<Window> {
        let end = self.from.saturating_add(self.span).min(self.until?);
        (end > self.from).then_some(Window { start: self.from, end })
    }

    /// The place after this window. [`Fault::Broken`], where it was cut, cannot be halved, and that was told already:
    /// the walk stands still rather than leave requests out.
    pub(super) fn after(&self, window: Window, rows: usize, walking: &Walking) -> Result<Step, Fault> {
        let length = window.end - window.start;
        if rows < walking.cap {
            let few = rows < walking.cap / 4;
            let span = if few { self.span.saturating_mul(2).min(walking.longest) } else { self.span };
            let next = Self { from: window.end, span, told: false, ..self.clone() };
            return Ok(Step::Take { next: next.ended(walking), cut: false });
        }
        if length > 1 {
            return Ok(Step::Halve(Self { span: length / 2, ..self.clone() }));
        }
        if self.told {
            return Err(Fault::Broken);
        }
        Ok(Step::Take { next: Self { span: 1, told: true, ..self.clone() }, cut: true })
    }

    /// The next round's beginning, where this one is at its end.
    pub(super) fn ended(self, walking: &Walking) -> Self {
        match self.until {
            Some(until) if self.from >= until => Self {
                updated: walking.by == ChangesBy::Updated,
                from: until.saturating_sub(walking.back).max(walking.begins),
                until: None,
                ..self
            },
            _ => self,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const DAY: i64 = 86_400;

    fn walking(cap: usize) -> Walking {
        Walking { begins: 0, longest: 90 * DAY - 1, cap, by: ChangesBy::Requested, back: 30 * DAY }
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    /// Walks one round over requests made at these seconds: the windows that were taken in, and how many were asked for.
    fn walk(made: &[i64], walking: &Walking, until: i64) -> Result<(Vec<Window>, usize), Fault> {
        let (mut taken, mut asked) = (Vec::new(), 0);
        let mut place = Place::of(None, walking, at(until));
        while let Some(window) = place.window() {
            asked += 1;
            let rows = made.iter().filter(|at| (window.start..window.end).contains(at)).count();
            place = match place.after(window, rows.min(walking.cap), walking)? {
                Step::Halve(place) => place,
                Step::Take { next, cut } => {
                    if !cut {
                        taken.push(window);
                    }
                    next
                }
            };
            // As sync does: the place rests as text.
            place = if place.is_under_way() { Place::of(Some(&place.cursor()), walking, at(until)) } else { break };
        }
        Ok((taken, asked))
    }

    proptest! {
        #[test]
        fn the_windows_meet_and_none_that_was_taken_in_was_cut(
            made in prop::collection::vec(0..400 * DAY, 0..300), bursts in prop::collection::vec((0..400 * DAY, 1..4_usize), 0..40),
            cap in 5..40_usize,
        ) {
            let bursts = bursts.into_iter().flat_map(|(at, times)| vec![at; times]);
            let made: Vec<i64> = made.into_iter().chain(bursts).collect();
            let most = made.iter().map(|at| made.iter().filter(|other| *other == at).count()).max().unwrap_or(0);
            prop_assume!(most < cap);
            let walking = walking(cap);
            let (taken, asked) = walk(&made, &walking, 400 * DAY).unwrap();
            prop_assert_eq!(taken.first().map(|window| window.start), Some(0));
            prop_assert_eq!(taken.last().map(|window| window.end), Some(400 * DAY));
            for pair in taken.windows(2) {
                prop_assert_eq!(pair[0].end, pair[1].start);
            }
            for window in &taken {
                let rows = made.iter().filter(|at| (window.start..window.end).contains(at)).count();
                prop_assert!(rows < cap && window.end - window.start <= walking.longest);
            }
            // Halving a window costs at most one question for each bit of its length, taking one in at most one more.
            prop_assert!(asked <= 2 * taken.len() + 24 * (made.len() / cap + 1), "{} for {}", asked, taken.len());
        }
    }

    #[test]
    fn more_than_the_cap_in_one_second_is_told_and_then_stands_still() {
        let walking = walking(5);
        let made = [1_000; 5];
        assert_eq!(walk(&made, &walking, 2_000), Err(Fault::Broken));
        // And goes on by itself, once the server's cap and ours are larger.
        let place = Place { updated: false, from: 1_000, span: 1, until: Some(2_000), told: true };
        let window = place.window().unwrap();
        assert_eq!(window, Window { start: 1_000, end: 1_001 });
        let more = Walking { cap: 6, ..walking };
        let Ok(Step::Take { next, cut: false }) = place.after(window, 5, &more) else { panic!("stands still") };
        assert!(next.from == 1_001 && !next.told);
    }

    #[test]
    fn a_later_round_goes_back_and_never_before_the_beginning() {
        let walking = walking(5);
        let place = Place::of(None, &walking, at(100 * DAY));
        let last = Place { from: 99 * DAY, ..place.clone() };
        let Ok(Step::Take { next, .. }) = last.after(last.window().unwrap(), 0, &walking) else { panic!("no step") };
        assert!(!next.is_under_way() && next.from == 70 * DAY && !next.updated);
        let early = Place { until: Some(10), from: 5, ..place };
        let Ok(Step::Take { next, .. }) = early.after(early.window().unwrap(), 0, &walking) else { panic!("no step") };
        assert_eq!(next.from, 0);
        let updated = Walking { by: ChangesBy::Updated, back: 300, ..walking };
        let Ok(Step::Take { next, .. }) = last.after(last.window().unwrap(), 0, &updated) else { panic!("no step") };
        assert!(next.updated && next.from == 100 * DAY - 300);
    }

    #[test]
    fn a_cursor_of_another_version_begins_anew() {
        let begin = Place::of(None, &walking(5), at(9));
        for old in ["", "{}", "7", r#"{"from": 1}"#] {
            assert_eq!(Place::of(Some(&ChangeCursor(old.to_owned())), &walking(5), at(9)), begin);
        }
    }
}
