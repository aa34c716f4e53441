//! HTTP done by hand: rightly, and wrong in one way at a time. Other defects leave HTTP to the kit's client.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use accord_federation::Fault;
use parking_lot::Mutex;
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use crate::connector::Config;

pub(crate) struct Raw {
    http: reqwest::Client,
    config: Config,
    token: tokio::sync::Mutex<Option<String>>,
    failed: Mutex<BTreeSet<String>>,
    /// Nobody is asked before this, and how many failures there were in a row.
    closed: Mutex<(Option<Instant>, u32)>,
    places: Semaphore,
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
        Self {
            http: http.build().unwrap(),
            places: Semaphore::new(config.limits.bulkhead),
            config,
            token: tokio::sync::Mutex::default(),
            failed: Mutex::default(),
            closed: Mutex::default(),
        }
    }

    pub(crate) async fn ask(&self, target: String, body: Option<Value>) -> Result<Value, Fault> {
        let key = format!("{target} {body:?}");
        if self.config.is("failure-cached") && self.failed.lock().contains(&key) {
            return Err(Fault::Broken);
        }
        if let Some(left) = self.closed.lock().0.and_then(|until| until.checked_duration_since(Instant::now())) {
            return Err(Fault::Throttled { retry_after_seconds: u32::try_from(left.as_secs() + 1).ok() });
        }
        let _place = self.places.acquire().await.map_err(|_| Fault::Silent)?;
        let tries = if self.config.is("retries-always") { 5 } else { 1 };
        let mut answer = Err(Fault::Silent);
        for _ in 0..tries {
            answer = self.once(&target, body.as_ref()).await;
            if answer.is_ok() {
                break;
            }
        }
        if answer.is_err() {
            self.failed.lock().insert(key);
        }
        answer
    }

    fn count(&self, status: u16, retry: Option<u32>) {
        let mut closed = self.closed.lock();
        let limits = &self.config.limits.breaker;
        closed.1 = if status >= 500 { closed.1 + 1 } else { 0 };
        if closed.1 >= limits.failures && !self.config.is("no-breaker") {
            closed.0 = Some(Instant::now() + Duration::from_millis(limits.open_ms));
        }
        if status == 429 && !self.config.is("retry-after-ignored") {
            closed.0 = Some(Instant::now() + Duration::from_secs(u64::from(retry.unwrap_or(1))));
        }
    }

    /// One call at a time: whoever comes meanwhile takes what it brought.
    async fn bearer(&self) -> Result<String, Fault> {
        let mut held = self.token.lock().await;
        if let Some(token) = held.clone().filter(|_| !self.config.is("token-each")) {
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
        *held = Some(token.clone());
        Ok(token)
    }

    async fn once(&self, target: &str, body: Option<&Value>) -> Result<Value, Fault> {
        let (mut status, mut retry, mut bytes) = self.exchange(target, body).await?;
        if status == 401 && !self.config.is("token-kept") {
            *self.token.lock().await = None;
            (status, retry, bytes) = self.exchange(target, body).await?;
        }
        self.count(status, retry);
        match status {
            200 => {}
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
        if bytes.len() > self.config.limits.max_body_bytes {
            return Err(Fault::Broken);
        }
        if self.config.is("html-is-empty") && bytes.starts_with(b"<") {
            return Ok(nothing());
        }
        let value: Value = serde_json::from_slice(&bytes).map_err(|_| Fault::Broken)?;
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
            Err(error) if error.is_timeout() => Err(Fault::Silent),
            Err(_) if self.config.is("cut-is-empty") => Ok((status, retry, nothing().to_string().into_bytes())),
            Err(_) => Err(Fault::Broken),
        }
    }
}

fn nothing() -> Value {
    json!({"records": [], "entries": [], "next": "0", "more": false})
}
