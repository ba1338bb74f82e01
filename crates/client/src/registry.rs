//! Which services exist, so that equal ones are one.

use std::collections::HashMap;
use std::hash::Hash;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;

use crate::error::ClientError;
use crate::limits::Limits;
use crate::options::{Mode, ServiceOptions};
use crate::sdk_key::SdkKey;
use crate::tls::TlsTrust;

/// The way to a running service, which ends when the last of these is gone.
pub(crate) struct Mailbox<C>(UnboundedSender<C>);

impl<C> Mailbox<C> {
    pub(crate) const fn new(sender: UnboundedSender<C>) -> Self {
        Self(sender)
    }

    pub(crate) fn send(&self, command: C) {
        // Fails only when the runtime is gone, and everything with it.
        drop(self.0.send(command));
    }
}

impl<C: Send + 'static> Mailbox<C> {
    /// Sends what is asked as a command. It keeps no service running: the service owns whoever asks, and ends when the last mailbox is gone.
    pub(crate) fn asking<Q>(
        self: &Arc<Self>,
        command: impl Fn(Q) -> C + Send + Sync + 'static,
    ) -> Box<dyn Fn(Q) + Send + Sync> {
        let mailbox = Arc::downgrade(self);
        Box::new(move |question| {
            if let Some(mailbox) = mailbox.upgrade() {
                mailbox.send(command(question));
            }
        })
    }
}

/// What makes two auto-polling services the same.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct SharingKey {
    sdk_key: SdkKey,
    base_url: String,
    base_url_overridden: bool,
    proxy: Option<String>,
    timeout: Duration,
    connect_timeout: Duration,
    trust: Option<TlsTrust>,
    interval: Duration,
    headers: Vec<(String, String)>,
    cache_file: Option<PathBuf>,
    limits: Limits,
}

impl SharingKey {
    /// `None` for modes that are never shared.
    pub(crate) fn of(options: &ServiceOptions) -> Option<Self> {
        let Mode::Auto { interval, .. } = options.mode else { return None };
        Some(Self {
            sdk_key: options.sdk_key.clone().into(),
            base_url: options.base_url.clone(),
            base_url_overridden: options.base_url_overridden,
            proxy: options.proxy.clone(),
            timeout: options.request_timeout,
            connect_timeout: options.connect_timeout,
            trust: options.trust.clone(),
            interval,
            headers: options.headers.clone(),
            cache_file: options.cache_file.clone(),
            limits: options.limits.clone(),
        })
    }
}

/// Running services of one kind: `K` tells them apart, and `C` is what is asked of them.
pub(crate) struct Registry<K, C> {
    running: Mutex<HashMap<K, Weak<Mailbox<C>>>>,
}

impl<K, C> Default for Registry<K, C> {
    fn default() -> Self {
        Self { running: Mutex::default() }
    }
}

impl<K: Eq + Hash, C> Registry<K, C> {
    /// The running service with the key, or a new one.
    pub(crate) fn find_or_start(
        &self,
        key: K,
        start: impl FnOnce() -> Result<Arc<Mailbox<C>>, ClientError>,
    ) -> Result<Arc<Mailbox<C>>, ClientError> {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(mailbox) = running.get(&key).and_then(Weak::upgrade) {
            return Ok(mailbox);
        }
        let mailbox = start()?;
        running.retain(|_, mailbox| mailbox.strong_count() > 0);
        running.insert(key, Arc::downgrade(&mailbox));
        Ok(mailbox)
    }
}
