//! The stream of news for open pages. It is looked for news as long as the browser takes them: there is no queue that could fill.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use futures_util::stream;
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio::time::{Instant, sleep};

use super::changes::Seen;
use crate::site::Site;

/// How often is looked for news.
const LOOK: Duration = Duration::from_millis(250);

/// A sign of life is sent at least this often, so that dead peers are noticed.
const HEARTBEAT: Duration = Duration::from_secs(15);

struct Open {
    site: Arc<Site>,
    seen: Seen,
    /// Ends with the service that answers for the site.
    stop: watch::Receiver<()>,
    last_sent: Option<Instant>,
    _permit: OwnedSemaphorePermit,
}

/// A body of events. It ends when the sender of `stop` is gone, and with the streams of the main port.
pub(super) fn events(site: Arc<Site>, stop: watch::Receiver<()>, permit: OwnedSemaphorePermit) -> Body {
    let open = Open { site, seen: Seen::default(), stop, last_sent: None, _permit: permit };
    Body::from_stream(stream::unfold(open, |mut open| async {
        let frame = open.next().await?;
        Some((Ok::<_, Infallible>(frame), open))
    }))
}

impl Open {
    async fn next(&mut self) -> Option<Bytes> {
        loop {
            if self.site.streams.is_closed() {
                return None;
            }
            let news = self.seen.news(&self.site);
            let Some(last_sent) = self.last_sent else {
                return self.sent([&b"retry: 1000\n\n"[..], &news].concat());
            };
            if !news.is_empty() {
                return self.sent(news);
            }
            if last_sent.elapsed() >= HEARTBEAT {
                return self.sent(":\n\n");
            }
            tokio::select! {
                () = sleep(LOOK) => {}
                stopped = self.stop.changed() => stopped.ok()?,
            }
        }
    }

    fn sent(&mut self, frame: impl Into<Bytes>) -> Option<Bytes> {
        self.last_sent = Some(Instant::now());
        Some(frame.into())
    }
}
