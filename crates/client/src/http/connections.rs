//! Kept-alive connections, shared by all services that go the same way.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::rt::TokioExecutor;
use rustls::ClientConfig;
use tokio::time::Instant;

use super::credentials::basic_auth;
use super::names::Names;
use super::proxy::Proxy;
use super::route::Route;
use crate::error::ClientError;
use crate::fetch::has_scheme;
use crate::resolver::Resolver;
use crate::tls::TlsTrust;

/// Idle connections are closed after this time: silently dropped ones are the usual cause of failing polls, and a
/// changed address of the server is noticed.
const IDLE: Duration = Duration::from_secs(30);

/// Nor are connections used longer than this, however busy: those who poll often notice a changed address as well.
const LIFETIME: Duration = Duration::from_secs(60);

/// A pool of connections.
#[derive(Clone)]
pub(super) struct Channel {
    number: u64,
    pub(super) kind: Kind,
    pub(super) connect_timeout: Duration,
}

/// How a channel gets to its servers.
#[derive(Clone)]
pub(super) enum Kind {
    /// Directly, or through a tunnel to TLS servers.
    Plain(reqwest::Client),
    /// Through a tunnel to servers without TLS. `reqwest` would send the proxy absolute URLs instead, which proxies
    /// for tunnels only do not understand.
    Tunnelled(Arc<TunnelClient>),
}

type TunnelClient =
    hyper_util::client::legacy::Client<Tunnel<HttpsConnector<HttpConnector<Names>>>, reqwest::Body>;

#[derive(Default)]
pub(crate) struct Connections {
    names: Names,
    pools: Mutex<Pools>,
}

#[derive(Default)]
struct Pools {
    last: u64,
    slots: HashMap<Way, Slot>,
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct Way {
    route: Route,
    tunnelled: bool,
}

impl Way {
    fn to(route: &Route, url: &str) -> Self {
        Self { route: route.clone(), tunnelled: route.proxy.is_some() && !has_scheme(url, "https:") }
    }
}

struct Slot {
    channel: Channel,
    tls: Arc<ClientConfig>,
    made: Instant,
    renewed: Option<Instant>,
}

impl Slot {
    fn is_usable(&self) -> bool {
        self.made.elapsed() < LIFETIME
    }
}

impl Connections {
    /// Connections whose servers `resolver` finds.
    pub(crate) fn resolving(resolver: Arc<dyn Resolver>) -> Self {
        Self { names: Names::Resolver(resolver), pools: Mutex::default() }
    }

    /// The pool to reach `url`. Its connections were made with the same trust: one that was not verified never serves
    /// a request that wants verification.
    pub(super) fn channel(&self, trust: &TlsTrust, route: &Route, url: &str) -> Result<Channel, ClientError> {
        let tls = trust.client_config()?;
        let way = Way::to(route, url);
        let mut pools = self.pools.lock().unwrap_or_else(PoisonError::into_inner);
        let known = pools.slots.get(&way).filter(|slot| Arc::ptr_eq(&slot.tls, &tls));
        if let Some(slot) = known.filter(|slot| slot.is_usable()) {
            return Ok(slot.channel.clone());
        }
        let renewed = known.and_then(|slot| slot.renewed);
        pools.add(&self.names, way, tls, renewed)
    }

    /// Replaces a pool whose connections fail, at most once per `pause`.
    pub(super) fn renew(&self, channel: &Channel, pause: Duration) {
        let mut pools = self.pools.lock().unwrap_or_else(PoisonError::into_inner);
        let found = pools.slots.iter().find(|(_, slot)| slot.channel.number == channel.number);
        let Some((way, slot)) = found else { return };
        if slot.renewed.is_none_or(|time| time.elapsed() > pause) {
            let (way, tls) = (way.clone(), Arc::clone(&slot.tls));
            // On failure the old pool stays.
            drop(pools.add(&self.names, way, tls, Some(Instant::now())));
        }
    }
}

impl Pools {
    fn add(
        &mut self,
        names: &Names,
        way: Way,
        tls: Arc<ClientConfig>,
        renewed: Option<Instant>,
    ) -> Result<Channel, ClientError> {
        let Route { proxy, connect_timeout } = &way.route;
        let connect_timeout = *connect_timeout;
        let kind = match (proxy, way.tunnelled) {
            (Some(proxy), true) => {
                Kind::Tunnelled(Arc::new(tunnel_client(proxy, connect_timeout, names, &tls)?))
            }
            (proxy, _) => Kind::Plain(plain_client(proxy.as_ref(), connect_timeout, names, &tls)?),
        };
        self.last += 1;
        let channel = Channel { number: self.last, kind, connect_timeout };
        // The others that are too old to be used again would stay for ever: proxies may change often.
        self.slots.retain(|_, slot| slot.is_usable());
        self.slots.insert(way, Slot { channel: channel.clone(), tls, made: Instant::now(), renewed });
        Ok(channel)
    }
}

fn plain_client(
    proxy: Option<&Proxy>,
    connect_timeout: Duration,
    names: &Names,
    tls: &ClientConfig,
) -> Result<reqwest::Client, ClientError> {
    let mut builder = reqwest::Client::builder()
        .tls_backend_preconfigured(tls.clone())
        .http1_only()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .dns_resolver(Arc::new(names.clone()))
        .connect_timeout(connect_timeout)
        .pool_idle_timeout(IDLE);
    if let Some(proxy) = proxy {
        let mut all = reqwest::Proxy::all(proxy.address().clone()).map_err(|_| ClientError::InvalidProxy)?;
        if let Some((user, password)) = proxy.credentials() {
            all = all.basic_auth(user, password);
        }
        builder = builder.proxy(all);
    }
    builder.build().map_err(|error| ClientError::Tls { message: error.without_url().to_string() })
}

fn tunnel_client(
    proxy: &Proxy,
    connect_timeout: Duration,
    names: &Names,
    tls: &ClientConfig,
) -> Result<TunnelClient, ClientError> {
    let address = proxy.address().as_str().parse().map_err(|_| ClientError::InvalidProxy)?;
    let mut connector = HttpConnector::new_with_resolver(names.clone());
    connector.enforce_http(false);
    connector.set_connect_timeout(Some(connect_timeout));
    let connector = HttpsConnectorBuilder::new()
        .with_tls_config(tls.clone())
        .https_or_http()
        .enable_http1()
        .wrap_connector(connector);
    let mut tunnel = Tunnel::new(address, connector);
    if let Some((user, password)) = proxy.credentials() {
        tunnel = tunnel.with_auth(basic_auth(user, password).ok_or(ClientError::InvalidProxy)?);
    }
    Ok(hyper_util::client::legacy::Client::builder(TokioExecutor::new())
        .pool_idle_timeout(IDLE)
        .build(tunnel))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn pools_of_ways_that_nobody_goes_any_more_are_dropped() {
        let connections = Connections::default();
        let go = |port: u16| {
            let proxy = Proxy::parse(&format!("http://127.0.0.1:{port}")).unwrap();
            let (trust, url) = (TlsTrust::built_in(), "https://flags.example.com");
            connections.channel(&trust, &Route::by(Some(proxy)), url).unwrap().number
        };
        let count = || connections.pools.lock().unwrap().slots.len();
        let numbers: Vec<_> = (1..=8).map(go).collect();
        assert_eq!(count(), 8);
        tokio::time::advance(LIFETIME / 2).await;
        assert_eq!(go(1), numbers[0], "one that is in use is kept");
        assert_eq!(go(9), 9);
        assert_eq!(count(), 9);
        tokio::time::advance(LIFETIME / 2).await;
        go(1);
        assert_eq!(count(), 2, "that of the last minute, and the new one");
    }
}
