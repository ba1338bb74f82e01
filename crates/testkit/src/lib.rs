//! A server that misbehaves on purpose, byte by byte.
//!
//! [`FaultServer`] listens on 127.0.0.1 and answers each request with a list of [`Step`]s. The binary `fault-server`
//! does the same for tests in other languages, by lines of JSON (see [`protocol`]).
//!
//! Rooms: `script` says what happens, `answer` and `encode` write responses, `identity` makes certificates, `connection`
//! plays a script on one connection, `server` listens.
#![forbid(unsafe_code)]

mod answer;
mod connection;
mod encode;
mod identity;
pub mod protocol;
mod script;
mod seen;
mod server;

pub use answer::Answer;
pub use encode::{Encoding, gzip_bomb};
pub use identity::Certificate;
pub use script::Step;
pub use seen::SeenRequest;
pub use server::{FaultServer, Listen};
