//! How a transport gets to its servers.

use std::time::Duration;

use super::proxy::Proxy;

/// The way that a host wants its requests to go.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Route {
    /// `None`: directly.
    pub(crate) proxy: Option<Proxy>,
    /// Divided by the addresses of a server: one that does not answer leaves time for the others.
    pub(crate) connect_timeout: Duration,
}

impl Route {
    /// Longer than most requests may take, whose own deadline is the one to be named where there is only one address.
    pub(crate) const CONNECT_TIMEOUT: Duration = Duration::from_secs(45);

    /// The usual one.
    pub(crate) const fn by(proxy: Option<Proxy>) -> Self {
        Self { proxy, connect_timeout: Self::CONNECT_TIMEOUT }
    }
}
