//! How a service is set up.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::entry::Entry;
use crate::http::Route;
use crate::limits::Limits;
use crate::tls::TlsTrust;

/// When a service fetches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Mode {
    /// At once, then again and again.
    Auto {
        /// From the start of one iteration to the start of the next. The host keeps it in its timers' range.
        interval: Duration,
        /// How long [`Event::Ready`](crate::Event::Ready) waits for the first fetch; `None`: for ever.
        max_init_wait: Option<Duration>,
    },
    /// When the host asks, after it found its entry expired.
    Lazy {
        /// How long an entry is fresh. The host compares; here it limits how long a server can ask to be left alone.
        time_to_live: Duration,
    },
    /// When the host asks.
    Manual,
}

/// Everything that a service needs to know. Two auto-polling services with equal options (without cache and
/// transport of their own) are one.
#[derive(Clone)]
pub struct ServiceOptions {
    /// The SDK key; part of the URL, never of a message.
    pub sdk_key: String,
    /// When to fetch.
    pub mode: Mode,
    /// The CDN or proxy to fetch from, http or https. Query and fragment are dropped, a missing final slash is added.
    pub base_url: String,
    /// Whether the user chose `base_url`: then only forced redirects are followed.
    pub base_url_overridden: bool,
    /// The deadline of one request: connecting, body and the repetition included. A request that a data governance
    /// redirect leads to is another one.
    pub request_timeout: Duration,
    /// How long connecting may take: the lookup of the name, all addresses of the server together, a proxy. Within the deadline of the
    /// request. What takes longer has timed out, too.
    pub connect_timeout: Duration,
    /// Whether to start without requests.
    pub offline: bool,
    /// Whether a failed refresh renews the time of the config at hand, so that it is not asked for again before it
    /// expires anew. For services that do not poll: a poll would be skipped.
    pub renews_on_failure: bool,
    /// Headers of each request, names and values.
    pub headers: Vec<(String, String)>,
    /// An http or https proxy to tunnel through. Environment variables are never read.
    pub proxy: Option<String>,
    /// The entry that the host already holds, read from a synchronous cache.
    pub initial: Option<Arc<Entry>>,
    /// The file that keeps the last good config over restarts, for services without a cache of the host. A relative path
    /// starts at the working folder of the moment of opening.
    pub cache_file: Option<PathBuf>,
    /// Whether the host answers [`Event::TrustNeeded`](crate::Event::TrustNeeded).
    pub supplies_trust: bool,
    /// Whom to trust, where the host is not asked; `None`: the built-in roots.
    pub trust: Option<TlsTrust>,
    /// Bounds of size and time.
    pub limits: Limits,
}

impl ServiceOptions {
    /// Options with the documented defaults: the global CDN, 30 s timeout (45 s for connecting), online, no proxy.
    #[must_use]
    pub fn new(sdk_key: impl Into<String>, mode: Mode) -> Self {
        Self {
            sdk_key: sdk_key.into(),
            mode,
            base_url: "https://cdn-global.configcat.com".to_owned(),
            base_url_overridden: false,
            request_timeout: Duration::from_secs(30),
            connect_timeout: Route::CONNECT_TIMEOUT,
            offline: false,
            renews_on_failure: false,
            headers: Vec::new(),
            proxy: None,
            initial: None,
            cache_file: None,
            supplies_trust: false,
            trust: None,
            limits: Limits::default(),
        }
    }
}

impl fmt::Debug for ServiceOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // SDK key, address and proxy are secrets.
        f.debug_struct("ServiceOptions")
            .field("mode", &self.mode)
            .field("base_url_overridden", &self.base_url_overridden)
            .field("request_timeout", &self.request_timeout)
            .field("connect_timeout", &self.connect_timeout)
            .field("offline", &self.offline)
            .field("renews_on_failure", &self.renews_on_failure)
            .field("supplies_trust", &self.supplies_trust)
            .field("trust", &self.trust)
            .finish_non_exhaustive()
    }
}
