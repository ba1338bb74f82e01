//! How a network is set up.

use std::fmt;
use std::time::Duration;

use crate::limits::Limits;

/// The options of a network.
#[derive(Clone)]
#[non_exhaustive]
pub struct NetworkOptions {
    /// The key of the server.
    pub secret_key: String,
    /// Where specs come from.
    pub specs: ServerOptions,
    /// Where the lookup of ID lists comes from. Its proxy is taken for the lists, too.
    pub id_lists: ServerOptions,
    /// Where events go to.
    pub events: ServerOptions,
    /// What the host calls itself.
    pub sdk: SdkInfo,
    /// Whether the host answers [`NetworkEvent::TrustNeeded`](super::NetworkEvent::TrustNeeded).
    pub supplies_trust: bool,
    /// The deadline of one request, with redirects and body. Default 10 s.
    pub request_timeout: Duration,
    /// The host makes the requests: it is asked by [`NetworkEvent::SendNeeded`](super::NetworkEvent::SendNeeded) to send events, and nothing
    /// else is requested. Default `false`.
    pub has_own_fetch: bool,
    /// Bounds of size and time.
    pub limits: Limits,
    /// How events are sent.
    pub queue: QueueOptions,
}

impl NetworkOptions {
    /// Options for a key, and one server for everything.
    #[must_use]
    pub fn new(secret_key: impl Into<String>, api: impl Into<String>) -> Self {
        let server = ServerOptions { api: api.into(), fallback: None, proxy: None };
        Self {
            secret_key: secret_key.into(),
            specs: server.clone(),
            id_lists: server.clone(),
            events: server,
            sdk: SdkInfo::default(),
            supplies_trust: false,
            request_timeout: Duration::from_secs(10),
            has_own_fetch: false,
            limits: Limits::default(),
            queue: QueueOptions::default(),
        }
    }
}

impl fmt::Debug for NetworkOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // All others may hold secrets.
        f.debug_struct("NetworkOptions")
            .field("supplies_trust", &self.supplies_trust)
            .field("request_timeout", &self.request_timeout)
            .field("has_own_fetch", &self.has_own_fetch)
            .field("limits", &self.limits)
            .field("queue", &self.queue)
            .finish_non_exhaustive()
    }
}

/// A server.
#[derive(Clone)]
pub struct ServerOptions {
    /// The base of its addresses, without a final slash.
    pub api: String,
    /// That of the server that is asked once where the other one gives no 2xx, or no answer.
    pub fallback: Option<String>,
    /// The address of the proxy on the way there.
    pub proxy: Option<String>,
}

impl ServerOptions {
    /// The bases in the order in which they are asked.
    pub(super) fn bases(&self) -> impl Iterator<Item = &str> {
        [Some(&self.api), self.fallback.as_ref()].into_iter().flatten().map(String::as_str)
    }
}

impl fmt::Debug for ServerOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Addresses may hold secrets.
        f.debug_struct("ServerOptions").finish_non_exhaustive()
    }
}

/// What servers are told of the host.
#[derive(Debug, Clone, Default)]
pub struct SdkInfo {
    /// The kind of SDK.
    pub sdk_type: String,
    /// Its version.
    pub sdk_version: String,
    /// The version of the language.
    pub language_version: String,
    /// What tells this run of the host from others.
    pub session_id: String,
}

/// How events are sent.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct QueueOptions {
    /// Events are dropped as soon as they come. Default `false`.
    pub is_silent: bool,
    /// So many events are sent at once; fewer wait. Default 1,000, at least 1.
    pub batch_size: usize,
    /// Those that wait are sent this often. Default 60 s.
    pub interval: Duration,
    /// What events may take until they are delivered, in bytes; what does not fit is dropped. Default 64 MiB.
    pub bytes: usize,
    /// How often a batch is sent again where that may help. Default 5.
    pub retry_limit: u32,
    /// How long to wait before a batch is sent again; each time after that ten times as long, 10 minutes at most. `None`: the host is
    /// asked each time by [`NetworkEvent::BackoffNeeded`](super::NetworkEvent::BackoffNeeded). Default 1 s.
    pub backoff: Option<Duration>,
}

impl Default for QueueOptions {
    fn default() -> Self {
        Self {
            is_silent: false,
            batch_size: 1_000,
            interval: Duration::from_secs(60),
            bytes: 64 * 1024 * 1024,
            retry_limit: 5,
            backoff: Some(Duration::from_secs(1)),
        }
    }
}
