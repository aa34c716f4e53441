use crate::table::cell::folded;

/// An answer to a yes-or-no question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Yes.
    Yes,
    /// No.
    No,
    /// Words that are neither: "see notes".
    Neither,
}

/// `Y`, `Yes`, `1`, `true`, `x`; `N`, `No`, `0`, `false`; everything else is neither. A blank is no answer at all.
pub(crate) fn answer(words: &str) -> Option<Answer> {
    match folded(words).as_str() {
        "" => None,
        "y" | "yes" | "1" | "true" | "x" => Some(Answer::Yes),
        "n" | "no" | "0" | "false" => Some(Answer::No),
        _ => Some(Answer::Neither),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_and_see_notes_are_neither_yes_nor_no() {
        assert_eq!(answer(" \u{a0}"), None);
        assert_eq!(answer("see notes"), Some(Answer::Neither));
        assert_eq!(answer(" YES "), Some(Answer::Yes));
        assert_eq!(answer("0"), Some(Answer::No));
    }
}
