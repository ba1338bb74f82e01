//! What GrowthBook's clients need of the network: payloads by request, by stream and by poll.
//!
//! A [`Feed`] is what one key of one server gives. All that subscribe to the same one, in all threads of the process, share its
//! requests, its stream and its poll. Hosts ask, and hear by [`FeedEvent`]s; caches and their rules are theirs.
//!
//! Rooms: `feed` is the actor that does it all for its members; `fetch` gets a payload once, `stream` keeps a stream of events
//! open, `event_stream` reads what comes in there, `pace` says how long to rest, `wire` is the way to servers.

mod backlog;
mod event;
pub(crate) mod event_stream;
mod feed;
mod fetch;
mod handle;
mod http_wire;
mod options;
mod pace;
mod payload;
mod redirects;
mod registry;
mod stream;
mod wire;

pub use backlog::add_to_feed_backlog;
pub use event::{FeedEvent, FeedHost, News, StreamState, Trouble};
pub use handle::Feed;
pub use options::{FeedOptions, FeedPace, Streaming};
pub use payload::SharedPayload;
pub(crate) use registry::Feeds;
pub use wire::{Wire, WireResponse};
