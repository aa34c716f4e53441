use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// A field as it came: a field of the wrong type, or held back by the partner, costs that field alone.
#[derive(Default)]
pub enum Field<T> {
    /// Not there, or null.
    #[default]
    Absent,
    /// `{"value": null, "withheld": {...}}`: the partner holds it back.
    Withheld,
    /// There, and not what the contract says.
    Unreadable,
    /// There.
    Is(T),
}

/// A list of which each item may be unreadable by itself.
pub type List<T> = Field<Vec<Field<T>>>;

impl<'de, T: DeserializeOwned> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Value::deserialize(deserializer)? {
            Value::Null => Self::Absent,
            value if is_redaction(&value) => Self::Withheld,
            value => T::deserialize(value).map_or(Self::Unreadable, Self::Is),
        })
    }
}

fn is_redaction(value: &Value) -> bool {
    let held = value.get("withheld").is_some_and(Value::is_object);
    held && value.get("value").is_some_and(Value::is_null)
}

impl<T> Field<T> {
    /// The value, if it is there and readable.
    pub fn known(self) -> Option<T> {
        match self {
            Self::Is(value) => Some(value),
            _ => None,
        }
    }
}
