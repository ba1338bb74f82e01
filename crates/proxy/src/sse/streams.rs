//! The streams of all SDKs.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;

use super::body::StreamBody;
use super::feed::Feed;
use super::room::Bounds;
use super::seats::Seats;
use super::watched::Watched;
use crate::eval::EvalFailure;
use crate::log::Logger;
use crate::metrics::Metrics;
use crate::sdk::{Sdk, Snapshot};

/// All open streams. Outlives reloads.
pub(crate) struct Streams {
    shared: Arc<Shared>,
}

/// A heartbeat that is as good as none, and that can be added to any time.
const LONGEST: Duration = Duration::from_secs(86_400);

/// Why a stream cannot be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NoStream {
    /// There are as many as there may be.
    Full,
    /// The flag is unknown or cannot be evaluated.
    Failure(EvalFailure),
}

/// How a config answers.
pub(super) type Answer = fn(&Snapshot, &Watched) -> Result<Bytes, EvalFailure>;

/// What feeds have in common.
pub(super) struct Shared {
    pub(super) metrics: Arc<Metrics>,
    pub(super) log: Logger,
    pub(super) answer: Answer,
    pub(super) bounds: Bounds,
    seats: Arc<Seats>,
    feeds: Mutex<Feeds>,
}

#[derive(Default)]
struct Feeds {
    /// By the address of the SDK's state.
    by_sdk: HashMap<usize, Arc<Feed>>,
    closed: bool,
}

impl Streams {
    /// No streams so far.
    pub(crate) fn new(metrics: Arc<Metrics>, log: Logger) -> Self {
        Self::with(metrics, log, |snapshot, watched| watched.answer(snapshot), Bounds::default())
    }

    /// Streams of other answers, and within other bounds.
    pub(super) fn with(metrics: Arc<Metrics>, log: Logger, answer: Answer, bounds: Bounds) -> Self {
        let (seats, feeds) = (Arc::default(), Mutex::default());
        Self { shared: Arc::new(Shared { metrics, log, answer, bounds, seats, feeds }) }
    }

    /// Opens a stream: a body whose first frame is the evaluation by `snapshot`, or by a later config of the SDK if there is one already.
    /// It ends with the SDK, with [`close`](Self::close), or when the client leaves more than 64 frames or 1 MiB unread. With `most`
    /// streams there is no room for another one. Must be called in a tokio runtime.
    ///
    /// # Errors
    /// See [`NoStream`].
    pub(crate) fn open(
        &self,
        sdk: &Arc<Sdk>,
        snapshot: &Arc<Snapshot>,
        watched: Watched,
        heartbeat: Option<Duration>,
        most: usize,
    ) -> Result<Body, NoStream> {
        let heartbeat =
            heartbeat.filter(|heartbeat| !heartbeat.is_zero()).map(|heartbeat| heartbeat.min(LONGEST));
        let key = watched.group_key(heartbeat);
        let mut seat = self.shared.seats.take(most);
        if seat.is_none() {
            if self.shared.seats.complains() {
                self.shared.log.warn(format_args!(
                    "the limit of {most} streams is reached (http.limits.max_streams): others are refused"
                ));
            }
            return Err(NoStream::Full);
        }
        let mut membership = loop {
            let Some(feed) = self.shared.feed(sdk) else { return Ok(Body::empty()) };
            feed.relieve();
            // A feed that has just ended is followed by another one.
            if let Some(membership) = feed.enter(&key, &watched, heartbeat, &mut seat) {
                break membership;
            }
        };
        membership.begin(snapshot).map_err(NoStream::Failure)?;
        membership.note_crowd();
        Ok(Body::new(StreamBody::new(membership)))
    }

    /// Whether the proxy is about to end.
    pub(crate) fn is_closed(&self) -> bool {
        self.shared.lock().closed
    }

    /// Ends the streams that are open.
    pub(crate) fn end(&self) {
        let all = std::mem::take(&mut self.shared.lock().by_sdk);
        all.values().for_each(|feed| feed.end());
    }

    /// Ends all streams, and those that are opened later at once.
    pub(crate) fn close(&self) {
        self.shared.lock().closed = true;
        self.end();
    }

    /// What the frames of all SDKs need, in bytes.
    #[cfg(test)]
    pub(super) fn held(&self) -> usize {
        self.shared.lock().by_sdk.values().map(|feed| feed.frames().held()).sum()
    }

    /// How many SDKs have streams.
    #[cfg(test)]
    pub(super) fn feeds(&self) -> usize {
        self.shared.lock().by_sdk.len()
    }
}

impl Drop for Streams {
    fn drop(&mut self) {
        self.close();
    }
}

impl Shared {
    /// The feed of an SDK; `None` after the end.
    fn feed(self: &Arc<Self>, sdk: &Arc<Sdk>) -> Option<Arc<Feed>> {
        let mut feeds = self.lock();
        if feeds.closed {
            return None;
        }
        let state = Arc::as_ptr(sdk.state());
        let address = state.addr();
        if let Some(feed) = feeds.by_sdk.get(&address)
            && std::ptr::eq(feed.sdk(), state)
            && !feed.has_ended()
        {
            return Some(Arc::clone(feed));
        }
        let feed = Feed::start(self, sdk);
        let old = feeds.by_sdk.insert(address, Arc::clone(&feed));
        drop(feeds);
        drop(old);
        Some(feed)
    }

    /// A feed has ended.
    pub(super) fn forget(&self, feed: &Arc<Feed>) {
        let mut feeds = self.lock();
        let address = feed.sdk().addr();
        if feeds.by_sdk.get(&address).is_some_and(|known| Arc::ptr_eq(known, feed)) {
            let old = feeds.by_sdk.remove(&address);
            drop(feeds);
            drop(old);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Feeds> {
        self.feeds.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
