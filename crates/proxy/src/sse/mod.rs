//! Streams: clients that are told of changes. All that watch the same for the same user share one evaluation and one frame.
//!
//! [`Streams`] finds the [`feed`] of an SDK, which has one task that follows the SDK's configs. A feed has [`group`]s, each of which
//! evaluates for all its [`members`] and keeps what they have not read yet in one [`backlog`]. A [`body`] is what the server reads.
//! Equal [`frames`] of all groups are one. What waits for clients has a bound for each stream, and another one for the [`room`] of all.

mod backlog;
mod body;
mod feed;
mod flow;
mod follow;
mod frame;
mod frames;
mod group;
mod members;
mod room;
mod seats;
mod streams;
mod watched;

#[cfg(test)]
mod tests;

pub(crate) use streams::{NoStream, Streams};
pub(crate) use watched::Watched;
