use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

/// One entry of a page or a batch: its id, and the rest as it came.
pub(in crate::police) struct Entry {
    pub(in crate::police) id: String,
    fields: Map<String, Value>,
}

/// The entries of an answer. One without an id costs itself; an answer of which no entry has one is no answer.
pub(in crate::police) struct Entries(pub(in crate::police) Vec<Option<Entry>>);

impl<'de> Deserialize<'de> for Entries {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let rows = Vec::<Value>::deserialize(deserializer)?;
        let entries: Vec<_> = rows.into_iter().map(Entry::read).collect();
        if !entries.is_empty() && entries.iter().all(Option::is_none) {
            return Err(D::Error::custom("no entry has an id"));
        }
        Ok(Self(entries))
    }
}

impl Entry {
    fn read(row: Value) -> Option<Self> {
        let Value::Object(fields) = row else {
            return None;
        };
        let id = fields.get("id")?.as_str().filter(|id| !id.is_empty())?;
        Some(Self { id: id.to_owned(), fields })
    }

    /// The entry with nothing in it but these fields, its id and its version: what the police send unasked stops here.
    pub(in crate::police) fn only(mut self, names: &[&str]) -> Self {
        let always = ["id", "modified", "version"];
        self.fields.retain(|name, _| always.contains(&name.as_str()) || names.contains(&name.as_str()));
        self
    }

    /// Whether this field is there.
    pub(in crate::police) fn has(&self, name: &str) -> bool {
        self.fields.contains_key(name)
    }

    /// Its bytes, for the cache.
    pub(in crate::police) fn bytes(&self) -> Vec<u8> {
        // A JSON object always becomes JSON.
        serde_json::to_vec(&self.fields).unwrap_or_default()
    }

    /// Reads it. Every field is lenient, so only a wrong set of types as a whole fails.
    pub(in crate::police) fn parse<T: DeserializeOwned>(self) -> Option<T> {
        T::deserialize(Value::Object(self.fields)).ok()
    }
}

/// `GET /v1/occurrences`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::police) struct FeedPage {
    pub(in crate::police) items: Entries,
    pub(in crate::police) next_cursor: String,
    pub(in crate::police) more: bool,
}

/// `POST .../batchGet`.
#[derive(Deserialize)]
pub(in crate::police) struct Batch {
    pub(in crate::police) items: Entries,
}
