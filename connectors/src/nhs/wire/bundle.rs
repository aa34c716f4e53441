use accord_connector_kit::Shallow;
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::{Field, Many, Meta, Text};

/// `Bundle`: an answer that is anything else is no answer. Each entry stands by itself.
pub(in crate::nhs) struct Bundle {
    /// Its resources in order; nothing where an entry holds none that can be read.
    pub(in crate::nhs) entries: Vec<Option<Resource>>,
    /// The link to the next page, word for word.
    pub(in crate::nhs) next: Option<String>,
    /// How many match in all, where the server says so.
    pub(in crate::nhs) total: Option<u64>,
}

/// One resource: its type, its id, and the rest as it came.
#[derive(Clone)]
pub(in crate::nhs) struct Resource {
    pub(in crate::nhs) kind: String,
    pub(in crate::nhs) id: String,
    /// The server says that it came along with what was asked for.
    pub(in crate::nhs) beside: bool,
    fields: Map<String, Value>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Wire {
    resource_type: Field<Text>,
    entry: Shallow,
    link: Many<Link>,
    total: Field<u64>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Link {
    relation: Field<Text>,
    url: Field<Text>,
}

impl<'de> Deserialize<'de> for Bundle {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wire = Wire::deserialize(deserializer)?;
        if !wire.resource_type.is("Bundle") {
            return Err(D::Error::custom("no Bundle"));
        }
        // One entry where a list belongs counts as a list of one.
        let entries = match wire.entry.0 {
            Value::Null => Vec::new(),
            Value::Array(rows) => rows,
            one => vec![one],
        };
        let next = wire.link.items.iter().find(|link| link.relation.is("next"));
        Ok(Self {
            total: wire.total.known().copied(),
            next: next.and_then(|link| link.url.text()).map(str::to_owned),
            entries: entries.into_iter().map(Resource::of_entry).collect(),
        })
    }
}

impl Resource {
    fn of_entry(entry: Value) -> Option<Self> {
        let Value::Object(mut entry) = entry else {
            return None;
        };
        let mode = entry.get("search").and_then(|search| search.get("mode")).and_then(Value::as_str);
        let beside = matches!(mode, Some("include" | "outcome"));
        let read = Self::read(entry.remove("resource")?)?;
        let beside = beside || read.kind == "OperationOutcome";
        Some(Self { beside, ..read })
    }

    /// A resource by itself. None without a type and an id.
    pub(in crate::nhs) fn read(value: Value) -> Option<Self> {
        let Value::Object(fields) = value else {
            return None;
        };
        let kind = fields.get("resourceType")?.as_str()?.to_owned();
        let id = match fields.get("id")? {
            Value::String(id) if !id.is_empty() => id.clone(),
            Value::Number(id) => id.to_string(),
            _ => return None,
        };
        Some(Self { kind, id, beside: false, fields })
    }

    /// The resource with nothing in it but these elements, its type, id and `meta`: what comes unasked stops here.
    pub(in crate::nhs) fn only(mut self, elements: &[&str]) -> Self {
        let always = ["resourceType", "id", "meta"];
        self.fields.retain(|name, _| always.contains(&name.as_str()) || elements.contains(&name.as_str()));
        self
    }

    /// Keeps of this list the items that `keep` keeps.
    pub(in crate::nhs) fn retain(&mut self, element: &str, keep: impl Fn(&Value) -> bool) {
        match self.fields.get_mut(element) {
            None => {}
            Some(Value::Array(items)) => items.retain(keep),
            // One item where a list belongs.
            Some(one) if keep(one) => {}
            Some(_) => drop(self.fields.remove(element)),
        }
    }

    /// Takes an element away.
    pub(in crate::nhs) fn drop(&mut self, element: &str) {
        self.fields.remove(element);
    }

    /// Without what of a consent decides nothing: it is not kept.
    pub(in crate::nhs) fn without(mut self, elements: &[&str]) -> Self {
        elements.iter().for_each(|element| self.drop(element));
        self
    }

    /// Its `meta`.
    pub(in crate::nhs) fn meta(&self) -> Meta {
        self.fields.get("meta").and_then(|meta| Meta::deserialize(meta).ok()).unwrap_or_default()
    }

    /// Reads it. Every field is lenient.
    pub(in crate::nhs) fn parse<T: DeserializeOwned>(&self) -> Option<T> {
        T::deserialize(Value::Object(self.fields.clone())).ok()
    }

    /// As JSON.
    pub(in crate::nhs) fn value(self) -> Value {
        Value::Object(self.fields)
    }
}
