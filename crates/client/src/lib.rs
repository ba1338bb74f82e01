//! Fetching, polling and caching of flag configs.
//!
//! A [`Service`] fetches one config and tells its hosts about it through [`Event`]s. All services of a process
//! live on one background thread, which starts at first need; equal auto-polling services are one. Nothing here
//! knows the language of the host: a program subscribes with a [`Host`], and may bring its own
//! [`ExternalCache`] and [`Transport`].
//!
//! Rooms: `fetch` judges responses without I/O, `poller` runs one service, `service` opens and shares them, `http`
//! is the default transport, `cache_file` what survives a restart, `entry` is what they all produce.
#![forbid(unsafe_code)]

mod answers;
mod background;
mod backlog;
mod cache_file;
mod client;
mod clock;
mod compiled;
mod disposal;
mod entry;
mod environment;
mod error;
mod event;
mod fetch;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
pub mod growthbook;
mod holds;
mod host;
mod http;
mod known;
mod limits;
mod memory;
mod options;
mod panics;
mod payloads;
mod poller;
mod process;
mod redirect_hosts;
mod registry;
mod resolver;
mod retry_after;
mod sdk_key;
mod service;
mod shared;
pub mod statsig;
mod status;
mod tls;
mod trust_questions;
mod unverified;
mod verifier;

pub use answers::Answers;
pub use backlog::{Notice, add_to_backlog};
pub use client::Client;
pub use clock::{Clock, SystemClock};
pub use disposal::live_configs;
pub use entry::{Entry, cache_key};
pub use environment::{Chance, Environment};
pub use error::{ClientError, FaultKind};
pub use event::{CacheFileNotice, Event, FetchCode, FetchReport, FetchWarning, RefreshOutcome};
pub use host::{Body, BoxFuture, Chunks, ExternalCache, Host, Request, Response, Transport};
pub use limits::Limits;
pub use memory::{Trim, give_memory_back_by, give_memory_back_soon};
pub use options::{Mode, ServiceOptions};
pub use panics::{panic_text, silence_panics};
pub use payloads::compile_payload;
pub use process::{after_fork_in_child, generation, warm_up};
pub use resolver::Resolver;
pub use service::Service;
pub use shared::{Compiled, CompiledPayload, CompiledSpecs, Shared, SharedConfig};
pub use status::{LastError, Status};
pub use tls::TlsTrust;
