//! `POST requests` and `GET tokens/{token}`.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::query::NOW;
use super::register::{Register, Report};
use super::render::Format;
use crate::http::{Ask, Reply};

/// Reports that were sent in: the tokens that were given for them, and how often each was looked at.
#[derive(Debug, Default)]
pub(crate) struct Desk {
    tokens: BTreeMap<String, (String, usize)>,
}

impl Desk {
    /// Takes a report in: an id, or a token.
    pub(crate) fn accept(
        &mut self,
        register: &mut Register,
        ask: &Ask,
        tokens: bool,
        known: bool,
        format: Format,
    ) -> Reply {
        let mut form = ask.form();
        let Some(service) = form.remove("service_code").filter(|_| known) else {
            return format.error(400, "service_code is missing or unknown");
        };
        let number = |form: &BTreeMap<String, String>, name: &str| form.get(name).and_then(|text| text.parse().ok());
        let position = number(&form, "lat").zip(number(&form, "long"));
        let address = form.remove("address_string").or_else(|| form.remove("address_id"));
        if position.is_none() && address.is_none() {
            return format.error(400, "a place is missing");
        }
        let id = format!("{}", 900_000 + register.len());
        let description = form.remove("description").unwrap_or_default();
        register.put(Report { description, position, address, ..Report::new(id.clone(), &service, NOW) });
        let answer = if tokens {
            let token = format!("tok-{id}");
            self.tokens.insert(token.clone(), (id, 0));
            json!({"token": token, "service_notice": "", "account_id": null})
        } else {
            json!({"service_request_id": id, "service_notice": "", "account_id": null})
        };
        format.list(201, "service_requests", "request", &[answer])
    }

    /// The id, from the second look on.
    pub(crate) fn look(&mut self, token: &str, format: Format) -> Reply {
        let Some((id, looks)) = self.tokens.get_mut(token) else {
            return format.error(404, "token was not found");
        };
        *looks += 1;
        let id = if *looks > 1 { json!(id) } else { Value::Null };
        let answer = json!({"token": token, "service_request_id": id});
        format.list(200, "service_requests", "request", &[answer])
    }
}
