//! `POST requests` and `GET tokens/{token}`.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::options::{Quirks, ReportsOptions};
use super::register::{Register, Report};
use super::render::Format;
use super::services::{self, REPORTS_API_KEY};
use crate::http::{Ask, Reply};

/// Reports that were sent in: the tokens that were given for them, and how often each was looked at.
#[derive(Debug, Default)]
pub(crate) struct Desk {
    tokens: BTreeMap<String, (String, usize)>,
}

impl Desk {
    /// Takes a report in: an id, or a token. The same report sent twice is two reports.
    pub(crate) fn accept(
        &mut self,
        register: &mut Register,
        ask: &Ask,
        options: &ReportsOptions,
        format: Format,
    ) -> Reply {
        let mut form = ask.form();
        if form.get("api_key").map(String::as_str) != Some(REPORTS_API_KEY) {
            return format.error(403, "api_key is missing or not known");
        }
        let Some(service) = form.remove("service_code").filter(|code| !code.is_empty()) else {
            return format.error(400, "service_code is missing");
        };
        if !services::is_known(&service) {
            return format.error(404, "service_code was not found");
        }
        let number = |form: &BTreeMap<String, String>, name: &str| form.get(name).and_then(|text| text.parse().ok());
        let position = number(&form, "lat").zip(number(&form, "long"));
        let address = form.remove("address_string").or_else(|| form.remove("address_id"));
        let attributes = answers(ask);
        let mut wrong = services::wrong(&service, &attributes);
        if position.is_none() && address.is_none() {
            wrong.push("a place is missing".to_owned());
        }
        if !wrong.is_empty() {
            return format.errors(400, &wrong);
        }
        let id = format!("{}", 900_000 + register.len());
        let mut take = |name: &str| form.remove(name).filter(|text| !text.is_empty());
        let description = take("description").unwrap_or_default();
        let media_url = take("media_url");
        // Whoever sends what nobody asked for: it shows.
        let sender = ["first_name", "last_name", "email", "phone", "device_id", "account_id"].map(&mut take);
        let reporter = sender.iter().any(Option::is_some).then(|| sender.map(Option::unwrap_or_default));
        let reporter = reporter.map(|[first, last, email, phone, ..]| [format!("{first} {last}"), email, phone]);
        let blank = Report::new(id.clone(), &service, now());
        register.put(Report { description, position, address, attributes, media_url, reporter, ..blank });
        let notice = services::notice(&service);
        let answer = if options.tokens {
            let token = format!("tok-{id}");
            self.tokens.insert(token.clone(), (id, 0));
            json!({"token": token, "service_notice": notice, "account_id": null})
        } else {
            json!({"service_request_id": written(&id, options.quirks), "service_notice": notice, "account_id": null})
        };
        format.list(201, "service_requests", "request", &[answer])
    }

    /// The id, from the second look on.
    pub(crate) fn look(&mut self, token: &str, quirks: Quirks, format: Format) -> Reply {
        let Some((id, looks)) = self.tokens.get_mut(token) else {
            return format.error(404, "token was not found");
        };
        *looks += 1;
        let none = if quirks.empty_texts { json!("") } else { Value::Null };
        let none = if quirks.numeric_ids { json!(0) } else { none };
        let id = if *looks > 1 { written(id, quirks) } else { none };
        let answer = json!({"token": token, "service_request_id": id});
        format.list(200, "service_requests", "request", &[answer])
    }
}

/// An id as the endpoint writes it.
fn written(id: &str, quirks: Quirks) -> Value {
    let number = id.parse::<u64>().ok().filter(|_| quirks.numeric_ids);
    number.map_or_else(|| json!(id), |id| json!(id))
}

/// What is sent in is of this moment: whoever sent it looks for it by the clock on the wall.
fn now() -> Timestamp {
    Timestamp::from_second(Timestamp::now().as_second()).unwrap_or_default()
}

/// `attribute[CODE]=key`, and `attribute[CODE][]=key` for each of several.
fn answers(ask: &Ask) -> Vec<(String, String)> {
    let pairs = ask.form_pairs().into_iter();
    let answers = pairs.filter_map(|(name, value)| {
        let code = name.strip_prefix("attribute[")?;
        Some((code.strip_suffix("][]").or_else(|| code.strip_suffix(']'))?.to_owned(), value))
    });
    answers.collect()
}
