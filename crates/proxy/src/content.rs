//! What responses consist of.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Body;
use bytes::Bytes;
use http_body::{Frame, SizeHint};

/// The content of a response. What is whole needs no allocation.
#[derive(Debug)]
pub(crate) enum Content {
    Empty,
    Whole(Bytes),
    /// Ends when it wants to.
    Stream(Body),
}

impl http_body::Body for Content {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let bytes = match &mut *self {
            Self::Empty => return Poll::Ready(None),
            Self::Whole(bytes) => std::mem::take(bytes),
            Self::Stream(body) => return Pin::new(body).poll_frame(cx),
        };
        *self = Self::Empty;
        Poll::Ready((!bytes.is_empty()).then(|| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Whole(bytes) => bytes.is_empty(),
            Self::Stream(body) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Empty => SizeHint::with_exact(0),
            Self::Whole(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Self::Stream(body) => body.size_hint(),
        }
    }
}

#[cfg(test)]
mod tests {
    use http_body::Body as _;
    use http_body_util::BodyExt;

    use super::*;

    #[tokio::test]
    async fn content_has_a_size_and_an_end() {
        let cases = [
            (Content::Empty, ""),
            (Content::Whole(Bytes::new()), ""),
            (Content::Whole(Bytes::from_static(b"whole")), "whole"),
            (Content::Stream(Body::from("stream")), "stream"),
        ];
        for (mut content, expected) in cases {
            assert_eq!(content.size_hint().exact(), Some(expected.len() as u64), "{expected}");
            assert_eq!(content.is_end_stream(), expected.is_empty(), "{expected}");
            if !expected.is_empty() {
                let frame = content.frame().await.unwrap().unwrap();
                assert_eq!(frame.into_data().unwrap(), expected);
            }
            assert!(content.frame().await.is_none() && content.is_end_stream(), "{expected}");
        }
    }
}
