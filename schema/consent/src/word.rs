//! Step 5 for all categories at once.
//!
//! Whether a directive matches a question, and how specific it is, does not hang on the category that is asked about: only
//! whether it covers it does. So each directive is looked at once, and what outdoes it takes its categories from it.

use accord_model::CategorySet;
use smallvec::SmallVec;

use crate::directive::Asked;
use crate::{Directive, Effect};

/// What a person's directives say to one question.
#[derive(Clone, Copy, Default)]
pub(crate) struct Word {
    permitted: CategorySet,
    refused: CategorySet,
}

/// A directive that matches: what it covers, how specific it is along each axis, and what it does.
type Matching = (CategorySet, [usize; 5], Effect);

impl Word {
    /// Among the most specific that match, and of a firm refusal always.
    pub(crate) fn of<'a>(directives: impl Iterator<Item = &'a Directive>, asked: &Asked<'_>) -> Self {
        let mut word = Self::default();
        let mut all: SmallVec<[Matching; 8]> = SmallVec::new();
        // A bar is not among what a person says.
        let said = directives.filter(|directive| directive.effect != Effect::Bar);
        for directive in said.filter(|directive| directive.matches(asked)) {
            let covered = directive.covered();
            if directive.firm && directive.effect == Effect::Deny {
                word.refused |= covered;
            }
            all.push((covered, directive.ranks(asked), directive.effect));
        }
        for (covered, ranks, effect) in &all {
            let outdone = all.iter().filter(|(_, other, _)| is_more_specific(other, ranks));
            let left = outdone.fold(*covered, |left, (other, ..)| left - *other);
            match effect {
                Effect::Permit => word.permitted |= left,
                Effect::Deny | Effect::Bar => word.refused |= left,
            }
        }
        word
    }

    /// What is permitted: a refusal wins, and where nothing matches, the answer is no.
    pub(crate) fn permits(self) -> CategorySet {
        self.permitted - self.refused
    }

    /// What is refused.
    pub(crate) const fn refuses(self) -> CategorySet {
        self.refused
    }
}

/// The product order: greater on one axis at least, smaller on none. Both are known to match the same question, so that
/// ranks along each axis can be compared.
pub(crate) fn is_more_specific(a: &[usize; 5], b: &[usize; 5]) -> bool {
    a != b && a.iter().zip(b).all(|(a, b)| a >= b)
}
