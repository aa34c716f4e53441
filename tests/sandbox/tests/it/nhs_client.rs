//! A client of the trust, as simple as can be.

use accord_sandbox::{NHS_CLIENT_ID, NHS_KEY_ID, NhsOptions, NhsServer, Options};
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use reqwest::{RequestBuilder, Response};
use serde_json::{Value, json};

use crate::client::{Outcome, small, text};

/// A small county with a trust.
pub(crate) fn with_trust() -> Options {
    Options { nhs: Some(NhsOptions::default()), ..small() }
}

/// The claims of an honest assertion.
pub(crate) fn claims(server: &NhsServer, jti: &str) -> Value {
    let now = Timestamp::now().as_second();
    json!({"iss": NHS_CLIENT_ID, "sub": NHS_CLIENT_ID, "aud": server.token_url(), "jti": jti, "exp": now + 290})
}

/// A signed assertion.
pub(crate) fn signed(pem: &str, kid: &str, claims: &Value) -> Outcome<String> {
    let mut header = Header::new(Algorithm::RS512);
    header.kid = Some(kid.to_owned());
    Ok(encode(&header, claims, &EncodingKey::from_rsa_pem(pem.as_bytes())?)?)
}

/// Asks for a token with an assertion.
pub(crate) async fn ask_token(server: &NhsServer, assertion: &str) -> Outcome<Response> {
    let form = [
        ("grant_type", "client_credentials"),
        ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
        ("client_assertion", assertion),
    ];
    Ok(reqwest::Client::new().post(server.token_url()).form(&form).send().await?)
}

/// A logged-in client.
pub(crate) struct NhsClient {
    pub(crate) http: reqwest::Client,
    pub(crate) base: String,
    pub(crate) token: String,
}

impl NhsClient {
    pub(crate) async fn login(server: &NhsServer) -> Outcome<Self> {
        let pem = server.private_key().ok_or("no key")?;
        let assertion = signed(pem, NHS_KEY_ID, &claims(server, "login"))?;
        let answer: Value = ask_token(server, &assertion).await?.error_for_status()?.json().await?;
        assert_eq!(answer["expires_in"], "600");
        Ok(Self { http: reqwest::Client::new(), base: server.fhir_url(), token: text(&answer["access_token"]) })
    }

    /// A request with what the NHS wants of every one.
    pub(crate) fn dressed(&self, request: RequestBuilder) -> RequestBuilder {
        request.bearer_auth(&self.token).header("x-request-id", "60e0b220-8136-4ca5-ae46-1d97ef59d068")
    }

    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        self.dressed(self.http.get(format!("{}{path}", self.base)))
    }

    /// A strict search by POST.
    pub(crate) async fn search(&self, kind: &str, form: &[(&str, &str)]) -> Outcome<Value> {
        let request = self.http.post(format!("{}/{kind}/_search", self.base)).form(form);
        let request = self.dressed(request).header("prefer", "handling=strict");
        Ok(request.send().await?.error_for_status()?.json().await?)
    }

    /// All pages of a strict search.
    pub(crate) async fn all(&self, kind: &str, form: &[(&str, &str)]) -> Outcome<Vec<Value>> {
        let mut bundle = self.search(kind, form).await?;
        let mut all = Vec::new();
        loop {
            all.extend(bundle["entry"].as_array().cloned().unwrap_or_default());
            let Some(next) = link(&bundle, "next") else { return Ok(all) };
            bundle = self.dressed(self.http.get(next)).send().await?.error_for_status()?.json().await?;
        }
    }
}

/// The ids of a bundle's or a list's entries.
pub(crate) fn ids(entries: &Value) -> Vec<String> {
    let list = if entries.is_array() { entries } else { &entries["entry"] };
    list.as_array().into_iter().flatten().map(|entry| text(&entry["resource"]["id"])).collect()
}

/// A link of a bundle.
pub(crate) fn link(bundle: &Value, relation: &str) -> Option<String> {
    let links = bundle["link"].as_array()?;
    links.iter().find(|link| link["relation"] == relation).map(|link| text(&link["url"]))
}
