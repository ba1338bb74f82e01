//! A stream as the server reads it.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

use super::group::Membership;

/// A body without an end of its own: the frames of a group.
pub(super) struct StreamBody {
    /// `None` after the end.
    membership: Option<Membership>,
}

impl StreamBody {
    pub(super) const fn new(membership: Membership) -> Self {
        Self { membership: Some(membership) }
    }
}

impl Body for StreamBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let Some(membership) = &self.membership else { return Poll::Ready(None) };
        let next = membership.poll(context);
        if let Poll::Ready(None) = next {
            // Counted until here, even if the connection lives on.
            self.membership = None;
        }
        next.map(|frame| frame.map(|frame| Ok(Frame::data(frame))))
    }

    fn is_end_stream(&self) -> bool {
        self.membership.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        if self.is_end_stream() { SizeHint::with_exact(0) } else { SizeHint::new() }
    }
}
