//! One partner's HTTP client: patience, retries, breaker, bulkhead.

mod address;
mod ask;
mod breaker;
mod budget;
mod carrier;
mod failure;
mod http;
mod limits;
mod submit;

use std::sync::Arc;
use std::time::Duration;

use accord_federation::Fault;
use accord_model::PartnerId;
use jiff::Timestamp;
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, HeaderValue, RETRY_AFTER};
use serde::de::DeserializeOwned;
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep, timeout_at};
use uuid::Uuid;

use crate::dial::Mailbox;
use crate::login::{Bearer, Login, Tokens};
use crate::{ConnectError, SecretText};
use budget::Budget;
use carrier::{Called, Carrier, Proof};
use failure::Again;

pub use address::Address;
pub use ask::{Ask, Explain};
pub use breaker::{Breaker, Pass};
pub(crate) use failure::Failure;
pub(crate) use http::{body, http, send};
pub use limits::{BreakerLimits, Limits, Pace};
pub use submit::{Refusal, Submission, SubmitFault};

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
    carrier: Carrier,
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
        let proof = login.map(Tokens::new).transpose()?.map_or(Proof::None, |tokens| Proof::Tokens(Box::new(tokens)));
        Ok(Self::over(partner, Carrier::called(address, proof)?, limits))
    }

    /// A client for the partner's server at `address`, showing this secret as a bearer token.
    pub fn with_secret(
        partner: PartnerId,
        address: Address,
        secret: &SecretText,
        limits: Limits,
    ) -> Result<Self, ConnectError> {
        let proof = Proof::Fixed(Bearer::fixed(secret));
        Ok(Self::over(partner, Carrier::called(address, proof)?, limits))
    }

    /// A client for a partner that dials in: its questions wait in this mailbox.
    pub fn dialled(partner: PartnerId, mailbox: Arc<Mailbox>, limits: Limits) -> Self {
        Self::over(partner, Carrier::Dialled(mailbox), limits)
    }

    fn over(partner: PartnerId, carrier: Carrier, limits: Limits) -> Self {
        Self {
            partner,
            carrier,
            breaker: Breaker::new(limits.breaker.failures, Duration::from_millis(limits.breaker.open_ms)),
            budget: Budget::new(limits.retry_budget_percent),
            bulkhead: Semaphore::new(limits.bulkhead),
            limits,
        }
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
        let (called, tokens) = match &self.carrier {
            Carrier::Dialled(mailbox) => return self.fetched(mailbox, ask, decode).await,
            Carrier::Called(called) => match &called.proof {
                Proof::None => return self.call(called, ask, None, decode).await?.map_err(refused),
                Proof::Fixed(bearer) => return self.call(called, ask, Some(bearer), decode).await?.map_err(refused),
                Proof::Tokens(tokens) => (called, tokens),
            },
        };
        let bearer = tokens.current().await?;
        if let Ok(answer) = self.call(called, ask, Some(&bearer), decode).await? {
            return Ok(answer);
        }
        tokens.forget(&bearer).await;
        let bearer = tokens.current().await?;
        self.call(called, ask, Some(&bearer), decode).await?.map_err(refused)
    }

    /// One call. The inner error: the partner does not know the token.
    async fn call<T>(
        &self,
        called: &Called,
        ask: &Ask,
        bearer: Option<&Bearer>,
        decode: fn(&[u8]) -> Option<T>,
    ) -> Result<Result<T, NotLoggedIn>, Failure> {
        let response = send(&called.http, called.request(ask, bearer)?).await?;
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

    /// One question to a partner that dials in. It has shown its secret to fetch it, so there is no other login.
    async fn fetched<T>(&self, mailbox: &Mailbox, ask: &Ask, decode: fn(&[u8]) -> Option<T>) -> Result<T, Failure> {
        let reply = mailbox.ask(ask.method.as_str(), ask.path_and_query()?, ask.body.clone()).await?;
        let status = StatusCode::from_u16(reply.status).map_err(|_| Failure::BROKEN)?;
        let mut headers = HeaderMap::new();
        headers.extend(reply.retry_after.map(|seconds| (RETRY_AFTER, HeaderValue::from(seconds))));
        if let Some(failure) = Failure::of(status, &headers, Timestamp::now()) {
            let said = ask.explain.and_then(|explain| explain(&reply.body));
            return Err(said.map_or(failure, |fault| failure.meaning(fault)));
        }
        decode(&reply.body).ok_or(Failure::BROKEN)
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
