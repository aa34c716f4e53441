use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// JSON with nothing in it below 96 levels, where `false` stands for what was there: a wrong type wherever somebody looks
/// for more. So that one entry without a bottom costs itself and not the whole answer.
#[derive(Default)]
pub struct Shallow(pub Value);

/// Below the limit of the parser, which gives up the whole text at 128.
const LEVELS: usize = 96;

impl<'de> serde::Deserialize<'de> for Shallow {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Level(LEVELS).deserialize(deserializer).map(Self)
    }
}

#[derive(Clone, Copy)]
struct Level(usize);

impl<'de> DeserializeSeed<'de> for Level {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        if self.0 == 0 {
            // The parser skips without going down.
            return deserializer.deserialize_ignored_any(IgnoredAny).map(|IgnoredAny| Value::Bool(false));
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Level {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut all = Vec::new();
        while let Some(item) = items.next_element_seed(Self(self.0 - 1))? {
            all.push(item);
        }
        Ok(Value::Array(all))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut all = Map::new();
        while let Some(name) = fields.next_key::<String>()? {
            all.insert(name, fields.next_value_seed(Self(self.0 - 1))?);
        }
        Ok(Value::Object(all))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_bottom_is_cut_and_the_rest_stays() {
        let deep = format!("{}{}", "[".repeat(5_000), "]".repeat(5_000));
        let text = format!(r#"{{"a":{deep},"b":[1,-2,0.5,"x",null,{{"c":true}}]}}"#);
        assert!(serde_json::from_str::<Value>(&text).is_err());
        let Shallow(read) = serde_json::from_str(&text).unwrap();
        assert_eq!(read["b"], serde_json::json!([1, -2, 0.5, "x", null, {"c": true}]));
        let (mut levels, mut at) = (0, &read["a"]);
        while let Some(inner) = at.get(0) {
            (levels, at) = (levels + 1, inner);
        }
        assert_eq!((levels, at), (LEVELS - 1, &Value::Bool(false)));
        assert!(serde_json::from_str::<Shallow>(r#"{"a":"#).is_err());
    }
}
