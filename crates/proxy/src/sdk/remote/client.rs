//! The way to the network: one client of a service that fetches when it is asked.

use std::sync::Arc;
use std::time::Instant;

use tokio::sync::mpsc;
use vexil_client::{Client, Entry, Event, Host, Mode, Service, ServiceOptions};

use super::Surroundings;
use crate::error::ProxyError;
use crate::options::{Governance, SdkOptions};

/// How the proxy introduces itself.
const AGENT: &str = concat!("ConfigCat-Proxy/", env!("CARGO_PKG_VERSION"));

/// A client, and what it tells.
pub(super) struct Network {
    client: Client,
    events: mpsc::UnboundedReceiver<(Event, Instant)>,
}

impl Network {
    pub(super) fn open(options: &SdkOptions, surroundings: &Surroundings) -> Result<Self, ProxyError> {
        let (sender, events) = mpsc::unbounded_channel();
        let host = Arc::new(Postbox(sender));
        let client = Service::open(service_options(options, surroundings), host, None, None)
            .map_err(|error| ProxyError::Source(format!("sdk-{}: {error}", surroundings.id)))?;
        Ok(Self { client, events })
    }

    /// Asks for a download from what is known. `insists`: also while the server wants to be left alone.
    pub(super) fn download(&self, token: u32, insists: bool, latest: Option<Arc<Entry>>) {
        let latest = latest.unwrap_or_else(|| Arc::new(Entry::initial()));
        self.client.refresh(token, insists, Some(latest));
    }

    /// Whether the server has asked to be left alone for now.
    pub(super) fn is_held(&self) -> bool {
        self.client.is_held()
    }

    /// What is known after the last download.
    pub(super) fn entry(&self) -> Arc<Entry> {
        self.client.entry()
    }

    /// Why the last download that failed did so.
    pub(super) fn last_error(&self) -> String {
        let error = self.client.status().last_error;
        error.map_or_else(|| "The config could not be fetched.".to_owned(), |error| error.message)
    }

    /// The next event and when it happened. There is always one to come.
    pub(super) async fn event(&mut self) -> (Event, Instant) {
        match self.events.recv().await {
            Some(event) => event,
            None => std::future::pending().await,
        }
    }
}

/// Hands events over from the client's thread.
struct Postbox(mpsc::UnboundedSender<(Event, Instant)>);

impl Host for Postbox {
    fn emit(&self, event: Event) {
        // After the end nobody reads them any more.
        drop(self.0.send((event, Instant::now())));
    }
}

fn service_options(options: &SdkOptions, surroundings: &Surroundings) -> ServiceOptions {
    // In lazy mode the client minds what the server asks for by `Retry-After`, up to some intervals, which later changes do not touch.
    let mut service = ServiceOptions::new(&options.key, Mode::Lazy { time_to_live: options.poll_interval });
    service.base_url = options.base_url.clone().unwrap_or_else(|| {
        let region = match options.governance {
            Governance::Global => "global",
            Governance::Eu => "eu",
        };
        format!("https://cdn-{region}.configcat.com")
    });
    service.base_url_overridden = options.base_url.is_some();
    service.headers =
        ["User-Agent", "X-ConfigCat-UserAgent"].map(|name| (name.to_owned(), AGENT.to_owned())).to_vec();
    service.proxy.clone_from(&surroundings.outgoing_proxy);
    service.cache_file.clone_from(&surroundings.cache_file);
    service
}
