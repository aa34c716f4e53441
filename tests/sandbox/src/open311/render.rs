//! Answers in JSON and XML.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::options::{DateForm, Quirks};
use super::register::Report;
use crate::http::Reply;

/// The formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Json,
    Xml,
}

impl Format {
    /// A list of things, each called `item`.
    pub(crate) fn list(self, status: u16, list: &str, item: &str, rows: &[Value]) -> Reply {
        match self {
            Self::Json => Reply::json(status, &json!(rows)),
            Self::Xml => {
                let inside: String = rows.iter().map(|row| element(item, row)).collect();
                xml(status, &format!("<{list}>{inside}</{list}>"))
            }
        }
    }

    /// One thing.
    pub(crate) fn one(self, name: &str, value: &Value) -> Reply {
        match self {
            Self::Json => Reply::json(200, value),
            Self::Xml => xml(200, &element(name, value)),
        }
    }

    /// The standard's list of errors.
    pub(crate) fn error(self, status: u16, description: &str) -> Reply {
        self.errors(status, &[description.to_owned()])
    }

    /// As [`Format::error`], for several at once.
    pub(crate) fn errors(self, status: u16, descriptions: &[String]) -> Reply {
        let errors = descriptions.iter().map(|description| json!({"code": status, "description": description}));
        self.list(status, "errors", "error", &errors.collect::<Vec<_>>())
    }
}

fn xml(status: u16, inside: &str) -> Reply {
    let text = format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{inside}\n");
    Reply::of(status, "text/xml; charset=utf-8", text.into_bytes())
}

fn element(name: &str, value: &Value) -> String {
    let inside = match value {
        Value::Null => return format!("<{name}/>"),
        Value::String(text) => escaped(text),
        Value::Object(fields) => fields.iter().map(|(name, value)| element(name, value)).collect(),
        Value::Array(items) => items.iter().map(|item| element(name.trim_end_matches('s'), item)).collect(),
        plain => plain.to_string(),
    };
    format!("<{name}>{inside}</{name}>")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A request as the endpoint writes it.
pub(crate) fn request(report: &Report, name: &str, quirks: Quirks) -> Value {
    let none = || if quirks.empty_texts { json!("") } else { Value::Null };
    let text = |value: &Option<String>| value.as_ref().map_or_else(none, |text| json!(text));
    let nowhere = if quirks.zero_coordinates { json!(0) } else { Value::Null };
    let (lat, long) = report.position.map_or((nowhere.clone(), nowhere), |(lat, long)| (json!(lat), json!(long)));
    let number = report.id.parse::<u64>().ok().filter(|_| quirks.numeric_ids);
    let mut all = json!({
        "service_request_id": number.map_or_else(|| json!(report.id), |id| json!(id)),
        "status": report.status,
        "status_notes": none(),
        "service_name": name,
        "service_code": report.service,
        "description": report.description,
        "agency_responsible": none(),
        "service_notice": none(),
        "requested_datetime": time(report.requested, quirks.dates),
        "updated_datetime": time(report.updated, quirks.dates),
        "expected_datetime": none(),
        "address": text(&report.address),
        "address_id": none(),
        "zipcode": text(&report.zipcode),
        "lat": lat,
        "long": long,
        "media_url": text(&report.media_url),
        "non_public": if quirks.text_booleans { json!(report.hidden.to_string()) } else { json!(report.hidden) },
    });
    if !report.attributes.is_empty() {
        let pairs = report.attributes.iter().map(|(code, value)| json!({"code": code, "value": value}));
        all["attributes"] = pairs.collect();
    }
    if let Some([name, email, phone]) = report.reporter.as_ref().filter(|_| quirks.names_reporters) {
        (all["first_name"], all["email"], all["phone"]) = (json!(name), json!(email), json!(phone));
    }
    all
}

fn time(at: Timestamp, form: DateForm) -> String {
    at.strftime(match form {
        DateForm::Zoned => "%Y-%m-%dT%H:%M:%SZ",
        DateForm::Bare => "%Y-%m-%dT%H:%M:%S",
        DateForm::Spaced => "%Y-%m-%d %H:%M:%S",
        DateForm::American => "%m/%d/%Y",
    })
    .to_string()
}
