//! Telling a partner something that changes it: once. Whether it arrived is known, or said to be unknown.

use std::time::Duration;

use accord_federation::Fault;
use jiff::Timestamp;
use reqwest::{Response, StatusCode};
use tokio::time::{Instant, timeout};

use super::carrier::{Called, Carrier, Proof};
use super::failure::{Again, Failure};
use super::{Ask, Client, MAX_REFUSAL_BYTES, Pace, body};

/// The number by which a partner's refusal says why, in its own protocol. None: the status alone counts.
pub type Refusal = fn(&[u8]) -> Option<u16>;

/// Something that changes a partner's system. It is no [`Ask`]: nothing that repeats, halves or caches questions takes it.
pub struct Submission {
    ask: Ask,
    refusal: Refusal,
}

impl Submission {
    /// `POST` of a form. The path comes after the base address and begins with a slash. Secrets stand in the form, never
    /// in the address.
    pub fn form(path: &'static str, fields: &[(&str, String)], refusal: Refusal) -> Self {
        Self { ask: Ask::form(path, fields), refusal }
    }

    /// The media types that the answer may have. `application/json` where nothing is said.
    #[must_use]
    pub fn accept(self, media_types: &'static str) -> Self {
        Self { ask: self.ask.accept(media_types), ..self }
    }
}

/// Why a submission has no answer. After every one but [`SubmitFault::Unknown`] the partner certainly did not take it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SubmitFault {
    /// It did not arrive, or the partner turned it away unread: no connection, 401, 403, 429, 503 with `Retry-After`;
    /// breaker open, bulkhead full.
    #[error("not taken: {0}")]
    NotTaken(Fault),
    /// The partner read it and declined: another 4xx.
    #[error("declined: {code}")]
    Declined {
        /// The partner's own number, or the status where it gave none.
        code: u16,
    },
    /// It was sent, and no answer came that says whether it was taken: silence, a connection that broke, 3xx, 5xx, a body
    /// that cannot be read. Look before it is sent again.
    #[error("sent, answer unknown")]
    Unknown,
}

impl SubmitFault {
    /// The published code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotTaken(fault) => fault.code(),
            Self::Declined { .. } => "DECLINED",
            Self::Unknown => "SENT_ANSWER_UNKNOWN",
        }
    }
}

/// One attempt that has no answer.
struct Undone {
    fault: SubmitFault,
    /// Whether it speaks against the partner's health.
    counts: bool,
    /// How long the partner wants to be left alone.
    quiet: Option<Duration>,
}

impl Undone {
    const UNKNOWN: Self = Self { fault: SubmitFault::Unknown, counts: true, quiet: None };

    const fn not_taken(failure: Failure) -> Self {
        let quiet = match failure.again {
            Again::After(wait) => Some(wait),
            Again::Never | Again::Soon => None,
        };
        Self { fault: SubmitFault::NotTaken(failure.fault), counts: failure.counts, quiet }
    }
}

impl Client {
    /// Sends it once, through breaker and bulkhead, and reads the answer: `decode` gives nothing for what is not one. It
    /// is waited for as long as a question of sync, in one attempt. Nothing is ever sent twice, whatever happens.
    pub async fn submit<T>(&self, submission: &Submission, decode: fn(&[u8]) -> Option<T>) -> Result<T, SubmitFault> {
        let (patience, _) = self.limits.times(Pace::Sync);
        let busy = |wait| SubmitFault::NotTaken(Failure::throttled(wait).fault);
        let Ok(Ok(_place)) = timeout(patience, self.bulkhead.acquire()).await else { return Err(busy(None)) };
        let pass = self.breaker.enter(Instant::now()).map_err(|wait| busy(Some(wait)))?;
        // What is cut here may have been sent.
        let done = timeout(patience, self.submitted(submission, decode)).await.unwrap_or(Err(Undone::UNKNOWN));
        match &done {
            Err(undone) if undone.counts => pass.failed(Instant::now()),
            _ => pass.succeeded(),
        }
        done.map_err(|undone| {
            if let Some(wait) = undone.quiet {
                self.breaker.keep_quiet(Instant::now() + wait);
            }
            tracing::debug!(partner = %self.partner, code = undone.fault.code(), "a submission has no answer");
            undone.fault
        })
    }

    async fn submitted<T>(&self, submission: &Submission, decode: fn(&[u8]) -> Option<T>) -> Result<T, Undone> {
        let Carrier::Called(called) = &self.carrier else {
            // Whether a partner that dials in has taken a question cannot be told from whether it has read it.
            return Err(Undone::not_taken(Failure::unsupported()));
        };
        let response = sent(called, &submission.ask).await?;
        if !response.status().is_success() {
            return Err(declined(response, submission.refusal).await);
        }
        let bytes = body(response, self.limits.max_body_bytes).await.map_err(|_| Undone::UNKNOWN)?;
        decode(&bytes).ok_or(Undone::UNKNOWN)
    }
}

async fn sent(called: &Called, ask: &Ask) -> Result<Response, Undone> {
    let current;
    let bearer = match &called.proof {
        Proof::None => None,
        Proof::Fixed(bearer) => Some(bearer),
        Proof::Tokens(tokens) => {
            current = tokens.current().await.map_err(Undone::not_taken)?;
            Some(&current)
        }
    };
    let request = called.request(ask, bearer).map_err(Undone::not_taken)?;
    let answer = called.http.execute(request).await;
    // Where no connection came about, nothing was sent; every other error may have come after it.
    answer.map_err(|e| if e.is_connect() { Undone::not_taken(Failure::SILENT) } else { Undone::UNKNOWN })
}

/// What a status other than 2xx means for something that was sent.
async fn declined(response: Response, refusal: Refusal) -> Undone {
    let status = response.status();
    let failure = Failure::of(status, response.headers(), Timestamp::now()).unwrap_or(Failure::BROKEN);
    let waits = matches!(failure.again, Again::After(_));
    match status {
        StatusCode::TOO_MANY_REQUESTS | StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Undone::not_taken(failure),
        StatusCode::SERVICE_UNAVAILABLE if waits => Undone::not_taken(failure),
        StatusCode::REQUEST_TIMEOUT => Undone::UNKNOWN,
        status if status.is_client_error() => {
            let words = body(response, MAX_REFUSAL_BYTES).await.unwrap_or_default();
            let code = refusal(&words).unwrap_or(status.as_u16());
            Undone { fault: SubmitFault::Declined { code }, counts: false, quiet: None }
        }
        // A redirect may say "done, look there": nobody is followed, and nothing is known.
        _ => Undone { counts: failure.counts, ..Undone::UNKNOWN },
    }
}
