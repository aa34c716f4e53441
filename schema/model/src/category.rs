use std::fmt;
use std::ops::{BitAnd, BitOr, BitOrAssign, Sub};

use crate::axes::codes;

codes!(
    /// A kind of personal data: the unit in which sharing is agreed, consented to and logged.
    Category {
        /// Name, date of birth, NHS number.
        Identity = "IDENTITY",
        /// Telephone, email.
        Contact = "CONTACT",
        /// Home address, place of the incident.
        Location = "LOCATION",
        /// Age band, sex, household.
        Demographic = "DEMOGRAPHIC",
        /// Ethnicity (special category).
        Ethnicity = "ETHNICITY",
        /// Religion or belief (special category).
        Religion = "RELIGION",
        /// Sexual orientation (special category).
        Orientation = "ORIENTATION",
        /// Gender identity.
        GenderIdentity = "GENDER_IDENTITY",
        /// Former names and titles, gender history (Gender Recognition Act 2004 s.22).
        GenderHistory = "GENDER_HISTORY",
        /// Disability (special category).
        Disability = "DISABILITY",
        /// Health (special category).
        Health = "HEALTH",
        /// Counselling and therapy notes (special category).
        Counselling = "COUNSELLING",
        /// What happened, as coded.
        Offence = "OFFENCE",
        /// What happened, as told.
        Narrative = "NARRATIVE",
        /// Support, needs, referrals.
        Support = "SUPPORT",
        /// Personal data of the alleged perpetrator.
        Subject = "SUBJECT",
    }
);

impl Category {
    /// UK GDPR Art 9, and gender history, which has a law of its own.
    pub const SPECIAL: CategorySet = CategorySet::of(&[
        Self::Ethnicity,
        Self::Religion,
        Self::Orientation,
        Self::GenderIdentity,
        Self::GenderHistory,
        Self::Disability,
        Self::Health,
        Self::Counselling,
    ]);
}

/// A set of categories, one bit each.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CategorySet(u32);

impl CategorySet {
    /// No category.
    pub const NONE: Self = Self(0);
    /// Every category.
    pub const ALL: Self = Self((1 << 16) - 1);

    /// The set of these.
    pub const fn of(categories: &[Category]) -> Self {
        let mut bits = 0;
        let mut i = 0;
        while i < categories.len() {
            bits |= 1 << categories[i] as u32;
            i += 1;
        }
        Self(bits)
    }

    /// The set as stored; bits of no category are dropped.
    pub const fn from_bits(bits: u32) -> Self {
        Self(bits & Self::ALL.0)
    }

    /// The set as it is stored.
    pub const fn bits(self) -> u32 {
        self.0
    }

    /// Whether this one is in it.
    pub const fn has(self, category: Category) -> bool {
        self.0 & (1 << category as u32) != 0
    }

    /// Whether all of these are in it.
    pub const fn covers(self, other: Self) -> bool {
        other.0 & !self.0 == 0
    }

    /// Whether there are none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Its members, in order.
    pub fn iter(self) -> impl Iterator<Item = Category> {
        Category::ALL.iter().copied().filter(move |c| self.has(*c))
    }
}

impl BitOr for CategorySet {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitOrAssign for CategorySet {
    fn bitor_assign(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

impl BitAnd for CategorySet {
    type Output = Self;
    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

impl Sub for CategorySet {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

impl From<Category> for CategorySet {
    fn from(category: Category) -> Self {
        Self::of(&[category])
    }
}

impl FromIterator<Category> for CategorySet {
    fn from_iter<I: IntoIterator<Item = Category>>(categories: I) -> Self {
        categories.into_iter().fold(Self::NONE, |set, c| set | c.into())
    }
}

impl fmt::Debug for CategorySet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

/// What a value tells about a person. A value that nobody has mapped tells nobody knows what.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Reveals {
    /// All of these must be granted.
    Known(CategorySet),
    /// Not in the map: shown to nobody.
    Unknown,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_has_each_category_and_no_other_bit() {
        assert_eq!(Category::ALL.iter().copied().collect::<CategorySet>(), CategorySet::ALL);
    }

    #[test]
    fn unknown_bits_are_dropped_on_reading() {
        assert_eq!(CategorySet::from_bits(u32::MAX), CategorySet::ALL);
    }
}
