//! Downloads for Python. A [`Service`] is one subscriber of a service of `vexil_client`.
//!
//! The native thread never waits for Python: what it tells is kept in `events` as plain Rust values, and becomes Python's own
//! (`notice`) when a Python thread takes it. `bridge` is the host that the client talks to, `options` reads what Python gives.

mod bridge;
mod events;
mod notice;
mod options;
#[expect(clippy::module_inception, reason = "the class of the module")]
mod service;

pub(crate) use self::service::Service;
