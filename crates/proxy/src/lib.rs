//! `vexil-proxy`: downloads ConfigCat configs once and serves them, or evaluates flags for clients that have no SDK.
//!
//! Rooms, in the order in which data flows: `options` says what is configured, `sdk` keeps the current config of each SDK whatever
//! its source, `user` and `eval` turn a request into an answer, `http` and `sse` are what clients talk to, `diag` is what operators look
//! at, and `server` owns sockets, deadlines, reloads and the end. `content` is what responses consist of, `cli` the command line.
#![forbid(unsafe_code)]

#[cfg(feature = "bench")]
pub mod bench;
pub mod cli;
mod content;
mod diag;
mod error;
mod eval;
mod folders;
mod http;
mod log;
mod metrics;
mod options;
mod sdk;
mod server;
mod site;
mod sse;
#[cfg(test)]
mod testing;
mod user;

pub use error::ProxyError;
