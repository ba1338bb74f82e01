//! What Statsig's servers need of the network: specs, ID lists, and a way for events.
//!
//! A [`Network`] does what its host asks for, and says by [`NetworkEvent`]s what came of it: when to poll is the host's to decide. Equal
//! downloads of specs are one while they are under way, for all networks of the process; all else is each network's own.
//!
//! Rooms: `actor` does it all, `fetch` and `downloads` get specs, `lists` has the ID lists, `events` sends events, `exchange` makes requests,
//! `wire` is the way to servers, `link` the one to the host.

mod actor;
mod context;
mod downloads;
mod event;
mod events;
mod exchange;
mod fetch;
mod http_wire;
mod link;
mod lists;
mod network;
mod options;
mod specs;
mod ticks;
mod wire;

pub(crate) use downloads::Downloads;
pub use event::{NetworkEvent, NetworkHost};
pub use lists::{Extent, Plan, SharedIdLists, Synced, Wanted};
pub use network::Network;
pub use options::{NetworkOptions, QueueOptions, SdkInfo, ServerOptions};
pub use specs::compile_specs;
pub use wire::{Call, Reply, Wire};
