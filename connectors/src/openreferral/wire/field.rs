use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// A part as it came: nothing where it is not there, null, or not what the standard says.
#[derive(Clone, Debug)]
pub(in crate::openreferral) struct Field<T>(pub(in crate::openreferral) Option<T>);

impl<T> Default for Field<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(T::deserialize(Value::deserialize(deserializer)?).ok()))
    }
}

impl Field<String> {
    /// The text, if there is any in it.
    pub(in crate::openreferral) fn text(&self) -> Option<&str> {
        self.0.as_deref().map(str::trim).filter(|text| !text.is_empty())
    }
}

/// A list of which each item may be unreadable by itself.
#[derive(Clone, Debug)]
pub(in crate::openreferral) struct List<T>(Field<Vec<Field<T>>>);

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(Field(None))
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Field::deserialize(deserializer).map(Self)
    }
}

impl<T> List<T> {
    /// What can be read of it.
    pub(in crate::openreferral) fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.0.iter().flatten().filter_map(|item| item.0.as_ref())
    }
}
