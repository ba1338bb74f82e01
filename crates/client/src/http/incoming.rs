//! A response whose body is still on its way.

use futures_util::stream::try_unfold;

use super::failure::body_failure;
use super::headers::header_text;
use crate::host::Chunks;

/// The head of a response, and the way to the rest.
pub(crate) struct Incoming(pub(super) reqwest::Response);

impl Incoming {
    pub(crate) fn status(&self) -> u16 {
        self.0.status().as_u16()
    }

    /// The first value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        header_text(self.0.headers(), name)
    }

    pub(crate) fn into_chunks(self) -> Chunks {
        Box::pin(try_unfold(self.0, |mut received| async move {
            match received.chunk().await {
                Ok(chunk) => Ok(chunk.map(|chunk| (chunk.to_vec(), received))),
                Err(error) => Err(body_failure(&error.without_url(), None)),
            }
        }))
    }
}
