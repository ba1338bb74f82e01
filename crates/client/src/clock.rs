//! Wall-clock time. Scheduling uses the runtime's monotonic clock; only timestamps of entries use this one.

use std::time::{SystemTime, UNIX_EPOCH};

/// Where the timestamps of fetched configs come from.
pub trait Clock: Send + Sync + 'static {
    /// Milliseconds since the Unix epoch, a whole number as `Date.now()` gives it.
    fn now_ms(&self) -> f64;
}

/// The clock of the operating system.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now_ms(&self) -> f64 {
        // A clock set before 1970 counts as 1970: an old timestamp only causes an early fetch.
        SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |passed| passed.as_millis() as f64)
    }
}
