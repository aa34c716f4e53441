use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// A field as it came: one of the wrong type costs itself alone.
#[derive(Default)]
pub(in crate::nhs) enum Field<T> {
    /// Not there, or null.
    #[default]
    Absent,
    /// There, and not what FHIR says.
    Unreadable,
    /// There.
    Is(T),
}

/// A list of which each item may be unreadable by itself. One item where a list belongs counts as a list of one.
pub(in crate::nhs) struct Many<T> {
    pub(in crate::nhs) items: Vec<T>,
    /// Items that are not what FHIR says.
    pub(in crate::nhs) lost: usize,
}

/// A text. Numbers, as ids are sometimes sent, become texts; an empty text is no text.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::nhs) struct Text(pub(in crate::nhs) String);

impl<T> Default for Many<T> {
    fn default() -> Self {
        Self { items: Vec::new(), lost: 0 }
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Value::deserialize(deserializer)? {
            Value::Null => Self::Absent,
            Value::String(text) if text.trim().is_empty() => Self::Absent,
            value => T::deserialize(value).map_or(Self::Unreadable, Self::Is),
        })
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Many<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let rows = match Value::deserialize(deserializer)? {
            Value::Null => Vec::new(),
            Value::Array(rows) => rows,
            one => vec![one],
        };
        let all = rows.len();
        let items: Vec<T> = rows.into_iter().filter_map(|row| T::deserialize(row).ok()).collect();
        Ok(Self { lost: all - items.len(), items })
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::String(text) => Ok(Self(text.trim().to_owned())),
            Value::Number(number) => Ok(Self(number.to_string())),
            _ => Err(serde::de::Error::custom("neither a text nor a number")),
        }
    }
}

impl<T> Field<T> {
    /// The value, if it is there and readable.
    pub(in crate::nhs) const fn known(&self) -> Option<&T> {
        match self {
            Self::Is(value) => Some(value),
            Self::Absent | Self::Unreadable => None,
        }
    }

    /// Whether it is not there.
    pub(in crate::nhs) const fn absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Whether it is there and cannot be read.
    pub(in crate::nhs) const fn unreadable(&self) -> bool {
        matches!(self, Self::Unreadable)
    }
}

impl Field<Text> {
    /// The text, if it is there and readable.
    pub(in crate::nhs) fn text(&self) -> Option<&str> {
        self.known().map(|text| text.0.as_str())
    }

    /// Whether it is this word.
    pub(in crate::nhs) fn is(&self, word: &str) -> bool {
        self.text() == Some(word)
    }
}
