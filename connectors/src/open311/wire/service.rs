//! Services, and the questions that each asks.

use serde_json::{Map, Value};

use super::body::Said;
use super::entry::{Field, text, truth};

/// The services of the endpoint: each code, and whether the service asks questions of its own.
pub(in crate::open311) struct Services(Vec<(String, Field<bool>)>);

/// The questions of one service that take an answer.
pub(in crate::open311) struct Definition(pub(in crate::open311) Vec<Question>);

/// A question of a service.
pub(in crate::open311) struct Question {
    /// Its code.
    pub(in crate::open311) code: String,
    /// Whether a report without an answer is refused.
    pub(in crate::open311) required: bool,
    /// What an answer is.
    pub(in crate::open311) kind: Kind,
}

/// What an answer is.
pub(in crate::open311) enum Kind {
    /// Words.
    Text,
    /// A number.
    Number,
    /// A date with its time, as in RFC 3339.
    Moment,
    /// One of these keys.
    One(Vec<String>),
    /// Any of these keys.
    Any(Vec<String>),
}

impl Services {
    /// Whether this service asks questions of its own. Nothing where the service is not there. What cannot be read may be
    /// yes.
    pub(in crate::open311) fn asks(&self, code: &str) -> Option<bool> {
        let (_, metadata) = self.0.iter().find(|(known, _)| known == code)?;
        Some(!matches!(metadata, Field::Absent | Field::Is(false)))
    }
}

impl Said for Services {
    fn of(value: Value) -> Option<Self> {
        let rows = items(value, "services", "service")?;
        let service = |row: Map<String, Value>| match text(row.get("service_code")) {
            Field::Is(code) => Some((code, truth(row.get("metadata")))),
            Field::Absent | Field::Unreadable => None,
        };
        let all: Vec<_> = rows.into_iter().flatten().filter_map(service).collect();
        // A list in which nothing is a service is a list of something else: of errors.
        (!all.is_empty()).then_some(Self(all))
    }
}

impl Said for Definition {
    /// A definition with a question that cannot be read is none: an answer that it requires could not be told.
    fn of(value: Value) -> Option<Self> {
        let whole = match value {
            Value::Array(all) => all.into_iter().next()?,
            value => value,
        };
        let Value::Object(mut whole) = whole else { return None };
        if let Some(Value::Object(inner)) = whole.remove("service_definition") {
            whole = inner;
        }
        whole.get("service_code")?;
        let rows = match whole.remove("attributes") {
            None | Some(Value::Null) => Vec::new(),
            Some(rows) => items(rows, "attributes", "attribute")?,
        };
        let rows: Vec<_> = rows.into_iter().collect::<Option<_>>()?;
        // What takes no answer is a text for whoever fills the form in.
        let asked = rows.into_iter().filter(|row| truth(row.get("variable")) != Field::Is(false));
        asked.map(|row| Question::of(&row)).collect::<Option<_>>().map(Self)
    }
}

impl Question {
    fn of(row: &Map<String, Value>) -> Option<Self> {
        let Field::Is(code) = text(row.get("code")) else { return None };
        let keys = || keys(row.get("values"));
        let kind = match text(row.get("datatype")) {
            Field::Is(datatype) => match datatype.to_ascii_lowercase().as_str() {
                "singlevaluelist" => Kind::One(keys()?),
                "multivaluelist" => Kind::Any(keys()?),
                "number" => Kind::Number,
                "datetime" => Kind::Moment,
                _ => Kind::Text,
            },
            Field::Absent | Field::Unreadable => Kind::Text,
        };
        // What cannot be read may be required: a needless answer does no harm, and a missing one does.
        let required = !matches!(truth(row.get("required")), Field::Absent | Field::Is(false));
        Some(Self { code, required, kind })
    }
}

fn keys(values: Option<&Value>) -> Option<Vec<String>> {
    let rows = items(values?.clone(), "values", "value")?;
    let key = |row: Map<String, Value>| match text(row.get("key")) {
        Field::Is(key) => Some(key),
        Field::Absent | Field::Unreadable => None,
    };
    Some(rows.into_iter().flatten().filter_map(key).collect())
}

/// The objects of a list, bare or under its own name; nothing in the place of what is none. An empty element is an empty
/// list, and one object a list of one.
fn items(value: Value, list: &str, item: &str) -> Option<Vec<Option<Map<String, Value>>>> {
    match value {
        Value::Array(all) => Some(all.into_iter().map(|one| inner(one, item)).collect()),
        Value::String(text) if text.is_empty() => Some(Vec::new()),
        Value::Object(mut object) => match object.remove(list).or_else(|| object.remove(item)) {
            Some(inside) => items(inside, list, item),
            None => Some(vec![Some(object)]),
        },
        _ => None,
    }
}

fn inner(one: Value, item: &str) -> Option<Map<String, Value>> {
    let Value::Object(mut fields) = one else { return None };
    match fields.remove(item) {
        Some(Value::Object(inside)) if fields.is_empty() => Some(inside),
        Some(other) => {
            fields.insert(item.to_owned(), other);
            Some(fields)
        }
        None => Some(fields),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{any, json};
    use super::*;

    const XML: &str = "<services><service><service_code>001</service_code><metadata>true</metadata></service>\
                       <service><service_code>002</service_code><metadata>false</metadata></service></services>";

    #[test]
    fn services_tell_whether_they_ask() {
        for text in [
            XML,
            r#"[{"service_code": "001", "metadata": true}, {"service_code": "002", "metadata": false}]"#,
            r#"{"services": [{"service": {"service_code": "001", "metadata": "TRUE"}}, {"service_code": "002"}]}"#,
            r#"[{"service_code": "001", "metadata": {}}, 7, {"service_code": "002", "metadata": 0}]"#,
        ] {
            let services: Services = any(text.as_bytes()).unwrap();
            assert_eq!(
                ["001", "002", "003"].map(|code| services.asks(code)),
                [Some(true), Some(false), None],
                "{text}"
            );
        }
        for text in ["[]", r#"[{"code": 400}]"#, "<html/>", "7"] {
            assert!(any::<Services>(text.as_bytes()).is_none(), "{text}");
        }
    }

    /// A question's code, whether it is required, and its keys where it lists some.
    type Told = (String, bool, Option<Vec<String>>);

    fn read(text: &str) -> Option<Vec<Told>> {
        let Definition(questions) = any(text.as_bytes())?;
        let told = questions.into_iter().map(|question| match question.kind {
            Kind::One(keys) | Kind::Any(keys) => (question.code, question.required, Some(keys)),
            Kind::Text | Kind::Number | Kind::Moment => (question.code, question.required, None),
        });
        Some(told.collect())
    }

    #[test]
    fn a_definition_gives_its_questions_in_every_shape() {
        let whole = vec![
            ("MAKE".to_owned(), true, Some(vec!["123".to_owned(), "124".to_owned()])),
            ("COLOUR".to_owned(), false, None),
        ];
        for text in [
            r#"{"service_code": "001", "attributes": [
                {"variable": false, "code": "HELLO", "datatype": "text"},
                {"variable": true, "code": "MAKE", "datatype": "singlevaluelist", "required": true,
                 "values": [{"key": 123, "name": "Ford"}, {"key": 124, "name": "Chrysler"}]},
                {"variable": "true", "code": "COLOUR", "datatype": "string", "required": "false"}]}"#,
            "<service_definition><service_code>001</service_code><attributes>\
             <attribute><variable>false</variable><code>HELLO</code><datatype>text</datatype></attribute>\
             <attribute><variable>true</variable><code>MAKE</code><datatype>singlevaluelist</datatype>\
             <required>true</required><values><value><key>123</key><name>Ford</name></value>\
             <value><key>124</key><name>Chrysler</name></value></values></attribute>\
             <attribute><code>COLOUR</code><datatype>string</datatype><required/></attribute></attributes>\
             </service_definition>",
        ] {
            assert_eq!(read(text), Some(whole.clone()), "{text}");
        }
        let one = "<service_definition><service_code>001</service_code><attributes><attribute><code>MAKE</code>\
                   <required>perhaps</required><datatype>multivaluelist</datatype><values><value><key>1</key></value>\
                   </values></attribute></attributes></service_definition>";
        assert_eq!(read(one), Some(vec![("MAKE".to_owned(), true, Some(vec!["1".to_owned()]))]));
        for none in [r#"{"service_code": 1, "attributes": []}"#, r#"[{"service_code": 1, "attributes": null}]"#] {
            assert_eq!(read(none), Some(Vec::new()));
        }
    }

    #[test]
    fn a_question_that_cannot_be_read_spoils_its_definition() {
        for text in [
            r#"{"service_code": "1", "attributes": [{"required": true}]}"#,
            r#"{"service_code": "1", "attributes": [{"code": "A", "datatype": "singlevaluelist"}]}"#,
            r#"{"service_code": "1", "attributes": 7}"#,
            r#"{"service_code": "1", "attributes": [{"code": "A"}, 7]}"#,
            r#"{"code": 404, "description": "no"}"#,
            r#"[{"code": 404, "description": "no"}]"#,
        ] {
            assert!(json::<Definition>(text.as_bytes()).is_none(), "{text}");
        }
    }
}
