//! A list of requests, in either format.

use serde_json::{Map, Value};

use super::Entry;
use super::xml::Refusal;

/// One row of an answer.
pub(in crate::open311) enum Row {
    /// A request.
    Request(Entry),
    /// A report that the council has not numbered yet: it has a token and no id.
    Pending,
    /// It has neither.
    Unreadable,
}

/// The rows of an answer.
pub(in crate::open311) type Rows = Vec<Row>;

/// What an answer says, out of either format.
pub(in crate::open311) trait Said: Sized {
    /// Nothing for what is no such answer.
    fn of(value: Value) -> Option<Self>;
}

impl Said for Rows {
    /// Of an answer in which no row is a request or a report, nothing is taken: a list of errors looks like that.
    fn of(value: Value) -> Option<Self> {
        let rows: Self = list(value)?.into_iter().map(row).collect();
        let none = !rows.is_empty() && rows.iter().all(|row| matches!(row, Row::Unreadable));
        (!none).then_some(rows)
    }
}

/// An answer in JSON.
pub(in crate::open311) fn json<T: Said>(bytes: &[u8]) -> Option<T> {
    T::of(serde_json::from_slice(bytes).ok()?)
}

/// An answer in XML, in UTF-8 as the standard says.
pub(in crate::open311) fn xml<T: Said>(bytes: &[u8]) -> Option<T> {
    T::of(document(bytes)?)
}

/// An answer in the one or the other, whichever it is.
pub(in crate::open311) fn any<T: Said>(bytes: &[u8]) -> Option<T> {
    if is_xml(bytes) { xml(bytes) } else { json(bytes) }
}

/// Any answer at all in one of the formats: the server is alive.
pub(in crate::open311) fn alive(bytes: &[u8]) -> Option<()> {
    let read = if is_xml(bytes) { document(bytes) } else { serde_json::from_slice(bytes).ok() };
    read.map(|_: Value| ())
}

fn is_xml(bytes: &[u8]) -> bool {
    bytes.trim_ascii_start().starts_with(b"<") || bytes.starts_with("\u{feff}<".as_bytes())
}

fn document(bytes: &[u8]) -> Option<Value> {
    let read = str::from_utf8(bytes).map_err(|_| Refusal::Malformed);
    let read = read.and_then(|text| super::xml::read(text.trim_start_matches('\u{feff}')));
    if let Err(refusal) = &read {
        tracing::debug!(code = refusal.code(), "XML was refused");
    }
    read.ok()
}

/// The list itself, under the names by which servers wrap it. An empty element is an empty list.
pub(super) fn list(value: Value) -> Option<Vec<Value>> {
    match value {
        Value::Array(rows) => Some(rows),
        Value::String(text) if text.is_empty() => Some(Vec::new()),
        Value::Object(mut object) => {
            if object.contains_key("service_request_id") || object.contains_key("token") {
                return Some(vec![Value::Object(object)]);
            }
            let wrapped = ["service_requests", "requests", "request"].into_iter().find_map(|name| object.remove(name));
            wrapped.and_then(list)
        }
        _ => None,
    }
}

fn row(value: Value) -> Row {
    let Some(fields) = fields(value) else { return Row::Unreadable };
    let token = has_token(&fields);
    match Entry::read(fields) {
        Some(entry) => Row::Request(entry),
        None if token => Row::Pending,
        None => Row::Unreadable,
    }
}

/// The fields of a row; some servers wrap each in an object of its own.
pub(super) fn fields(value: Value) -> Option<Map<String, Value>> {
    let Value::Object(mut fields) = value else { return None };
    if fields.len() == 1
        && let Some(Value::Object(inner)) = fields.remove("request")
    {
        return Some(inner);
    }
    Some(fields)
}

fn has_token(fields: &Map<String, Value>) -> bool {
    fields.get("token").is_some_and(|token| token.as_str().is_some_and(|token| !token.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(rows: Option<Rows>) -> Option<Vec<String>> {
        let id = |row| match row {
            Row::Request(entry) => entry.id,
            Row::Pending => "pending".to_owned(),
            Row::Unreadable => "unreadable".to_owned(),
        };
        Some(rows?.into_iter().map(id).collect())
    }

    #[test]
    fn the_list_is_found_in_every_shape() {
        for text in [
            r#"[{"service_request_id": 0}, {"token": "t"}, 7]"#,
            r#"{"service_requests": [{"service_request_id": "0"}, {"token": "t"}, {}]}"#,
            r#"{"requests": [{"request": {"service_request_id": "0"}}, {"token": "t"}, null]}"#,
            "<service_requests><request><service_request_id>0</service_request_id></request>\
             <request><token>t</token></request><request/></service_requests>",
            "\u{feff}<requests><request><service_request_id>0</service_request_id></request>\
             <request><token>t</token></request><request>x</request></requests>",
        ] {
            assert_eq!(ids(any(text.as_bytes())).unwrap(), ["0", "pending", "unreadable"], "{text}");
        }
        let one = "<service_requests><request><service_request_id>9</service_request_id></request></service_requests>";
        assert_eq!(ids(xml(one.as_bytes())).unwrap(), ["9"]);
    }

    #[test]
    fn nothing_is_an_empty_list_and_errors_are_no_list() {
        for text in
            ["[]", r#"{"service_requests": []}"#, "<service_requests/>", "<service_requests></service_requests>"]
        {
            assert_eq!(ids(any(text.as_bytes())), Some(vec![]), "{text}");
        }
        for text in [
            r#"[{"code": 400, "description": "no"}]"#,
            "<errors><error><code>400</code><description>no</description></error></errors>",
            "<html><body>Proxy says no</body></html>",
            r#""text""#,
            "{}",
            "",
            "[",
        ] {
            assert_eq!(ids(any(text.as_bytes())), None, "{text}");
        }
        assert_eq!(ids(json(b"<service_requests/>")), None);
        assert_eq!(ids(xml(b"[]")), None);
    }
}
