//! How names of servers become addresses.

use std::io;
use std::net::IpAddr;

use crate::host::BoxFuture;

/// Looks names up. The default asks the operating system, on helper threads.
pub trait Resolver: Send + Sync + 'static {
    /// The addresses of a server, best first. A lookup that takes longer than the request that wants it is dropped.
    ///
    /// # Errors
    /// Whatever keeps the name from being resolved; its text becomes part of a log line.
    fn resolve(&self, name: String) -> BoxFuture<io::Result<Vec<IpAddr>>>;
}
