//! Parsing off the caller's thread.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::background::{self, panic_text};
use crate::entry::Entry;
use crate::error::ClientError;

/// Does the work of [`Entry::parse`] on the background thread and hands the result to `done`, there.
///
/// # Errors
/// [`ClientError::Background`] if there is no thread; `done` is then not called. `done` gets the errors of
/// [`Entry::parse`], and [`ClientError::Panicked`].
pub fn parse_in_background(
    json: Option<Vec<u8>>,
    timestamp_ms: f64,
    etag: Option<String>,
    done: impl FnOnce(Result<Entry, ClientError>) + Send + 'static,
) -> Result<(), ClientError> {
    background::spawn(async move {
        let parsed = catch_unwind(AssertUnwindSafe(|| Entry::parse(json, timestamp_ms, etag)));
        done(parsed.unwrap_or_else(|panic| Err(ClientError::Panicked { message: panic_text(&*panic) })));
    })
}
