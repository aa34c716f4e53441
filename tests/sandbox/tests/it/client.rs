//! A client of the police, as simple as can be.

use std::error::Error;

use accord_sandbox::{CLIENT_ID, CLIENT_SECRET, Options, PoliceServer};
use reqwest::{RequestBuilder, Response};
use serde_json::{Value, json};

pub(crate) type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// A small county.
pub(crate) fn small() -> Options {
    Options { people: 240, incidents: 360, ..Options::default() }
}

/// A logged-in client.
pub(crate) struct Client {
    pub(crate) http: reqwest::Client,
    pub(crate) base: String,
    pub(crate) token: String,
}

impl Client {
    pub(crate) async fn login(police: &PoliceServer) -> Outcome<Self> {
        let http = reqwest::Client::new();
        let answer = http
            .post(format!("{}/oauth2/token", police.url()))
            .basic_auth(CLIENT_ID, Some(CLIENT_SECRET))
            .form(&[("grant_type", "client_credentials")])
            .send()
            .await?;
        let answer: Value = answer.error_for_status()?.json().await?;
        let token = text(&answer["access_token"]);
        Ok(Self { http, base: police.url(), token })
    }

    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        self.http.get(format!("{}{path}", self.base)).bearer_auth(&self.token)
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Outcome<Response> {
        let request = self.http.post(format!("{}{path}", self.base)).bearer_auth(&self.token);
        Ok(request.json(&body).send().await?)
    }

    pub(crate) async fn json(&self, path: &str) -> Outcome<Value> {
        Ok(self.get(path).send().await?.error_for_status()?.json().await?)
    }

    /// Walks the feed to its end; also gives the last cursor.
    pub(crate) async fn feed(&self, query: &str) -> Outcome<(Vec<Value>, String)> {
        let mut items = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = self.json(&format!("/v1/occurrences?{query}{cursor}")).await?;
            items.extend(page["items"].as_array().cloned().unwrap_or_default());
            cursor = format!("&cursor={}", text(&page["nextCursor"]));
            if page["more"] != json!(true) {
                return Ok((items, cursor));
            }
        }
    }
}

/// A text, or nothing.
pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
