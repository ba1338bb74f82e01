//! The streams of all SDKs.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;

use super::body::StreamBody;
use super::feed::Feed;
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

/// How a config answers.
pub(super) type Answer = fn(&Snapshot, &Watched) -> Result<Bytes, EvalFailure>;

/// What feeds have in common.
pub(super) struct Shared {
    pub(super) metrics: Arc<Metrics>,
    pub(super) log: Logger,
    pub(super) answer: Answer,
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
        Self::with(metrics, log, |snapshot, watched| watched.answer(snapshot))
    }

    /// Streams of other answers.
    pub(super) fn with(metrics: Arc<Metrics>, log: Logger, answer: Answer) -> Self {
        Self { shared: Arc::new(Shared { metrics, log, answer, feeds: Mutex::default() }) }
    }

    /// Opens a stream: a body whose first frame is the evaluation by `snapshot`, or by a later config of the SDK if there is one already.
    /// It ends with the SDK, with [`close`](Self::close), or when the client leaves more than 64 frames or 1 MiB unread. Must be
    /// called in a tokio runtime.
    ///
    /// # Errors
    /// The flag is unknown or cannot be evaluated.
    pub(crate) fn open(
        &self,
        sdk: &Arc<Sdk>,
        snapshot: &Arc<Snapshot>,
        watched: Watched,
        heartbeat: Option<Duration>,
    ) -> Result<Body, EvalFailure> {
        let heartbeat =
            heartbeat.filter(|heartbeat| !heartbeat.is_zero()).map(|heartbeat| heartbeat.min(LONGEST));
        let key = watched.group_key(heartbeat);
        let mut membership = loop {
            let Some(feed) = self.shared.feed(sdk) else { return Ok(Body::empty()) };
            // A feed that has just ended is followed by another one.
            if let Some(membership) = feed.enter(&key, &watched, heartbeat) {
                break membership;
            }
        };
        let first = membership.begin(snapshot)?;
        Ok(Body::new(StreamBody::new(first, membership)))
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
