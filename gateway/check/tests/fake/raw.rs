//! HTTP done by hand and done wrong, one way at a time. Right connectors use the kit's client.

use std::collections::BTreeSet;
use std::time::Duration;

use accord_federation::Fault;
use parking_lot::Mutex;
use serde_json::{Value, json};

use crate::connector::Config;

pub(crate) struct Raw {
    http: reqwest::Client,
    config: Config,
    token: Mutex<Option<String>>,
    failed: Mutex<BTreeSet<String>>,
}

impl Raw {
    pub(crate) fn new(config: Config) -> Self {
        let hurried = if config.is("no-patience") { 4_000 } else { config.limits.patience_ms };
        let follow = if config.is("redirect-followed") {
            reqwest::redirect::Policy::default()
        } else {
            reqwest::redirect::Policy::none()
        };
        let http = reqwest::Client::builder().no_proxy().redirect(follow).timeout(Duration::from_millis(hurried));
        Self { http: http.build().unwrap(), config, token: Mutex::default(), failed: Mutex::default() }
    }

    pub(crate) async fn ask(&self, target: String, body: Option<Value>) -> Result<Value, Fault> {
        let key = format!("{target} {body:?}");
        if self.config.is("failure-cached") && self.failed.lock().contains(&key) {
            return Err(Fault::Broken);
        }
        let tries = if self.config.is("retries-always") { 5 } else { 1 };
        let mut answer = Err(Fault::Silent);
        for _ in 0..tries {
            answer = self.once(&target, body.as_ref()).await;
            if answer.is_ok() {
                return answer;
            }
        }
        self.failed.lock().insert(key);
        answer
    }

    async fn bearer(&self) -> Result<String, Fault> {
        let held = self.token.lock().clone().filter(|_| !self.config.is("token-each"));
        if let Some(token) = held {
            return Ok(token);
        }
        let form = format!(
            "grant_type=client_credentials&client_id={}&client_secret={}",
            self.config.client_id, self.config.client_secret
        );
        let answer = self.http.post(&self.config.token_url).body(form).send().await.map_err(|_| Fault::Silent)?;
        let bytes = answer.bytes().await.map_err(|_| Fault::Silent)?;
        let answer: Value = serde_json::from_slice(&bytes).map_err(|_| Fault::Refused)?;
        let token = answer["access_token"].as_str().ok_or(Fault::Refused)?.to_owned();
        *self.token.lock() = Some(token.clone());
        Ok(token)
    }

    async fn once(&self, target: &str, body: Option<&Value>) -> Result<Value, Fault> {
        let (status, retry, bytes) = self.exchange(target, body).await?;
        match status {
            200 => {}
            401 if !self.config.is("token-kept") => {
                *self.token.lock() = None;
                let (status, _, bytes) = self.exchange(target, body).await?;
                return if status == 200 { read(&bytes) } else { Err(Fault::Refused) };
            }
            401 | 403 => return Err(Fault::Refused),
            429 => return Err(Fault::Throttled { retry_after_seconds: retry }),
            500.. if self.config.is("server-error-is-empty") => return Ok(nothing()),
            _ => {
                if self.config.is("logs-errors") {
                    tracing::warn!(body = %String::from_utf8_lossy(&bytes), "a partner's answer failed");
                }
                return Err(Fault::Broken);
            }
        }
        if self.config.is("html-is-empty") && bytes.starts_with(b"<") {
            return Ok(nothing());
        }
        let value = read(&bytes)?;
        if self.config.is("shape-panics") {
            assert!(value.is_object(), "not an object");
        }
        Ok(value)
    }

    async fn exchange(&self, target: &str, body: Option<&Value>) -> Result<(u16, Option<u32>, Vec<u8>), Fault> {
        let token = self.bearer().await?;
        let url = format!("{}{target}", self.config.base_url);
        let ask = match body {
            Some(body) => self.http.post(url).body(body.to_string()),
            None => self.http.get(url),
        };
        let sent = ask.bearer_auth(token).send();
        let answer = if self.config.is("never-cancelled") {
            tokio::spawn(sent).await.map_err(|_| Fault::Silent)?
        } else {
            sent.await
        };
        let answer = answer.map_err(|_| Fault::Silent)?;
        let retry = answer.headers().get("retry-after").and_then(|held| held.to_str().ok()?.parse().ok());
        let status = answer.status().as_u16();
        match answer.bytes().await {
            Ok(bytes) => Ok((status, retry, bytes.to_vec())),
            Err(_) if self.config.is("cut-is-empty") => Ok((status, retry, nothing().to_string().into_bytes())),
            Err(_) => Err(Fault::Broken),
        }
    }
}

fn nothing() -> Value {
    json!({"records": [], "entries": [], "next": "0", "more": false})
}

fn read(bytes: &[u8]) -> Result<Value, Fault> {
    serde_json::from_slice(bytes).map_err(|_| Fault::Broken)
}
