use serde::Deserialize;
use serde::de::{DeserializeOwned, Error as _};
use serde_json::Value;

use super::Field;

/// One page of a list. What it says of totals is not needed, and so it cannot lie.
#[derive(Deserialize)]
#[serde(try_from = "Raw", bound = "T: DeserializeOwned")]
pub(in crate::openreferral) struct Page<T> {
    pub(in crate::openreferral) contents: Vec<Option<T>>,
    /// Whether the directory says that this is the last.
    pub(in crate::openreferral) last: bool,
}

#[derive(Deserialize)]
struct Raw {
    contents: Vec<Value>,
    #[serde(default)]
    last_page: Field<bool>,
}

impl<T: DeserializeOwned> TryFrom<Raw> for Page<T> {
    type Error = serde_json::Error;

    fn try_from(raw: Raw) -> Result<Self, Self::Error> {
        let contents: Vec<Option<T>> = raw.contents.into_iter().map(|entry| T::deserialize(entry).ok()).collect();
        // An answer of which nothing can be read is no answer.
        if !contents.is_empty() && contents.iter().all(Option::is_none) {
            return Err(Self::Error::custom("no entry can be read"));
        }
        Ok(Self { contents, last: raw.last_page.0 == Some(true) })
    }
}
