//! One partner's HTTP client: patience, retries, breaker, bulkhead.

mod address;
mod ask;
mod breaker;
mod budget;
mod failure;
mod http;
mod limits;

use std::time::Duration;

use accord_federation::Fault;
use accord_model::PartnerId;
use jiff::Timestamp;
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use reqwest::{Request, StatusCode};
use serde::de::DeserializeOwned;
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep, timeout_at};
use uuid::Uuid;

use crate::ConnectError;
use crate::login::{Bearer, Login, Tokens};
use breaker::Breaker;
use budget::Budget;
use failure::Again;

pub use address::Address;
use ask::Place;
pub use ask::{Ask, Explain};
pub(crate) use failure::Failure;
pub(crate) use http::{body, http, send};
pub use limits::{BreakerLimits, Limits, Pace};

/// The pause before the first retry; it doubles.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
/// What is read of a refusal.
const MAX_REFUSAL_BYTES: usize = 64 << 10;

/// Speaks HTTP with one partner. Dropping a question's future at any moment is safe.
///
/// No error of it holds an address, an id or a word of the partner's, and nothing of a question is logged but the
/// partner's name and a fault's code.
pub struct Client {
    partner: PartnerId,
    address: Address,
    http: reqwest::Client,
    tokens: Option<Tokens>,
    limits: Limits,
    breaker: Breaker,
    budget: Budget,
    bulkhead: Semaphore,
}

impl Client {
    /// A client for the partner's server at `address`, logging in by `login` where there is one.
    pub fn new(
        partner: PartnerId,
        address: Address,
        login: Option<Login>,
        limits: Limits,
    ) -> Result<Self, ConnectError> {
        Ok(Self {
            partner,
            http: http(&address)?,
            address,
            tokens: login.map(Tokens::new).transpose()?,
            breaker: Breaker::new(limits.breaker.failures, Duration::from_millis(limits.breaker.open_ms)),
            budget: Budget::new(limits.retry_budget_percent),
            bulkhead: Semaphore::new(limits.bulkhead),
            limits,
        })
    }

    /// The limits that it keeps.
    pub const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Asks a question and reads the JSON of its answer as `T`. An answer that is not `T` is [`Fault::Broken`].
    pub async fn read<T: DeserializeOwned>(&self, ask: &Ask, pace: Pace) -> Result<T, Fault> {
        self.read_by(ask, pace, |bytes| serde_json::from_slice(bytes).ok()).await
    }

    /// As [`Client::read`], for answers in another format: `decode` gives nothing for what is not an answer.
    pub async fn read_by<T>(&self, ask: &Ask, pace: Pace, decode: fn(&[u8]) -> Option<T>) -> Result<T, Fault> {
        let (patience, attempt) = self.limits.times(pace);
        let end = Instant::now() + patience;
        self.budget.earn();
        let mut pause = FIRST_PAUSE;
        loop {
            let failure = match self.guarded(ask, end, attempt, decode).await {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            let code = failure.fault.code();
            tracing::debug!(partner = %self.partner, code, "a partner's answer failed");
            let wait = match failure.again {
                Again::Never => return Err(failure.fault),
                Again::Soon => jittered(pause),
                Again::After(wait) => wait,
            };
            // A retry that could not run to its end is not begun.
            if Instant::now() + wait + attempt > end || !self.budget.spend() {
                return Err(failure.fault);
            }
            sleep(wait).await;
            pause *= 2;
        }
    }

    /// One attempt, if breaker and bulkhead let it through.
    async fn guarded<T>(
        &self,
        ask: &Ask,
        end: Instant,
        attempt: Duration,
        decode: fn(&[u8]) -> Option<T>,
    ) -> Result<T, Failure> {
        let Ok(Ok(_place)) = timeout_at(end, self.bulkhead.acquire()).await else {
            return Err(Failure::throttled(None));
        };
        let now = Instant::now();
        let pass = self.breaker.enter(now).map_err(|wait| Failure::throttled(Some(wait)))?;
        let attempt_end = end.min(now + attempt);
        let answer = timeout_at(attempt_end, self.attempt(ask, decode)).await;
        let answer = answer.unwrap_or(Err(Failure::SILENT));
        match &answer {
            Err(failure) if failure.counts => pass.failed(Instant::now()),
            _ => pass.succeeded(),
        }
        if let Err(Failure { again: Again::After(wait), .. }) = answer {
            self.breaker.keep_quiet(Instant::now() + wait);
        }
        answer
    }

    /// One attempt with a token; with a new token once more, if the partner does not know the first.
    async fn attempt<T>(&self, ask: &Ask, decode: fn(&[u8]) -> Option<T>) -> Result<T, Failure> {
        let Some(tokens) = &self.tokens else {
            return self.call(ask, None, decode).await?.map_err(refused);
        };
        let bearer = tokens.current().await?;
        if let Ok(answer) = self.call(ask, Some(&bearer), decode).await? {
            return Ok(answer);
        }
        tokens.forget(&bearer).await;
        let bearer = tokens.current().await?;
        self.call(ask, Some(&bearer), decode).await?.map_err(refused)
    }

    /// One call. The inner error: the partner does not know the token.
    async fn call<T>(
        &self,
        ask: &Ask,
        bearer: Option<&Bearer>,
        decode: fn(&[u8]) -> Option<T>,
    ) -> Result<Result<T, NotLoggedIn>, Failure> {
        let response = send(&self.http, self.request(ask, bearer)?).await?;
        if response.status() == StatusCode::UNAUTHORIZED {
            return Ok(Err(NotLoggedIn));
        }
        if ask.says_gone(&response) {
            return Err(Failure::GONE);
        }
        if let Some(mut failure) = Failure::of(response.status(), response.headers(), Timestamp::now()) {
            if let Some(explain) = ask.explain {
                let words = body(response, MAX_REFUSAL_BYTES).await.unwrap_or_default();
                failure = explain(&words).map_or(failure, |fault| failure.meaning(fault));
            }
            return Err(failure);
        }
        let bytes = body(response, self.limits.max_body_bytes).await?;
        decode(&bytes).map(Ok).ok_or(Failure::BROKEN)
    }

    fn request(&self, ask: &Ask, bearer: Option<&Bearer>) -> Result<Request, Failure> {
        let url = match &ask.place {
            Place::Path(path) => self.address.join(path),
            Place::Link(link) => self.address.same_server(link).ok_or_else(Failure::elsewhere)?,
        };
        let mut request = self
            .http
            .request(ask.method.clone(), url)
            .header(ACCEPT, ask.accept)
            .header("x-request-id", Uuid::new_v4().to_string());
        for (name, value) in &ask.headers {
            request = request.header(*name, value);
        }
        if !ask.query.is_empty() {
            request = request.query(&ask.query);
        }
        if let Some(body) = &ask.body {
            request = request.header(CONTENT_TYPE, ask.content_type).body(body.clone());
        }
        if let Some(bearer) = bearer {
            request = request.bearer_auth(bearer.secret());
        }
        // Only an address or a header that cannot be written gets here; the address was checked at the start.
        request.build().map_err(|_| Failure::BROKEN)
    }
}

struct NotLoggedIn;

fn refused(_: NotLoggedIn) -> Failure {
    Failure::refused()
}

/// Between half of it and the whole: questions that failed together are not asked again together.
fn jittered(pause: Duration) -> Duration {
    let [first, ..] = Uuid::new_v4().into_bytes();
    pause / 2 + pause * u32::from(first) / 512
}
