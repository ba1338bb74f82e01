//! The way to servers: HTTP, or what tests put in its place.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;

use crate::error::ClientError;
use crate::host::{BoxFuture, Chunks};
use crate::tls::TlsTrust;

/// What makes the requests of networks.
pub trait Wire: Send + Sync + 'static {
    /// Whom to trust on the way to an address, asked before a request that several may share; `None`: nobody has to be trusted, or the
    /// wire asks by itself.
    fn trust(&self, _url: &str) -> BoxFuture<Option<TlsTrust>> {
        Box::pin(std::future::ready(None))
    }

    /// Makes one request, without repeating it or following where it leads.
    ///
    /// # Errors
    /// Whatever kept the head of a response from coming.
    fn send(&self, call: Call) -> BoxFuture<Result<Reply, ClientError>>;
}

/// A request.
#[derive(Clone)]
pub struct Call {
    /// The address. It may hold the secret key: keep it out of messages.
    pub url: String,
    /// Headers to send, names and values.
    pub headers: Vec<(String, String)>,
    /// What is posted; `None`: this is a GET request.
    pub body: Option<Bytes>,
    /// The time until the head of the response is there.
    pub timeout: Duration,
    /// Whom to trust, if that is known already.
    pub trust: Option<TlsTrust>,
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // All others may hold secrets.
        f.debug_struct("Call").field("timeout", &self.timeout).finish_non_exhaustive()
    }
}

/// A response, as far as networks look at it.
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The headers `content-range`, `location` and `retry-after`, if they came.
    pub headers: Vec<(&'static str, String)>,
    /// What follows.
    pub body: Chunks,
}

/// The headers that networks look at.
pub(super) const HEADERS: [&str; 3] = ["content-range", "location", "retry-after"];

impl Reply {
    pub(super) fn header(&self, wanted: &str) -> Option<&str> {
        self.headers.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value.as_str())
    }

    pub(super) const fn is_success(&self) -> bool {
        matches!(self.status, 200..=299)
    }

    /// The reply, if it is a success.
    pub(super) fn checked(self) -> Result<Self, ClientError> {
        if self.is_success() { Ok(self) } else { Err(ClientError::HttpStatus { status: self.status }) }
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Headers may repeat the address.
        f.debug_struct("Reply").field("status", &self.status).finish_non_exhaustive()
    }
}
