use crate::{Category, CategorySet, Reveals};

/// A word of the unified vocabulary.
#[derive(Clone, PartialEq, Eq)]
pub struct CodedTerm {
    /// The vocabulary, as a URI or a short name: `accord:offence`.
    pub system: String,
    /// The code.
    pub code: String,
    /// What a reader sees.
    pub text: String,
    /// What the code tells beyond its field's category.
    pub reveals: CategorySet,
}

/// A partner's own word, kept letter for letter.
#[derive(Clone, PartialEq, Eq)]
pub struct SourceTerm {
    /// The partner's list: `offence`, `Motivation`.
    pub system: String,
    /// The list's version or date, where the partner gives one.
    pub version: Option<String>,
    /// The partner's code, where it has one.
    pub code: Option<String>,
    /// The word itself.
    pub text: String,
    /// What the mapped word tells; `Unknown` where no map has it.
    pub reveals: Reveals,
}

impl CodedTerm {
    /// What showing an offence reveals: that it happened, and what an aggravated code adds.
    pub fn offence_reveals(&self) -> Reveals {
        Reveals::Known(self.reveals | Category::Offence.into())
    }
}
