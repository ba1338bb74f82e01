//! How a feed is set up.

use std::fmt;
use std::time::Duration;

use crate::limits::Limits;

/// The options of a feed. Feeds with equal ones are one.
#[derive(Clone)]
#[non_exhaustive]
pub struct FeedOptions {
    /// The server that has the payload.
    pub api_host: String,
    /// The key that names the payload there.
    pub client_key: String,
    /// The server that has the stream.
    pub streaming_host: String,
    /// Headers of requests for the payload, names and values.
    pub headers: Vec<(String, String)>,
    /// Headers of requests for the stream.
    pub streaming_headers: Vec<(String, String)>,
    /// The address of the proxy to the server of the payload.
    pub proxy: Option<String>,
    /// The address of the proxy to the server of the stream.
    pub streaming_proxy: Option<String>,
    /// Whether the hosts answer [`FeedEvent::TrustNeeded`](super::FeedEvent::TrustNeeded).
    pub supplies_trust: bool,
    /// Bounds of size and time.
    pub limits: Limits,
    /// When things are done, and how long they may take.
    pub pace: FeedPace,
}

impl FeedOptions {
    /// Options for a key, with the same server for the stream.
    #[must_use]
    pub fn new(api_host: impl Into<String>, client_key: impl Into<String>) -> Self {
        let api_host = api_host.into();
        Self {
            streaming_host: api_host.clone(),
            api_host,
            client_key: client_key.into(),
            headers: Vec::new(),
            streaming_headers: Vec::new(),
            proxy: None,
            streaming_proxy: None,
            supplies_trust: false,
            limits: Limits::default(),
            pace: FeedPace::default(),
        }
    }
}

impl fmt::Debug for FeedOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // All others may hold secrets.
        f.debug_struct("FeedOptions")
            .field("supplies_trust", &self.supplies_trust)
            .field("limits", &self.limits)
            .field("pace", &self.pace)
            .finish_non_exhaustive()
    }
}

/// Times of a feed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct FeedPace {
    /// The deadline of a fetch, with all that is done for it. Default 30 s.
    pub fetch: Duration,
    /// How long the head of a response may take. Default 15 s.
    pub head: Duration,
    /// How often a fetch that failed is repeated, unless the one before it failed too. Default 2.
    pub retries: u32,
    /// About how long the first repetition waits; the next one waits twice as long. Default 100 ms.
    pub retry_delay: Duration,
    /// No rest after failures is longer, whatever a server asks for. Default 5 minutes.
    pub longest_rest: Duration,
    /// When a stream that has ended is opened again, unless the server says otherwise. Default 3 s.
    pub reconnect: Duration,
    /// The least that a server can say. Default 1 s.
    pub shortest_reconnect: Duration,
    /// A stream that says nothing for so long is taken for dead: servers say something every 30 s. Default 90 s.
    pub silence: Duration,
}

impl Default for FeedPace {
    fn default() -> Self {
        Self {
            fetch: Duration::from_secs(30),
            head: Duration::from_secs(15),
            retries: 2,
            retry_delay: Duration::from_millis(100),
            longest_rest: Duration::from_secs(300),
            reconnect: Duration::from_secs(3),
            shortest_reconnect: Duration::from_secs(1),
            silence: Duration::from_secs(90),
        }
    }
}

/// What a member wants of the stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Streaming {
    /// Nothing.
    #[default]
    Off,
    /// To have it if the server says that there is one (`x-sse-support: enabled`). Until the server has said anything, it is asked.
    IfSupported,
    /// To have it, whatever the server says.
    Always,
}
