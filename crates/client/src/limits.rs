//! How much of everything the client accepts.

use std::time::Duration;

/// Bounds of time and size, shared by fetcher and cache.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Limits {
    /// Largest config text in bytes, after decompression. Default 64 MiB.
    pub body_bytes: usize,
    /// Extra requests that one refresh may make to follow data governance redirects. Default 2.
    pub redirects: u32,
    /// How often the HTTP transport repeats a request that failed or got an unexpected status, within the one
    /// deadline of the request. Default 1. In an outage that goes on, requests are not repeated.
    pub retries: u32,
    /// Pause before such a repetition. Default 50 ms.
    pub retry_delay: Duration,
    /// Failing connections are replaced by new ones at most this often. Default 30 s.
    pub connection_renewal: Duration,
    /// How long a host's cache may take to answer before the service goes on without it. Default 1 s.
    pub cache_wait: Duration,
    /// How long a service waits for its cache file: at the start to be read, and after each fetch to be written (which goes on
    /// all the same). Default 2 s.
    pub file_wait: Duration,
    /// How long an https request waits for the host to say whom it trusts, within its own deadline, before it goes by
    /// the host's last answer or the built-in roots. Default 10 s.
    pub trust_wait: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 64 * 1024 * 1024,
            redirects: 2,
            retries: 1,
            retry_delay: Duration::from_millis(50),
            connection_renewal: Duration::from_secs(30),
            cache_wait: Duration::from_secs(1),
            file_wait: Duration::from_secs(2),
            trust_wait: Duration::from_secs(10),
        }
    }
}
