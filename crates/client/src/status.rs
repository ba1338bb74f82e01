//! How a service is doing, for whoever watches over it.

use std::time::Duration;

use tokio::time::Instant;

use crate::error::ClientError;
use crate::event::{FetchCode, FetchReport};

/// How the attempts of a service went so far, and when the next one is due.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Status {
    /// When the config was last fetched or confirmed, in milliseconds since the Unix epoch; `None`: never yet.
    pub last_success_ms: Option<f64>,
    /// The last failure. It stays after a success, whose time is then the later one.
    pub last_error: Option<LastError>,
    pub(crate) next: Option<Instant>,
    /// Until when the server wants to be left alone.
    pub(crate) hold: Option<Instant>,
}

/// Why an attempt failed.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct LastError {
    /// The class of the failure; `None` where no fetch was reported: a task panicked, or a host's own transport gave up.
    pub fetch_code: Option<FetchCode>,
    /// A stable name for programs: that of the [`ClientError`] behind it, else `INVALID_SDK_KEY`, `UNEXPECTED_STATUS` or
    /// `NOT_MODIFIED_WHEN_EMPTY`.
    pub code: &'static str,
    /// What happened. No SDK key and no URL, unless a host's own transport put it there.
    pub message: String,
    /// When, in milliseconds since the Unix epoch.
    pub time_ms: f64,
}

impl Status {
    /// Milliseconds until the next attempt. Negative while one is under way: so long ago it began. `None` where none is
    /// planned: nothing polls, or the subscriber is offline or disposed of.
    #[must_use]
    pub fn next_attempt_in_ms(&self) -> Option<f64> {
        let next = self.next?;
        let now = Instant::now();
        let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
        Some(match next.checked_duration_since(now) {
            Some(wait) => milliseconds(wait),
            None => -milliseconds(now - next),
        })
    }

    /// Whether both tell of the same attempts.
    pub(crate) fn has_same_past(&self, other: &Self) -> bool {
        self.last_success_ms == other.last_success_ms && self.last_error == other.last_error
    }

    /// Notes a success or a failure at the time `now_ms`.
    pub(crate) fn note(&mut self, report: &FetchReport, now_ms: f64) {
        if report.code.is_success() {
            self.last_success_ms = Some(now_ms);
        } else {
            self.last_error = Some(LastError::of_report(report, now_ms));
        }
    }

    /// Notes a failure that no fetch reported.
    pub(crate) fn note_error(&mut self, error: &ClientError, now_ms: f64) {
        let (code, message) = (error.code(), error.to_string());
        self.last_error = Some(LastError { fetch_code: None, code, message, time_ms: now_ms });
    }
}

impl LastError {
    fn of_report(report: &FetchReport, time_ms: f64) -> Self {
        let status = || {
            // A host's own transport may know none.
            let Some(status) = report.status.filter(|status| *status != 0) else {
                return "no status".to_owned();
            };
            let reason = report.reason.as_deref().unwrap_or_default();
            format!("{status} {reason}").trim_end().to_owned()
        };
        let (code, message) = match (report.code, &report.error) {
            (_, Some(error)) => (error.code(), error.to_string()),
            (FetchCode::InvalidSdkKey, None) => {
                ("INVALID_SDK_KEY", format!("The server does not accept the SDK key: {}", status()))
            }
            (FetchCode::NotModifiedWhenEmpty, None) => (
                "NOT_MODIFIED_WHEN_EMPTY",
                format!("Unexpected HTTP response when no config is known: {}", status()),
            ),
            _ => ("UNEXPECTED_STATUS", format!("Unexpected HTTP response: {}", status())),
        };
        Self { fetch_code: Some(report.code), code, message, time_ms }
    }
}
