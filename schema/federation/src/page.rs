use accord_consent::{Desk, Viewer};
use jiff::Timestamp;
use uuid::Uuid;

/// Which page of a list is wanted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PageArgs {
    /// How many items, 1 to 100.
    pub first: usize,
    /// The cursor of the item before the first.
    pub after: Option<String>,
}

/// Why a page cannot be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PageFault {
    /// `first` is outside 1 to 100.
    #[error("first is 1 to 100")]
    First,
    /// The cursor is not one of this organisation's for this list.
    #[error("not a cursor of this list")]
    Cursor,
    /// The index cannot be read.
    #[error("the index is not available")]
    Unavailable,
}

impl From<crate::IndexFault> for PageFault {
    fn from(_: crate::IndexFault) -> Self {
        Self::Unavailable
    }
}

/// A page after consent: it is full as long as there is more, at any share of hidden rows.
pub struct Page<T> {
    /// The items, each with its cursor.
    pub items: Vec<(String, T)>,
    /// Whether the viewer could see more.
    pub has_next: bool,
}

/// Where an item stands in its list. Without an instant it stands last: what may not be seen sorts as nothing. Ties are
/// broken by the opaque id, which tells nothing.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    unknown: bool,
    /// Nanoseconds, negated for the latest first.
    rank: i128,
    id: String,
}

impl Place {
    pub(crate) fn latest_first(at: Option<Timestamp>, id: String) -> Self {
        Self { unknown: at.is_none(), rank: at.map_or(0, |at| -at.as_nanosecond()), id }
    }

    pub(crate) fn earliest_first(at: Option<Timestamp>, id: String) -> Self {
        Self { unknown: at.is_none(), rank: at.map_or(0, Timestamp::as_nanosecond), id }
    }

    /// The instant of a place in a list that has the earliest, or else the latest, first.
    pub(crate) fn instant(&self, earliest_first: bool) -> Option<Timestamp> {
        let nanoseconds = if earliest_first { Some(self.rank) } else { self.rank.checked_neg() };
        if self.unknown { None } else { Timestamp::from_nanosecond(nanoseconds?).ok() }
    }

    fn bytes(&self) -> Vec<u8> {
        let mut bytes = vec![u8::from(self.unknown)];
        bytes.extend_from_slice(&self.rank.to_be_bytes());
        bytes.extend_from_slice(self.id.as_bytes());
        bytes
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (unknown, rest) = bytes.split_first()?;
        let (rank, id) = rest.split_at_checked(16)?;
        let rank = i128::from_be_bytes(rank.try_into().ok()?);
        Some(Self { unknown: *unknown == 1, rank, id: String::from_utf8(id.to_vec()).ok()? })
    }
}

/// Which part of which list is wanted, read before anything is awaited: a bad argument then fails at once and in the
/// order of the document, whatever the index holds and however long it takes.
pub(crate) struct Wanted<'a> {
    list: &'a str,
    first: usize,
    after: Option<Place>,
}

impl<'a> Wanted<'a> {
    pub(crate) fn read(desk: &Desk, viewer: &Viewer, list: &'a str, args: &PageArgs) -> Result<Self, PageFault> {
        if args.first == 0 || args.first > 100 {
            return Err(PageFault::First);
        }
        let place = |cursor: &String| {
            let place = desk.place(viewer, list, cursor).and_then(|bytes| Place::read(&bytes));
            place.ok_or(PageFault::Cursor)
        };
        Ok(Self { list, first: args.first, after: args.after.as_ref().map(place).transpose()? })
    }

    /// How many items are wanted.
    pub(crate) const fn first(&self) -> usize {
        self.first
    }

    /// The item before the first, where one was named.
    pub(crate) const fn after(&self) -> Option<&Place> {
        self.after.as_ref()
    }

    /// Cuts the page out of everything that the viewer may see.
    pub(crate) fn cut<T>(self, desk: &Desk, viewer: &Viewer, mut all: Vec<(Place, T)>) -> Page<T> {
        if let Some(after) = self.after {
            all.retain(|(place, _)| *place > after);
        }
        all.sort_by(|(a, _), (b, _)| a.cmp(b));
        let has_next = all.len() > self.first;
        all.truncate(self.first);
        let cursor = |place: &Place| desk.cursor(viewer, self.list, &place.bytes());
        Page { items: all.into_iter().map(|(place, item)| (cursor(&place), item)).collect(), has_next }
    }
}

/// The name of a list about one thing, for its cursors.
pub(crate) fn list_of(list: &str, id: Uuid) -> String {
    format!("{list} {id}")
}
