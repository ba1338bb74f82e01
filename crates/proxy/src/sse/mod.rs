//! Streams: clients that are told of changes. All that watch the same for the same user share one evaluation and one frame.

mod streams;

pub(crate) use streams::{Streams, Watched};
