//! The answer to a report that was sent in, and to the question after its token.

use serde_json::Value;

use super::body::{Said, any, fields, list};
use super::entry::{Entry, Field, text};

/// What the council gave for a report.
pub(in crate::open311) struct Sent {
    /// Its id, where it has one; 0 and empty texts are how some servers write that it has none yet.
    pub(in crate::open311) id: Option<String>,
    /// A token to ask again with.
    pub(in crate::open311) token: Option<String>,
    /// Whether there is a notice.
    pub(in crate::open311) notice: bool,
}

impl Said for Sent {
    /// The first row, which is the only one that the standard allows. One without id and token says nothing of a report.
    fn of(value: Value) -> Option<Self> {
        let row = fields(list(value)?.into_iter().next()?)?;
        let token = match text(row.get("token")) {
            Field::Is(token) => Some(token),
            Field::Absent | Field::Unreadable => None,
        };
        let notice = matches!(text(row.get("service_notice")), Field::Is(_));
        let id = Entry::read(row).map(|entry| entry.id);
        // A report that has a token has no id yet, so 0 is none there; by itself it is a number like any other.
        let id = id.filter(|id| token.is_none() || id != "0");
        (id.is_some() || token.is_some()).then_some(Self { id, token, notice })
    }
}

/// The number of the first error that an answer lists, in either format; none of its words.
pub(in crate::open311) fn error_code(bytes: &[u8]) -> Option<u16> {
    any(bytes).map(|Code(code)| code)
}

struct Code(u16);

impl Said for Code {
    fn of(value: Value) -> Option<Self> {
        let first = match value {
            Value::Array(errors) => errors.into_iter().next()?,
            Value::Object(mut object) => match object.remove("errors") {
                Some(errors) => return Self::of(errors),
                None => Value::Object(object),
            },
            _ => return None,
        };
        match text(first.get("error").unwrap_or(&first).get("code")) {
            Field::Is(code) => code.parse().ok().map(Self),
            Field::Absent | Field::Unreadable => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(text: &str) -> Option<(Option<String>, Option<String>, bool)> {
        any(text.as_bytes()).map(|sent: Sent| (sent.id, sent.token, sent.notice))
    }

    #[test]
    fn an_answer_gives_an_id_or_a_token_in_every_shape() {
        let id = |notice| Some((Some("293944".to_owned()), None, notice));
        for text in [
            r#"[{"service_request_id": 293944, "service_notice": "", "account_id": null}]"#,
            r#"{"service_requests": [{"request": {"service_request_id": "293944"}}]}"#,
            r#"{"service_request_id": "293944", "token": ""}"#,
            "<service_requests><request><service_request_id>293944</service_request_id><service_notice/>\
             <account_id/></request></service_requests>",
        ] {
            assert_eq!(sent(text), id(false), "{text}");
        }
        assert_eq!(sent(r#"[{"service_request_id": 293944, "service_notice": "We come."}]"#), id(true));
        let token = Some((None, Some("tok-1".to_owned()), false));
        for text in [
            r#"[{"token": "tok-1"}]"#,
            r#"{"token": "tok-1", "service_request_id": null}"#,
            r#"[{"token": "tok-1", "service_request_id": 0}]"#,
            "<service_requests><request><token>tok-1</token><service_request_id/></request></service_requests>",
        ] {
            assert_eq!(sent(text), token, "{text}");
        }
        assert_eq!(sent(r#"[{"service_request_id": 0}]"#), Some((Some("0".to_owned()), None, false)));
        for text in ["[]", "{}", r#"[{"service_notice": "Thank you"}]"#, "<service_requests/>", "<html/>", ""] {
            assert_eq!(sent(text), None, "{text}");
        }
    }

    #[test]
    fn an_error_gives_its_number_and_no_word() {
        for text in [
            r#"[{"code": 400, "description": "lat is missing for 12 High Street"}, {"code": 403}]"#,
            r#"{"errors": [{"code": "400", "description": "x"}]}"#,
            r#"[{"error": {"code": 400}}]"#,
            r#"{"code": 400}"#,
            "<errors><error><code>400</code><description>x</description></error></errors>",
            "<?xml version=\"1.0\"?><errors><error><code>400</code></error><error><code>1</code></error></errors>",
        ] {
            assert_eq!(error_code(text.as_bytes()), Some(400), "{text}");
        }
        for text in [r#"[{"code": "jo"}]"#, r#"[{"code": 70000}]"#, "[]", "no", "<html/>", r#"["400"]"#] {
            assert_eq!(error_code(text.as_bytes()), None, "{text}");
        }
    }
}
