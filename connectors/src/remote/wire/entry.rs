use accord_connector_kit::{Field, Notes};
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

/// One record of an answer: its id, and the rest as it came.
pub(in crate::remote) struct Entry {
    pub(in crate::remote) id: String,
    fields: Map<String, Value>,
}

/// `POST ...:batchGet`.
#[derive(Deserialize)]
pub(in crate::remote) struct Batch {
    pub(in crate::remote) records: Entries,
}

/// The records of a batch. One without an id costs itself; an answer of which none has one is no answer.
pub(in crate::remote) struct Entries(pub(in crate::remote) Vec<Option<Entry>>);

impl<'de> Deserialize<'de> for Entries {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let rows = Vec::<Value>::deserialize(deserializer)?;
        let entries: Vec<_> = rows.into_iter().map(Entry::read).collect();
        if !entries.is_empty() && entries.iter().all(Option::is_none) {
            return Err(D::Error::custom("no record has an id"));
        }
        Ok(Self(entries))
    }
}

/// `POST /changes`.
#[derive(Deserialize)]
pub(in crate::remote) struct Changes {
    pub(in crate::remote) changes: Vec<Value>,
    pub(in crate::remote) next: String,
    pub(in crate::remote) more: bool,
    #[serde(default)]
    pub(in crate::remote) expected: Field<u64>,
}

/// One change, as far as it can be told apart.
pub(in crate::remote) enum Change {
    Victim(Entry),
    Incident(Entry),
    Referral(Entry),
    Gone { record: String, id: String },
    Unreadable,
}

#[derive(Deserialize)]
struct Gone {
    record: String,
    id: String,
}

impl Change {
    /// Exactly one of the four; a newer program may say more beside it.
    pub(in crate::remote) fn read(row: Value) -> Self {
        let Value::Object(mut row) = row else { return Self::Unreadable };
        let mut one =
            ["victim", "incident", "referral", "gone"].into_iter().filter_map(|name| Some((name, row.remove(name)?)));
        let first = one.next();
        let second = one.next();
        let record = |value, to: fn(Entry) -> Self| Entry::read(value).map_or(Self::Unreadable, to);
        match (first, second) {
            (Some(("victim", value)), None) => record(value, Self::Victim),
            (Some(("incident", value)), None) => record(value, Self::Incident),
            (Some(("referral", value)), None) => record(value, Self::Referral),
            (Some((_, value)), None) => match Gone::deserialize(value) {
                Ok(Gone { record, id }) if !id.is_empty() => Self::Gone { record, id },
                _ => Self::Unreadable,
            },
            _ => Self::Unreadable,
        }
    }
}

impl Entry {
    pub(super) fn read(row: Value) -> Option<Self> {
        let Value::Object(fields) = row else { return None };
        let id = fields.get("id")?.as_str().filter(|id| !id.is_empty())?;
        Some(Self { id: id.to_owned(), fields })
    }

    /// The entry with nothing in it but its frame and these fields: what comes unasked stops here, and is noted where the
    /// program says that it selects. A name of no field of the protocol is noted too; its name may be a word of anybody's,
    /// so only one that looks like a name is repeated.
    pub(in crate::remote) fn only(
        mut self,
        frame: &[&str],
        fields: &[&str],
        known: impl Fn(&str) -> bool,
        selects: bool,
        notes: &mut Notes,
    ) -> Self {
        self.fields.retain(|name, value| {
            let kept = frame.contains(&name.as_str()) || fields.contains(&name.as_str());
            if !kept && !known(name) {
                notes.field("UNKNOWN_FIELD", spoken(name));
            } else if !kept && selects && !value.is_null() {
                notes.field("FIELD_UNASKED", spoken(name));
            }
            kept
        });
        self
    }

    /// Its bytes, for the cache.
    pub(in crate::remote) fn bytes(&self) -> Vec<u8> {
        // A JSON object always becomes JSON.
        serde_json::to_vec(&self.fields).unwrap_or_default()
    }

    /// Reads it. Every field is lenient, so only a wrong set of types as a whole fails.
    pub(in crate::remote) fn parse<T: DeserializeOwned>(self) -> Option<T> {
        T::deserialize(Value::Object(self.fields)).ok()
    }
}

/// A key of a stranger's JSON as it may stand in a note: letters alone, and few. A key that is data (a person's name, a
/// number) is not repeated.
fn spoken(name: &str) -> &str {
    let plain = name.len() <= 40 && name.starts_with(|c: char| c.is_ascii_lowercase());
    if plain && name.bytes().all(|b| b.is_ascii_alphabetic()) { name } else { "(a name of other characters)" }
}
