//! The one deadline of a request, whatever is done for it.

use std::time::Duration;

use tokio::time::Instant;

use crate::error::ClientError;

/// Shared by waits, attempts and pauses: together they take no longer than the request may.
pub(super) struct Deadline {
    start: Instant,
    timeout: Duration,
}

impl Deadline {
    /// The deadline of a request that starts now, and may take so long.
    pub(super) fn after(timeout: Duration) -> Self {
        Self { start: Instant::now(), timeout }
    }

    /// The time until the deadline; zero after it.
    pub(super) fn left(&self) -> Duration {
        self.timeout.saturating_sub(self.start.elapsed())
    }

    /// The error of a request that missed it. It names the whole time, as the user set it.
    pub(super) const fn missed(&self, ray_id: Option<String>) -> ClientError {
        ClientError::Timeout { timeout: self.timeout, ray_id }
    }
}
