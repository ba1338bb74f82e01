//! The stream of a feed.

use std::sync::Arc;

use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::Actor;
use crate::growthbook::event::{FeedEvent, StreamState, Trouble};
use crate::growthbook::fetch::Source;
use crate::growthbook::stream::{Report, Streamer};
use crate::host::BoxFuture;

/// A stream that is kept open while this lives.
pub(super) struct OpenStream {
    work: BoxFuture<()>,
    reports: UnboundedReceiver<Report>,
    pub(super) is_open: bool,
}

impl OpenStream {
    pub(super) fn begin(source: &Arc<Source>) -> Self {
        let (sender, reports) = unbounded_channel();
        let work = Box::pin(Streamer::new(Arc::clone(source), sender).run());
        Self { work, reports, is_open: false }
    }
}

/// What the stream tells next; nothing, ever, while there is none.
pub(super) async fn next(stream: &mut Option<OpenStream>) -> Report {
    let Some(OpenStream { work, reports, .. }) = stream else { return std::future::pending().await };
    tokio::select! {
        biased;
        Some(report) = reports.recv() => report,
        // It never ends by itself.
        () = &mut *work => std::future::pending().await,
    }
}

impl Actor {
    pub(super) fn streamed(&mut self, report: Report) {
        match report {
            Report::Opened { has_gap } => {
                self.note_open(true);
                if has_gap {
                    self.begin_fetch();
                }
            }
            Report::Outdated => self.begin_fetch(),
            Report::Payload(payload) => {
                self.has_stream = Some(true);
                self.fetching.is_overtaken = true;
                let event = match self.latest.take_streamed(payload) {
                    true => self.news().map(FeedEvent::Updated),
                    false => Some(FeedEvent::Confirmed),
                };
                event.iter().for_each(|event| self.tell_all(event));
            }
            Report::Failed { error, is_open } => {
                self.note_open(is_open);
                if let Some(error) = error {
                    self.tell_all(&FeedEvent::Failed { trouble: Trouble::Stream, error });
                }
            }
        }
    }

    fn note_open(&mut self, is_open: bool) {
        let Some(stream) = &mut self.stream else { return };
        if std::mem::replace(&mut stream.is_open, is_open) != is_open {
            let state = if is_open { StreamState::Open } else { StreamState::Closed };
            self.tell_all(&FeedEvent::Stream(state));
        }
    }

    /// Nobody wants it any more.
    pub(super) fn close_stream(&mut self) {
        self.note_open(false);
        self.stream = None;
    }
}
