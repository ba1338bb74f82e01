//! The default transport: HTTP/1.1 over TLS, repeating once what failed.

mod connections;
mod credentials;
mod deadline;
mod exchange;
mod failure;
mod headers;
mod incoming;
mod lookups;
mod names;
mod outgoing;
mod pieces;
mod proxy;
mod route;
mod trust;

use std::sync::Arc;
use std::time::Duration;

use tokio::time::timeout;

pub(crate) use self::connections::Connections;
use self::deadline::Deadline;
#[cfg(feature = "fuzzing")]
pub(crate) use self::headers::{latin1, request_headers};
pub(crate) use self::incoming::Incoming;
pub(crate) use self::lookups::THREADS as LOOKUP_THREADS;
pub(crate) use self::outgoing::Outgoing;
pub(crate) use self::pieces::Pieces;
pub(crate) use self::proxy::Proxy;
pub(crate) use self::route::Route;
pub(crate) use self::trust::{AskTrust, Trust};
use crate::clock::{Clock, SystemClock};
use crate::error::{ClientError, FaultKind};
use crate::fetch::has_scheme;
use crate::host::{BoxFuture, Request, Response, Transport};
use crate::limits::Limits;
use crate::retry_after;
use crate::tls::TlsTrust;

/// Fetches over HTTP.
#[derive(Clone)]
pub(crate) struct HttpTransport(Arc<Inner>);

struct Inner {
    connections: Arc<Connections>,
    route: Route,
    limits: Limits,
    trust: Trust,
}

impl HttpTransport {
    /// `trust` is asked before each https request.
    pub(crate) fn new(connections: Arc<Connections>, route: Route, limits: Limits, trust: Trust) -> Self {
        Self(Arc::new(Inner { connections, route, limits, trust }))
    }

    /// Makes a request once, and gives the response as soon as its head is there. The time limit is for that alone.
    pub(crate) async fn begin(&self, request: &Request) -> Result<Incoming, ClientError> {
        self.send(Outgoing::of(request), None, request.timeout).await
    }

    /// Whom to trust on the way to an address; `None`: there is no TLS on it.
    pub(crate) async fn trust(&self, url: &str) -> Option<TlsTrust> {
        if self.0.needs_trust(url) { Some(self.0.trust.ask(self.0.limits.trust_wait).await) } else { None }
    }

    /// Makes a request of any kind once, and gives the response as soon as its head is there, within the time limit. `trust`: whom to trust,
    /// if that is known already.
    pub(crate) async fn send(
        &self,
        outgoing: Outgoing,
        trust: Option<TlsTrust>,
        limit: Duration,
    ) -> Result<Incoming, ClientError> {
        let deadline = Deadline::after(limit);
        let trust = match trust {
            Some(trust) => trust,
            None => self.0.trust_for(&outgoing.url, &deadline).await?,
        };
        let channel = self.0.connections.channel(&trust, &self.0.route, &outgoing.url)?;
        let sent = timeout(deadline.left(), exchange::send(&channel, outgoing)).await;
        let received = sent.unwrap_or_else(|_| Err(deadline.missed(None)));
        if received.is_err() {
            self.0.connections.renew(&channel, self.0.limits.connection_renewal);
        }
        received.map(Incoming)
    }
}

impl Transport for HttpTransport {
    fn fetch(&self, request: Request) -> BoxFuture<Result<Response, ClientError>> {
        let inner = Arc::clone(&self.0);
        Box::pin(async move { inner.fetch(&request).await })
    }
}

impl Inner {
    fn needs_trust(&self, url: &str) -> bool {
        has_scheme(url, "https:") || self.route.proxy.as_ref().is_some_and(Proxy::is_https)
    }

    async fn trust_for(&self, url: &str, deadline: &Deadline) -> Result<TlsTrust, ClientError> {
        let trust = match self.needs_trust(url) {
            true => self.trust.ask(self.limits.trust_wait.min(deadline.left())).await,
            false => TlsTrust::built_in(),
        };
        if deadline.left().is_zero() { Err(deadline.missed(None)) } else { Ok(trust) }
    }

    async fn fetch(&self, request: &Request) -> Result<Response, ClientError> {
        let deadline = Deadline::after(request.timeout);
        let trust = self.trust_for(&request.url, &deadline).await?;
        let mut retries_left = if request.may_repeat { self.limits.retries } else { 0 };
        loop {
            let channel = self.connections.channel(&trust, &self.route, &request.url)?;
            let result = exchange::exchange(&channel, request, &deadline, &self.limits).await;
            if !is_worth_repeating(&result) {
                return result;
            }
            self.connections.renew(&channel, self.limits.connection_renewal);
            // What cannot even begin in time is not tried: the outcome at hand says more than a timeout.
            if retries_left == 0 || deadline.left() <= self.limits.retry_delay {
                return result;
            }
            retries_left -= 1;
            tokio::time::sleep(self.limits.retry_delay).await;
            if deadline.left().is_zero() {
                return result;
            }
        }
    }
}

fn is_worth_repeating(result: &Result<Response, ClientError>) -> bool {
    match result {
        Ok(response) => !matches!(response.status, 200 | 304 | 403 | 404) && !wants_rest(response),
        Err(ClientError::BodyTooLarge { .. }) => false,
        Err(error) => matches!(error.kind(), FaultKind::Timeout | FaultKind::Failure),
    }
}

/// Whether the server asks to be left alone.
fn wants_rest(response: &Response) -> bool {
    let now_ms = SystemClock.now_ms();
    response.retry_after.as_deref().is_some_and(|header| retry_after::wait(header, now_ms).is_some())
}
