//! The status of a service, in JavaScript's numbers and texts.

use napi_derive::napi;
use vexil_client::{LastError, Status};

/// How the attempts of a service went. Points in time are in milliseconds since the Unix epoch.
#[napi(object, object_from_js = false)]
pub(crate) struct NativeStatus {
    /// When the config was last fetched or confirmed.
    pub last_success: Option<f64>,
    /// Milliseconds until the next attempt; negative while one is under way.
    pub next_attempt_in: Option<f64>,
    /// The last failure.
    pub last_error: Option<NativeError>,
}

/// A failed attempt.
#[napi(object, object_from_js = false)]
pub(crate) struct NativeError {
    /// The event id; absent where no fetch was reported.
    pub event_id: Option<u32>,
    /// A stable name.
    pub code: String,
    /// What happened.
    pub message: String,
    /// When.
    pub time: f64,
}

impl NativeStatus {
    pub(super) fn of(status: Status) -> Self {
        Self {
            last_success: status.last_success_ms,
            next_attempt_in: status.next_attempt_in_ms(),
            last_error: status.last_error.map(NativeError::of),
        }
    }
}

impl NativeError {
    fn of(error: LastError) -> Self {
        Self {
            event_id: error.fetch_code.map(|code| code.number()),
            code: error.code.to_owned(),
            message: error.message,
            time: error.time_ms,
        }
    }
}
