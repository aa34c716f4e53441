use serde::{Deserialize, Serialize};

/// What stands in a cell, as the file says it. Nothing here is ever evaluated: a leading `=`, `+`, `-` or `@` is data.
/// No `Debug`: a cell is personal data.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Cell {
    /// Text, as typed.
    Text(String),
    /// A number that no format calls a date.
    Number(f64),
    /// A date or time, in days since the end of 1899.
    Serial(f64),
    /// A formula as typed, and what the spreadsheet made of it.
    Formula(String, Box<Self>),
}

impl Cell {
    /// Text, or nothing where there is only white space.
    pub(crate) fn text(text: &str) -> Option<Self> {
        (!text.trim_matches(is_space).is_empty()).then(|| Self::Text(text.to_owned()))
    }

    /// What a reader sees, with every run of white space (no-break spaces too) as one space.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::Text(text) => squeezed(text),
            Self::Number(number) | Self::Serial(number) => plain_number(*number),
            Self::Formula(_, value) => value.words(),
        }
    }

    /// What a reader sees of a longer text: line breaks stay.
    pub(crate) fn prose(&self) -> String {
        match self {
            Self::Text(text) => text.lines().map(squeezed).collect::<Vec<_>>().join("\n").trim().to_owned(),
            other => other.words(),
        }
    }

    /// What somebody typed before the spreadsheet made a sum of it: `26*104711` of `=26*104711` and of `'26*104711`.
    pub(crate) fn as_typed(&self) -> String {
        match self {
            Self::Formula(formula, _) => squeezed(formula.trim_start_matches('=')),
            other => other.words().trim_start_matches(['=', '\'']).to_owned(),
        }
    }

    /// Bytes that it takes, about.
    pub(crate) fn size(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Number(_) | Self::Serial(_) => 8,
            Self::Formula(formula, value) => formula.len() + value.size(),
        }
    }

    /// Whether a text holds a NUL.
    pub(crate) fn has_nul(&self) -> bool {
        match self {
            Self::Text(text) => text.contains('\0'),
            Self::Number(_) | Self::Serial(_) => false,
            Self::Formula(formula, value) => formula.contains('\0') || value.has_nul(),
        }
    }
}

/// White space as people see it: no-break and zero-width spaces too.
pub(crate) fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}')
}

/// Every run of white space as one space, none at the ends.
pub(crate) fn squeezed(text: &str) -> String {
    text.split(is_space).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// For comparing words that people type: squeezed, in lower case.
pub(crate) fn folded(text: &str) -> String {
    squeezed(text).to_lowercase()
}

/// A number as people write it: `7700900123`, not `7.700900123e9`.
fn plain_number(number: f64) -> String {
    number.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_of_every_kind_fold() {
        assert_eq!(Cell::Text("\u{a0}12 \u{a0}Sparrow\tHill\u{feff}\n".into()).words(), "12 Sparrow Hill");
        assert!(Cell::text(" \u{a0}\u{200b}").is_none());
    }

    #[test]
    fn a_formula_is_data() {
        let sum = Cell::Formula("=26*104711".into(), Box::new(Cell::Number(2_722_486.0)));
        assert_eq!(sum.as_typed(), "26*104711");
        assert_eq!(sum.words(), "2722486");
        assert_eq!(Cell::Text("'26*104711".into()).as_typed(), "26*104711");
        assert_eq!(Cell::Text("=cmd|' /C calc'!A0".into()).words(), "=cmd|' /C calc'!A0");
    }

    #[test]
    fn prose_keeps_its_lines() {
        assert_eq!(Cell::Text(" a\u{a0}b \r\n c ".into()).prose(), "a b\nc");
    }
}
