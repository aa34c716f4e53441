//! What stands in a cell.

use jiff::civil::Date;

/// One cell of a row. A CSV holds only blanks and texts.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    /// Nothing.
    Blank,
    /// Text, as typed.
    Text(String),
    /// A number.
    Number(f64),
    /// A real date cell.
    Date(Date),
    /// A formula and its product.
    Formula(String, f64),
}

impl Cell {
    /// Text, or a blank when empty.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Blank } else { Self::Text(text) }
    }

    /// What a reader sees.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Blank => String::new(),
            Self::Text(text) => text.clone(),
            Self::Number(number) | Self::Formula(_, number) => number.to_string(),
            Self::Date(date) => date.to_string(),
        }
    }
}
