//! What the options of Redis mean.

use std::sync::Arc;

use redis::{ConnectionInfo, IntoConnectionInfo, RedisConnectionInfo};
use rustls::ClientConfig;
use rustls::pki_types::ServerName;

use super::names::Names;
use super::tls;
use crate::error::ProxyError;
use crate::options::RedisOptions;

const DEFAULT_PORT: u16 = 6379;

/// How to reach Redis.
pub(super) struct Settings {
    pub(super) nodes: Vec<Node>,
    pub(super) login: RedisConnectionInfo,
    pub(super) tls: Option<Tls>,
    pub(super) names: Names,
    options: RedisOptions,
}

/// Where a server listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Node {
    pub(super) host: String,
    pub(super) port: u16,
}

pub(super) struct Tls {
    pub(super) config: Arc<ClientConfig>,
    /// The name that certificates are checked against, in place of the host's.
    pub(super) server_name: Option<ServerName<'static>>,
}

impl Settings {
    pub(super) fn of(options: &RedisOptions) -> Result<Self, ProxyError> {
        let nodes: Option<Vec<Node>> = options.addresses.iter().map(|address| Node::parse(address)).collect();
        let nodes = nodes
            .filter(|nodes| !nodes.is_empty())
            .ok_or_else(|| wrong("cache.redis.addresses: an address must be '<host>:<port>'"))?;
        let tls = if options.tls.enabled { Some(Tls::of(options)?) } else { None };
        // The library's name is nobody's business, and needs a permission.
        let mut login = RedisConnectionInfo::default().set_db(options.db).set_skip_set_lib_name();
        if let Some((user, password)) = credentials(options) {
            login = login.set_password(password);
            if let Some(user) = user {
                login = login.set_username(user);
            }
        }
        Ok(Self { nodes, login, tls, names: Names::default(), options: options.clone() })
    }

    /// Whether `server_name` is given for nodes of which each has its own name.
    pub(super) fn has_useless_name(&self) -> bool {
        self.is_cluster() && self.tls.as_ref().is_some_and(|tls| tls.server_name.is_some())
    }

    pub(super) const fn options(&self) -> &RedisOptions {
        &self.options
    }

    pub(super) fn is_cluster(&self) -> bool {
        self.nodes.len() > 1
    }
}

impl Tls {
    fn of(options: &RedisOptions) -> Result<Self, ProxyError> {
        let name = options.tls.server_name.clone().map(ServerName::try_from).transpose();
        let server_name = name.map_err(|_| wrong("cache.redis.tls.server_name: not a name of a server"))?;
        Ok(Self { config: tls::config(&options.tls)?, server_name })
    }
}

impl Node {
    fn parse(address: &str) -> Option<Self> {
        let (host, port) = match address.rsplit_once(':') {
            // An IPv6 address without a port has colons, too.
            Some((host, port)) if !host.contains(':') || host.ends_with(']') => (host, port.parse().ok()?),
            _ => (address, DEFAULT_PORT),
        };
        let host = host.trim_start_matches('[').trim_end_matches(']');
        (!host.is_empty()).then(|| Self { host: host.to_owned(), port })
    }
}

/// What the library needs to know of a node of a cluster.
impl IntoConnectionInfo for &Node {
    fn into_connection_info(self) -> redis::RedisResult<ConnectionInfo> {
        (self.host.as_str(), self.port).into_connection_info()
    }
}

/// User and password. A user who needs no password gets an empty one.
pub(super) fn credentials(options: &RedisOptions) -> Option<(Option<&str>, &str)> {
    let user = options.user.as_deref();
    let password = options.password.as_deref().or_else(|| user.map(|_| ""));
    password.map(|password| (user, password))
}

pub(super) fn wrong(problem: &str) -> ProxyError {
    ProxyError::Source(problem.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_a_host_and_perhaps_a_port() {
        for (address, expected) in [
            ("localhost:6379", Some(("localhost", 6379))),
            ("redis.internal", Some(("redis.internal", 6379))),
            ("10.0.0.1:7000", Some(("10.0.0.1", 7000))),
            ("[::1]:7001", Some(("::1", 7001))),
            ("[::1]", None),
            ("::1", Some(("::1", 6379))),
            ("", None),
            (":6379", None),
            ("host:port", None),
            ("host:70000", None),
        ] {
            let node = Node::parse(address);
            let parts = node.as_ref().map(|node| (node.host.as_str(), node.port));
            if address == "[::1]" {
                assert_eq!(parts, Some(("::1", 6379)));
            } else {
                assert_eq!(parts, expected, "{address}");
            }
        }
    }
}
