use serde_json::{Map, Value};

/// One request: its id, and the rest as it came.
pub(in crate::open311) struct Entry {
    pub(in crate::open311) id: String,
    fields: Map<String, Value>,
}

/// A field as it came. An empty text is an absent one: that is how servers write null.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::open311) enum Field<T> {
    /// Not there, null, or empty.
    Absent,
    /// There, and of another type.
    Unreadable,
    /// There.
    Is(T),
}

impl Entry {
    /// A request, where the row has an id that can be asked for in a list: a text or a number, zero too.
    pub(super) fn read(fields: Map<String, Value>) -> Option<Self> {
        let Field::Is(id) = text(fields.get("service_request_id")) else {
            return None;
        };
        let usable = id.len() <= MOST_ID && !id.contains(|c: char| c == ',' || c.is_control());
        usable.then_some(Self { id, fields })
    }

    /// A request that was kept by [`Entry::bytes`].
    pub(in crate::open311) fn kept(bytes: &[u8]) -> Option<Self> {
        Self::read(serde_json::from_slice(bytes).ok()?)
    }

    /// Nothing but these fields and the id: whoever reported it, and all else that was sent unasked, stops here.
    pub(in crate::open311) fn only(mut self, names: &[&str]) -> Self {
        self.fields.retain(|name, _| name == "service_request_id" || names.contains(&name.as_str()));
        self
    }

    /// Gives a field a value.
    pub(in crate::open311) fn set(&mut self, name: &str, value: String) {
        self.fields.insert(name.to_owned(), Value::String(value));
    }

    /// Its bytes, for the cache.
    pub(in crate::open311) fn bytes(&self) -> Vec<u8> {
        // A JSON object always becomes JSON.
        serde_json::to_vec(&self.fields).unwrap_or_default()
    }

    /// A text. Numbers and truth values are texts too: servers are not of one mind about types.
    pub(in crate::open311) fn text(&self, name: &str) -> Field<String> {
        text(self.fields.get(name))
    }

    /// A number, also one that was written as a text.
    pub(in crate::open311) fn number(&self, name: &str) -> Field<f64> {
        match self.text(name) {
            Field::Is(text) => text.parse().map_or(Field::Unreadable, Field::Is),
            Field::Absent => Field::Absent,
            Field::Unreadable => Field::Unreadable,
        }
    }

    /// A truth value, also one that was written as a text or a number.
    pub(in crate::open311) fn truth(&self, name: &str) -> Field<bool> {
        truth(self.fields.get(name))
    }

    /// The answers to the service's own questions, a pair of the question's code and the answer each: a list of
    /// `{code, value}`, or an object with the codes as its names. Several answers to one question are several pairs.
    pub(in crate::open311) fn attributes(&self) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        match self.fields.get("attributes") {
            Some(Value::Array(items)) => {
                for item in items {
                    let code = text(item.get("code").or_else(|| item.get("name")));
                    add(&mut pairs, code, item.get("value"));
                }
            }
            Some(Value::Object(object)) => {
                for (code, value) in object {
                    add(&mut pairs, Field::Is(code.clone()), Some(value));
                }
            }
            _ => {}
        }
        pairs
    }
}

/// Bytes of the longest id that is taken.
const MOST_ID: usize = 64;

pub(super) fn truth(value: Option<&Value>) -> Field<bool> {
    match text(value) {
        Field::Is(text) => match text.to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" => Field::Is(true),
            "false" | "0" | "no" => Field::Is(false),
            _ => Field::Unreadable,
        },
        Field::Absent => Field::Absent,
        Field::Unreadable => Field::Unreadable,
    }
}

pub(super) fn text(value: Option<&Value>) -> Field<String> {
    let read = match value {
        None | Some(Value::Null) => return Field::Absent,
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Bool(truth)) => truth.to_string(),
        Some(Value::Array(_) | Value::Object(_)) => return Field::Unreadable,
    };
    if read.is_empty() { Field::Absent } else { Field::Is(read) }
}

fn add(pairs: &mut Vec<(String, String)>, code: Field<String>, value: Option<&Value>) {
    let Field::Is(code) = code else { return };
    let values = match value {
        Some(Value::Array(values)) => values.iter().collect(),
        value => Vec::from_iter(value),
    };
    for value in values {
        if let Field::Is(value) = text(Some(value)) {
            pairs.push((code.clone(), value));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn entry(value: Value) -> Option<Entry> {
        let Value::Object(fields) = value else { return None };
        Entry::read(fields)
    }

    #[test]
    fn an_id_is_a_text_or_a_number_and_zero_is_one() {
        for (id, read) in [(json!(0), "0"), (json!("0"), "0"), (json!(638_344), "638344"), (json!(" SR-1 "), "SR-1")] {
            assert_eq!(entry(json!({"service_request_id": id})).unwrap().id, read);
        }
        for id in [json!(""), json!(null), json!([1]), json!("1,2"), json!("1\n2"), json!("9".repeat(65))] {
            assert!(entry(json!({"service_request_id": id})).is_none());
        }
    }

    #[test]
    fn types_are_as_servers_write_them() {
        let entry = entry(json!({
            "service_request_id": 1, "lat": "52.5", "long": 0, "zipcode": "", "address": null, "status": {},
            "a": "TRUE", "b": false, "c": "0", "d": 1, "e": "perhaps",
        }))
        .unwrap();
        assert_eq!((entry.number("lat"), entry.number("long")), (Field::Is(52.5), Field::Is(0.0)));
        assert_eq!((entry.text("zipcode"), entry.text("address")), (Field::Absent, Field::Absent));
        assert_eq!(entry.text("status"), Field::Unreadable);
        let truths = ["a", "b", "c", "d", "e", "f"].map(|name| entry.truth(name));
        let (yes, no) = (Field::Is(true), Field::Is(false));
        assert_eq!(truths, [yes.clone(), no.clone(), no, yes, Field::Unreadable, Field::Absent]);
    }

    #[test]
    fn attributes_come_in_either_shape() {
        let pairs =
            |attributes| entry(json!({"service_request_id": 1, "attributes": attributes})).unwrap().attributes();
        let both = [("KIND".to_owned(), "race".to_owned()), ("KIND".to_owned(), "faith".to_owned())];
        assert_eq!(pairs(json!([{"code": "KIND", "value": ["race", "faith"]}])), both);
        assert_eq!(pairs(json!({"KIND": ["race", "faith", null, {}]})), both);
        assert!(pairs(json!("race")).is_empty());
    }

    #[test]
    fn who_reported_it_stops_here() {
        let entry = entry(json!({
            "service_request_id": 1, "status": "open", "first_name": "A", "email": "a@b", "phone": "1", "account_id": "x",
        }))
        .unwrap();
        let kept = String::from_utf8(entry.only(&["status"]).bytes()).unwrap();
        assert_eq!(kept, r#"{"service_request_id":1,"status":"open"}"#);
    }
}
