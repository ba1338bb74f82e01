//! The way to servers: HTTP, or what tests put in its place.

use crate::error::ClientError;
use crate::host::{BoxFuture, Chunks, Request};

/// What makes the requests of feeds.
pub trait Wire: Send + Sync + 'static {
    /// Makes one GET request, without repeating it or following where it leads. [`Request::timeout`] is the time until the head of the
    /// response is there.
    ///
    /// # Errors
    /// Whatever kept the head from coming.
    fn send(&self, request: Request) -> BoxFuture<Result<WireResponse, ClientError>>;
}

/// A response, as far as feeds look at it.
pub struct WireResponse {
    /// The HTTP status.
    pub status: u16,
    /// The headers `content-type`, `etag`, `location`, `retry-after` and `x-sse-support`, if they came.
    pub headers: Vec<(&'static str, String)>,
    /// What follows.
    pub body: Chunks,
}

/// The headers that feeds look at.
pub(super) const HEADERS: [&str; 5] = ["content-type", "etag", "location", "retry-after", "x-sse-support"];

impl WireResponse {
    pub(super) fn header(&self, wanted: &str) -> Option<&str> {
        self.headers.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value.as_str())
    }

    pub(super) const fn is_success(&self) -> bool {
        matches!(self.status, 200..=299)
    }
}

impl std::fmt::Debug for WireResponse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Headers may repeat the address.
        f.debug_struct("WireResponse").field("status", &self.status).finish_non_exhaustive()
    }
}
