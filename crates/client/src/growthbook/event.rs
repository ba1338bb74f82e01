//! What a feed tells its members.

use std::sync::Arc;

use super::payload::SharedPayload;
use crate::error::ClientError;

/// One member of a feed.
pub trait FeedHost: Send + Sync + 'static {
    /// Takes an event. Called in order, from the background thread; must not block.
    fn emit(&self, event: FeedEvent);
}

/// The latest payload.
#[derive(Debug, Clone)]
pub struct News {
    /// The payload; the same one as long as it does not change.
    pub payload: Arc<SharedPayload>,
    /// Whether the server has a stream for the key.
    pub has_stream: bool,
}

/// What happened.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum FeedEvent {
    /// The answer to [`Feed::fetch`](super::Feed::fetch).
    Fetched {
        /// The caller's token.
        token: u32,
        /// The payload, as it is now.
        outcome: Result<News, ClientError>,
    },
    /// A payload that this member did not ask for: another one has, or it came by the stream or by a poll.
    Updated(News),
    /// The server has confirmed the payload that was told last.
    Confirmed,
    /// The stream is in another state than before.
    Stream(StreamState),
    /// A poll or the stream failed, and goes on later.
    Failed {
        /// Which of them.
        trouble: Trouble,
        /// Why.
        error: ClientError,
    },
    /// An https request is about to be made. Answer with [`Feed::trust`](super::Feed::trust).
    TrustNeeded {
        /// The number of the question.
        token: u32,
    },
}

/// How the stream is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum StreamState {
    /// It is open.
    Open,
    /// It has ended; unless nobody wants it any more, it is opened again soon.
    Closed,
    /// The server has none. Said to whoever wants one only if there is one.
    Unsupported,
}

/// What failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Trouble {
    /// A poll, or the request that finds out whether there is a stream.
    Poll,
    /// The stream.
    Stream,
}
