/// Why a partner gave nothing. It carries a code and never a partner's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// No answer within the patience, or no connection.
    #[error("silent")]
    Silent,
    /// The partner asked to wait (429, 503 with Retry-After), or its breaker is open.
    #[error("asked to wait")]
    Throttled {
        /// Whole seconds until it may be asked again, where known.
        retry_after_seconds: Option<u32>,
    },
    /// The partner refused our credentials.
    #[error("refused")]
    Refused,
    /// The answer was not what the protocol says: truncated, wrong types, a page loop.
    #[error("broken answer")]
    Broken,
    /// The partner's system has no such ability.
    #[error("not supported")]
    NotSupported,
    /// A snapshot shrank by more than a tenth and waits for a human.
    #[error("snapshot held")]
    Held,
    /// The partner no longer has what the index knows, or not yet.
    #[error("stale")]
    Stale,
    /// The connector's own store is not available.
    #[error("store not available")]
    Store,
}

impl Fault {
    /// The published code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Silent => "SILENT",
            Self::Throttled { .. } => "THROTTLED",
            Self::Refused => "REFUSED",
            Self::Broken => "BROKEN_ANSWER",
            Self::NotSupported => "NOT_SUPPORTED",
            Self::Held => "SNAPSHOT_HELD",
            Self::Stale => "STALE",
            Self::Store => "STORE_UNAVAILABLE",
        }
    }
}
