//! Where the change feed was left: the program's own cursor, and enough to notice a circle.

use accord_federation::{ChangeCursor, Fault};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// The longest cursor of a program.
const LONGEST: usize = 512;

/// A place in the feed. A feed that leads back to a cursor of the same round never ends; it is noticed as Brent's method
/// notices a circle: one cursor is remembered, and after twice as many pages each time, a later one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Place {
    /// The program's cursor; none at the beginning.
    pub(super) cursor: Option<String>,
    /// Digest of a cursor that this round has passed.
    passed: Option<String>,
    /// Pages since then.
    pages: u32,
    /// After so many, a later one is remembered.
    until: u32,
}

impl Place {
    /// The place of a cursor; the beginning for none, and for one that an older version wrote.
    pub(super) fn of(cursor: Option<&ChangeCursor>) -> Self {
        cursor.and_then(|cursor| serde_json::from_str(&cursor.0).ok()).unwrap_or_default()
    }

    /// The cursor of this place.
    pub(super) fn cursor(&self) -> ChangeCursor {
        // Numbers and texts always become JSON.
        ChangeCursor(serde_json::to_string(self).unwrap_or_default())
    }

    /// The place after a page of so many entries. A page that leads nowhere or in a circle is broken, and so is a cursor
    /// that is too long or holds anything but visible characters.
    pub(super) fn after(self, next: String, entries: usize, more: bool) -> Result<Self, Fault> {
        let fits = (1..=LONGEST).contains(&next.len()) && next.bytes().all(|byte| byte.is_ascii_graphic());
        if !fits {
            return Err(Fault::Broken);
        }
        if !more {
            return Ok(Self { cursor: Some(next), ..Self::default() });
        }
        let now = digest(&next);
        let back = self.passed.as_ref() == Some(&now) || self.cursor.as_ref() == Some(&next);
        if back || entries == 0 {
            return Err(Fault::Broken);
        }
        let cursor = Some(next);
        if self.pages >= self.until {
            return Ok(Self { cursor, passed: Some(now), pages: 0, until: self.until.saturating_mul(2).max(1) });
        }
        Ok(Self { cursor, passed: self.passed, pages: self.pages + 1, until: self.until })
    }
}

fn digest(cursor: &str) -> String {
    let hash = Sha256::digest(cursor.as_bytes());
    hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{ProptestConfig, proptest};

    use super::*;

    #[test]
    fn a_round_goes_on_where_the_last_ended() {
        let place = Place::of(None).after("a".to_owned(), 2, true).unwrap();
        let place = Place::of(Some(&place.cursor())).after("b".to_owned(), 1, false).unwrap();
        assert_eq!(place.cursor.as_deref(), Some("b"));
        // Nothing new: the same cursor again.
        let again = place.clone().after("b".to_owned(), 0, false).unwrap();
        assert_eq!(again, place);
    }

    #[test]
    fn a_page_that_leads_nowhere_is_broken() {
        let place = Place::of(None).after("a".to_owned(), 1, true).unwrap();
        for (next, entries, more) in
            [("a", 1, true), ("b", 0, true), ("", 1, false), ("with space", 1, false), ("\u{e9}", 1, true)]
        {
            assert_eq!(place.clone().after(next.to_owned(), entries, more).err(), Some(Fault::Broken), "{next}");
        }
        assert!(place.after("x".repeat(LONGEST + 1), 1, true).is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn every_circle_ends_and_no_straight_feed_does(lead in 0_u32..50, round in 1_u32..50) {
            let name = |page: u32| if page < lead { page } else { lead + (page - lead) % round };
            let mut circle = Place::default();
            let ended = (0..1_000).any(|page| match circle.clone().after(name(page).to_string(), 1, true) {
                Ok(next) => { circle = next; false }
                Err(_) => true,
            });
            assert!(ended);
            let mut straight = Place::default();
            for page in 0..1_000_u32 {
                straight = straight.after(page.to_string(), 1, true).unwrap();
            }
        }
    }
}
