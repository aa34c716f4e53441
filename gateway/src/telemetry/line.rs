use std::time::Instant;

use uuid::Uuid;

/// A name for one request, in the log and in the `X-Request-Id` header of its answer. Ours alone: a name that a client
/// brings could carry anything into the log.
pub(crate) fn request_id() -> Uuid {
    Uuid::new_v4()
}

/// The one line of one request.
pub(crate) struct Line {
    id: Uuid,
    began: Instant,
    open: bool,
}

impl Line {
    pub(crate) fn begin(id: Uuid) -> Self {
        Self { id, began: Instant::now(), open: true }
    }

    /// Writes it.
    pub(crate) fn write(mut self, status: u16, code: &str, partners_asked: usize) {
        self.end(status, code, partners_asked);
    }

    /// Writes nothing.
    pub(crate) fn unsaid(mut self) {
        self.open = false;
    }

    fn end(&mut self, status: u16, code: &str, partners_asked: usize) {
        self.open = false;
        let duration_ms = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        tracing::info!(request_id = %self.id, status, code, duration_ms, partners_asked, "request");
    }
}

/// A request that was dropped before it was answered: its caller hung up. 499 is what proxies call it.
impl Drop for Line {
    fn drop(&mut self) {
        if self.open {
            self.end(499, "CALLER_GONE", 0);
        }
    }
}
