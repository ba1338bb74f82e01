//! What a port serves at the moment, and within which bounds.

use std::sync::Arc;
use std::time::Duration;

use rustls::ServerConfig;

use super::role::Role;
use super::watch::Patience;
use crate::log::Logger;
use crate::options::LimitOptions;

/// The exchangeable part of a port.
pub(crate) struct Serving {
    pub(crate) role: Role,
    /// `None`: no TLS.
    pub(crate) tls: Option<Arc<ServerConfig>>,
    pub(crate) bounds: Bounds,
    pub(crate) log: Logger,
}

/// What clients may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bounds {
    pub(crate) patience: Patience,
    /// At once.
    pub(crate) connections: usize,
}

impl Bounds {
    /// Those of the main port. Connections without a request may stay for longer than load balancers keep theirs.
    ///
    /// `sockets`: so many the process may have for clients.
    pub(crate) fn http(limits: &LimitOptions, sockets: usize) -> Self {
        let patience = Patience {
            head: limits.header_timeout,
            write: limits.write_timeout,
            idle: Duration::from_secs(120),
        };
        Self { patience, connections: limits.max_connections.min(sockets) }
    }

    /// Those of the diagnostics port.
    pub(crate) const fn diag() -> Self {
        let patience = Patience {
            head: Duration::from_secs(5),
            write: Duration::from_secs(10),
            idle: Duration::from_secs(120),
        };
        Self { patience, connections: 256 }
    }
}
