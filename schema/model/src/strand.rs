use crate::axes::codes;
use crate::{Category, CategorySet, Private, Reveals};

codes!(
    /// A monitored strand: five national ones and Leicestershire's "Other".
    Strand {
        /// Disability.
        Disability = "DISABILITY",
        /// Race or ethnicity.
        RaceEthnicity = "RACE_ETHNICITY",
        /// Religion or belief.
        ReligionBelief = "RELIGION_BELIEF",
        /// Sexual orientation.
        SexualOrientation = "SEXUAL_ORIENTATION",
        /// Transgender.
        Transgender = "TRANSGENDER",
        /// Any other perceived difference: a Goth, body size, a member of the Armed Forces.
        Other = "OTHER",
    }
);

impl Strand {
    /// The category that naming this strand reveals.
    pub const fn reveals(self) -> CategorySet {
        CategorySet::of(&[match self {
            Self::Disability => Category::Disability,
            Self::RaceEthnicity => Category::Ethnicity,
            Self::ReligionBelief => Category::Religion,
            Self::SexualOrientation => Category::Orientation,
            Self::Transgender => Category::GenderIdentity,
            Self::Other => Category::Narrative,
        }])
    }
}

codes!(
    /// Whether the person has the characteristic, or was taken to have it.
    StrandBasis {
        /// The person has it.
        Actual = "ACTUAL",
        /// The person was taken to have it, or nobody has said.
        Perceived = "PERCEIVED",
    }
);

/// One strand of an incident.
#[derive(Clone, PartialEq, Eq)]
pub struct StrandMark {
    /// Which.
    pub strand: Strand,
    /// Actual or perceived.
    pub basis: StrandBasis,
    /// For `Other`: the difference, in the source's words.
    pub reason: Option<Private<String>>,
}

impl StrandMark {
    /// What showing this mark reveals: the strand's category, and with a reason in words, what was told.
    pub const fn reveals(&self) -> Reveals {
        let told = self.reason.is_some() as u32 * CategorySet::of(&[Category::Narrative]).bits();
        Reveals::Known(CategorySet::from_bits(self.strand.reveals().bits() | told))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_in_words_is_something_told() {
        let mark = |reason| StrandMark { strand: Strand::ReligionBelief, basis: StrandBasis::Perceived, reason };
        assert!(mark(None).reveals() == Reveals::Known(Category::Religion.into()));
        let told = CategorySet::of(&[Category::Religion, Category::Narrative]);
        assert!(mark(Some(Private::new("a veil".to_owned()))).reveals() == Reveals::Known(told));
    }
}
