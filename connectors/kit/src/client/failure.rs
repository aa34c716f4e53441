use std::time::Duration;

use accord_federation::Fault;
use jiff::Timestamp;
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, RETRY_AFTER};

/// The longest wait that a partner may ask for.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 3_600);

/// One attempt that gave nothing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Failure {
    pub(crate) fault: Fault,
    /// Whether it speaks against the partner's health.
    pub(crate) counts: bool,
    /// Whether asking again may help.
    pub(crate) again: Again,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Again {
    /// It will not help.
    Never,
    /// After a moment.
    Soon,
    /// When the partner said.
    After(Duration),
}

impl Failure {
    /// No answer, or no connection.
    pub(crate) const SILENT: Self = Self::counted(Fault::Silent);
    /// Not what the protocol says.
    pub(crate) const BROKEN: Self = Self::counted(Fault::Broken);

    /// Something of what was asked for is not there: said by the partner, and no fault of its.
    pub(crate) const GONE: Self = Self::ours(Fault::Stale);

    const fn counted(fault: Fault) -> Self {
        Self { fault, counts: true, again: Again::Soon }
    }

    /// The partner is up and refuses this question.
    const fn ours(fault: Fault) -> Self {
        Self { fault, counts: false, again: Again::Never }
    }

    /// The partner does not take our credentials.
    pub(crate) const fn refused() -> Self {
        Self::ours(Fault::Refused)
    }

    /// The carrier has no such ability: no call was made.
    pub(crate) const fn unsupported() -> Self {
        Self::ours(Fault::NotSupported)
    }

    /// A link to another server: no call was made.
    pub(crate) const fn elsewhere() -> Self {
        Self::ours(Fault::Broken)
    }

    /// The same, where the partner's own words say what the status does not. When to ask again stays as it was.
    pub(crate) const fn meaning(self, fault: Fault) -> Self {
        let fault = match (self.fault, fault) {
            (Fault::Throttled { .. }, Fault::Throttled { .. }) => self.fault,
            _ => fault,
        };
        Self { fault, ..self }
    }

    /// No call was made; none is worth making for so long, where known.
    pub(crate) fn throttled(wait: Option<Duration>) -> Self {
        Self {
            fault: Fault::Throttled { retry_after_seconds: wait.map(whole_seconds) },
            counts: false,
            again: Again::Never,
        }
    }

    /// What a status other than 2xx means. `None` for 2xx.
    pub(crate) fn of(status: StatusCode, headers: &HeaderMap, now: Timestamp) -> Option<Self> {
        let waits = || retry_after(headers, now);
        Some(match status {
            status if status.is_success() => return None,
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Self::ours(Fault::Refused),
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
                Self { counts: true, again: waits().map_or(Again::Never, Again::After), ..Self::throttled(waits()) }
            }
            StatusCode::REQUEST_TIMEOUT | StatusCode::GATEWAY_TIMEOUT => Self::SILENT,
            status if status.is_server_error() => Self::BROKEN,
            // 3xx too: nobody is followed to another address.
            _ => Self::ours(Fault::Broken),
        })
    }
}

/// Seconds, or a date (RFC 9110, 10.2.3).
fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = match text.parse::<u64>() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => {
            let date = jiff::fmt::rfc2822::parse(text).ok()?.timestamp();
            Duration::try_from(date.duration_since(now)).unwrap_or_default()
        }
    };
    Some(wait.min(LONGEST_WAIT))
}

/// Rounded up: a partner that wants 200 ms is not asked again at once.
fn whole_seconds(wait: Duration) -> u32 {
    let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    u32::try_from(seconds).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(status: u16, wait: Option<&str>) -> Option<Failure> {
        let mut headers = HeaderMap::new();
        if let Some(wait) = wait {
            headers.insert(RETRY_AFTER, wait.parse().unwrap());
        }
        let now = "2026-11-21T10:00:00Z".parse().unwrap();
        Failure::of(StatusCode::from_u16(status).unwrap(), &headers, now)
    }

    #[test]
    fn only_what_speaks_against_the_partner_counts() {
        for (status, fault, counts) in [
            (400, Fault::Broken, false),
            (404, Fault::Broken, false),
            (302, Fault::Broken, false),
            (401, Fault::Refused, false),
            (403, Fault::Refused, false),
            (500, Fault::Broken, true),
            (502, Fault::Broken, true),
            (504, Fault::Silent, true),
        ] {
            let failure = failure(status, None).unwrap();
            assert_eq!((failure.fault, failure.counts), (fault, counts), "{status}");
        }
        assert!(failure(200, None).is_none());
    }

    #[test]
    fn retry_after_is_seconds_or_a_date_and_bounded() {
        let seconds = |wait| failure(503, Some(wait)).unwrap().fault;
        let throttled = |retry_after_seconds| Fault::Throttled { retry_after_seconds };
        assert_eq!(seconds("1800"), throttled(Some(1_800)));
        assert_eq!(seconds("Sat, 21 Nov 2026 10:00:30 GMT"), throttled(Some(30)));
        assert_eq!(seconds("Sat, 21 Nov 2026 09:00:30 GMT"), throttled(Some(0)));
        assert_eq!(seconds("99999999"), throttled(Some(86_400)));
        assert_eq!(seconds("soon"), throttled(None));
        let without = failure(429, None).unwrap();
        assert!(without.fault == throttled(None) && without.again == Again::Never && without.counts);
    }
}
