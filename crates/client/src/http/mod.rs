//! The default transport: HTTP/1.1 over TLS, repeating once what failed (reference section 4).

mod connections;
mod credentials;
mod deadline;
mod exchange;
mod headers;
mod proxy;

use std::sync::{Arc, OnceLock};

use tokio::time::Instant;

pub(crate) use self::connections::Connections;
use self::deadline::Deadline;
pub(crate) use self::proxy::Proxy;
use crate::error::{ClientError, FaultKind};
use crate::fetch::has_scheme;
use crate::host::{BoxFuture, Request, Response, Transport};
use crate::limits::Limits;
use crate::tls;

/// Fetches over HTTP.
#[derive(Clone)]
pub(crate) struct HttpTransport(Arc<Inner>);

struct Inner {
    connections: Arc<Connections>,
    proxy: Option<Proxy>,
    limits: Limits,
    supplies_roots: bool,
    ask_roots: Box<dyn Fn() + Send + Sync>,
    /// When roots were asked for first.
    roots_asked: OnceLock<Instant>,
}

impl HttpTransport {
    /// `ask_roots` is called before an https request while the host's TLS roots are missing.
    pub(crate) fn new(
        connections: Arc<Connections>,
        proxy: Option<Proxy>,
        limits: Limits,
        supplies_roots: bool,
        ask_roots: impl Fn() + Send + Sync + 'static,
    ) -> Self {
        let ask_roots = Box::new(ask_roots);
        let roots_asked = OnceLock::new();
        Self(Arc::new(Inner { connections, proxy, limits, supplies_roots, ask_roots, roots_asked }))
    }
}

impl Transport for HttpTransport {
    fn fetch(&self, request: Request) -> BoxFuture<Result<Response, ClientError>> {
        let inner = Arc::clone(&self.0);
        Box::pin(async move { inner.fetch(&request).await })
    }
}

impl Inner {
    async fn fetch(&self, request: &Request) -> Result<Response, ClientError> {
        let deadline = Deadline::of(request);
        let needs_tls =
            has_scheme(&request.url, "https:") || self.proxy.as_ref().is_some_and(Proxy::is_https);
        if self.supplies_roots && needs_tls && !tls::has_roots() {
            self.obtain_roots(&deadline).await?;
        }
        let mut retries = 0;
        loop {
            let channel = self.connections.channel(self.proxy.as_ref(), &request.url)?;
            let result = exchange::exchange(&channel, request, &deadline, &self.limits).await;
            if !is_worth_repeating(&result) {
                return result;
            }
            self.connections.renew(&channel, self.limits.connection_renewal);
            // What cannot even begin in time is not tried: the outcome at hand says more than a timeout.
            if retries >= self.limits.retries || deadline.left() <= self.limits.retry_delay {
                return result;
            }
            retries += 1;
            tokio::time::sleep(self.limits.retry_delay).await;
            if deadline.left().is_zero() {
                return result;
            }
        }
    }

    /// The wait for roots counts from the first request that asked: one whose deadline is shorter fails, but a host
    /// that never answers does not hold the later ones up for ever.
    async fn obtain_roots(&self, deadline: &Deadline) -> Result<(), ClientError> {
        let asked = *self.roots_asked.get_or_init(Instant::now);
        (self.ask_roots)();
        let wait = self.limits.roots_wait.saturating_sub(asked.elapsed());
        tls::wait_for_roots(wait.min(deadline.left())).await;
        if deadline.left().is_zero() { Err(deadline.missed(None)) } else { Ok(()) }
    }
}

fn is_worth_repeating(result: &Result<Response, ClientError>) -> bool {
    match result {
        Ok(response) => !matches!(response.status, 200 | 304 | 403 | 404),
        Err(ClientError::BodyTooLarge { .. }) => false,
        Err(error) => matches!(error.kind(), FaultKind::Timeout | FaultKind::Failure),
    }
}
