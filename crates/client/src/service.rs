//! Opening services.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::mpsc;

use crate::cache_file::CacheFile;
use crate::client::Client;
use crate::entry::Entry;
use crate::environment::Environment;
use crate::error::ClientError;
use crate::fetch::Target;
use crate::holds::Memory;
use crate::host::{ExternalCache, Host, Transport};
use crate::http::{HttpTransport, Proxy, Route, Trust};
use crate::options::{Mode, ServiceOptions};
use crate::poller::{Command, Parts, Poller, Shared, Subscriber};
use crate::registry::{Mailbox, SharingKey};

/// A service fetches a config and keeps it; hosts subscribe to it.
#[derive(Debug)]
pub struct Service;

static LAST_SUBSCRIBER: AtomicU64 = AtomicU64::new(0);

impl Service {
    /// Subscribes `host` to the service that the options describe, in the environment of the process.
    /// Auto-polling services without own cache and transport are shared: same SDK key, base URL, proxy, timeouts,
    /// trust, interval, headers, cache file and limits. What a server asks of such a service by `Retry-After` holds for the next one, too, until
    /// it is over.
    ///
    /// # Errors
    /// [`ClientError::Background`] without a thread to run on, [`ClientError::InvalidProxy`],
    /// [`ClientError::TwoCaches`] with both a cache and a cache file.
    pub fn open(
        options: ServiceOptions,
        host: Arc<dyn Host>,
        cache: Option<Arc<dyn ExternalCache>>,
        transport: Option<Arc<dyn Transport>>,
    ) -> Result<Client, ClientError> {
        Self::open_in(&Environment::process(), options, host, cache, transport)
    }

    /// Like [`Service::open`], in another environment. Services are shared within one environment only.
    ///
    /// # Errors
    /// As [`Service::open`].
    pub fn open_in(
        environment: &Environment,
        mut options: ServiceOptions,
        host: Arc<dyn Host>,
        cache: Option<Arc<dyn ExternalCache>>,
        transport: Option<Arc<dyn Transport>>,
    ) -> Result<Client, ClientError> {
        if let Some(end) = options.base_url.find(['?', '#']) {
            options.base_url.truncate(end);
        }
        if cache.is_some() && options.cache_file.is_some() {
            return Err(ClientError::TwoCaches);
        }
        options.cache_file = options.cache_file.map(|path| std::path::absolute(&path).unwrap_or(path));
        let proxy = options.proxy.as_deref().map(Proxy::parse).transpose()?;
        let private = cache.is_some() || transport.is_some() || options.initial.is_some();
        let key = SharingKey::of(&options).filter(|_| !private);
        let memory = key.clone().map(|key| environment.holds.memory(key));
        let start = || start(environment, &options, proxy, memory, cache, transport);
        let mailbox = match key {
            Some(key) => environment.registry.find_or_start(key, start)?,
            None => start()?,
        };

        let entry = options.initial.clone().unwrap_or_else(|| Arc::new(Entry::initial()));
        let shared = Arc::new(Shared::new(Arc::clone(&entry)));
        let id = LAST_SUBSCRIBER.fetch_add(1, Ordering::Relaxed);
        mailbox.send(Command::Join(Subscriber {
            id,
            host: Arc::clone(&host),
            shared: Arc::clone(&shared),
            offline: options.offline,
            supplies_trust: options.supplies_trust,
            max_init_wait: match options.mode {
                Mode::Auto { max_init_wait, .. } => max_init_wait,
                Mode::Lazy { .. } | Mode::Manual => None,
            },
            deadline: None,
            entry,
            restored: false,
            heard: 0,
            ready: false,
        }));
        Ok(Client::new(id, mailbox, shared, host))
    }
}

fn start(
    environment: &Environment,
    options: &ServiceOptions,
    proxy: Option<Proxy>,
    memory: Option<Memory>,
    cache: Option<Arc<dyn ExternalCache>>,
    transport: Option<Arc<dyn Transport>>,
) -> Result<Arc<Mailbox<Command>>, ClientError> {
    let (sender, inbox) = mpsc::unbounded_channel();
    let mailbox = Arc::new(Mailbox::new(sender));
    let transport = transport.or_else(|| environment.transport.clone()).unwrap_or_else(|| {
        let ask_trust = options.supplies_trust.then(|| mailbox.asking(Command::AskTrust));
        let connections = Arc::clone(&environment.connections);
        let route = Route { proxy, connect_timeout: options.connect_timeout };
        let trust = Trust::new(ask_trust, options.trust.clone());
        Arc::new(HttpTransport::new(connections, route, options.limits.clone(), trust))
    });
    let poller = Poller::new(Parts {
        interval: match options.mode {
            Mode::Auto { interval, .. } => Some(interval),
            Mode::Lazy { .. } | Mode::Manual => None,
        },
        time_to_live: match options.mode {
            Mode::Lazy { time_to_live } => Some(time_to_live),
            Mode::Auto { .. } | Mode::Manual => None,
        },
        base_url: options.base_url.clone(),
        target: Arc::new(Target {
            sdk_key: options.sdk_key.clone().into(),
            base_url_overridden: options.base_url_overridden,
            headers: options.headers.clone().into(),
            timeout: options.request_timeout,
            renews_on_failure: options.renews_on_failure && !matches!(options.mode, Mode::Auto { .. }),
            limits: options.limits.clone(),
        }),
        transport,
        cache,
        clock: Arc::clone(&environment.clock),
        chance: Arc::clone(&environment.chance),
        initial: options.initial.clone(),
        cache_file: CacheFile::of(options, &environment.file_threads, &environment.cache_files),
        private: memory.is_none(),
        memory,
    });
    environment.spawn(poller.run(inbox))?;
    Ok(mailbox)
}
