//! Response bodies that tell how far their clients are.

use std::io::IoSlice;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::{Buf, Bytes};
use http_body::{Frame, SizeHint};

use super::watch::Watch;
use crate::content::Content;

/// A request under way. Ends when it is dropped.
pub(crate) struct Active(Arc<Watch>);

impl Active {
    /// A request begins.
    pub(crate) fn begin(watch: &Arc<Watch>) -> Self {
        watch.begin();
        Self(Arc::clone(watch))
    }
}

impl Drop for Active {
    fn drop(&mut self) {
        self.0.end();
    }
}

/// The body of a response. Its request ends with it.
pub(crate) struct WatchedBody {
    content: Content,
    active: Active,
}

impl WatchedBody {
    pub(crate) const fn new(content: Content, active: Active) -> Self {
        Self { content, active }
    }
}

/// What ends a response early.
#[derive(Debug, thiserror::Error)]
#[error("the body ended early")]
pub(crate) struct Broken;

impl http_body::Body for WatchedBody {
    type Data = Bytes;
    type Error = Broken;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Broken>>> {
        let poll = AssertUnwindSafe(|| Pin::new(&mut self.content).poll_frame(cx));
        let result = catch_unwind(poll).unwrap_or_else(|panic| {
            let text = vexil_client::panic_text(&*panic);
            self.active.0.log().error(format_args!("a response ended with a panic: {text}"));
            // The head is out: a broken body is all that the client can be told.
            Poll::Ready(Some(Err(axum::Error::new(Broken))))
        });
        result.map(|frame| frame.map(|frame| frame.map_err(|_| Broken)))
    }

    fn is_end_stream(&self) -> bool {
        self.content.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.content.size_hint()
    }
}

/// A body for HTTP/2, where a client can take no data although the socket would: see [`Part`].
pub(crate) struct PartedBody(WatchedBody);

impl PartedBody {
    pub(crate) const fn new(body: WatchedBody) -> Self {
        Self(body)
    }
}

impl http_body::Body for PartedBody {
    type Data = Part;
    type Error = Broken;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Part>, Broken>>> {
        let frame = Pin::new(&mut self.0).poll_frame(cx);
        let watch = &self.0.active.0;
        frame.map(|frame| frame.map(|frame| frame.map(|frame| frame.map_data(|data| Part::new(data, watch)))))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.size_hint()
    }
}

/// Bytes on their way to a client, who may not want to take them. Hyper keeps them until there is room, and does not look at the body
/// meanwhile.
pub(crate) struct Part {
    bytes: Bytes,
    number: u64,
    watch: Arc<Watch>,
}

impl Part {
    fn new(bytes: Bytes, watch: &Arc<Watch>) -> Self {
        Self { bytes, number: watch.wait(), watch: Arc::clone(watch) }
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        self.watch.done_waiting(self.number);
    }
}

impl Buf for Part {
    fn remaining(&self) -> usize {
        self.bytes.len()
    }

    fn chunk(&self) -> &[u8] {
        &self.bytes
    }

    fn chunks_vectored<'a>(&'a self, slices: &mut [IoSlice<'a>]) -> usize {
        self.bytes.chunks_vectored(slices)
    }

    fn advance(&mut self, count: usize) {
        self.bytes.advance(count);
        self.watch.note_taken(self.number);
    }
}
