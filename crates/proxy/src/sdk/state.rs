//! What an SDK knows at the moment, shared by its source and its readers.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};
use vexil_client::Entry;

use super::{Records, Snapshot};
use crate::user::User;

/// How long requests wait for the end of the first look.
const LONGEST_START: Duration = Duration::from_secs(10);

/// What became of an entry that a source had found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Offer {
    /// It is the current config now.
    Published,
    /// It is what was there already, perhaps confirmed anew.
    Same,
    /// Something else was confirmed later.
    Older,
}

/// The changing part of an SDK.
#[derive(Debug)]
pub(crate) struct State {
    snapshot: watch::Sender<Option<Arc<Snapshot>>>,
    /// Whether the first look for a config has ended.
    started: watch::Sender<bool>,
    began: Instant,
    /// When the config was last fetched, read or confirmed: the bits of milliseconds since the Unix epoch.
    checked: AtomicU64,
    /// See [`Snapshot::default_attributes`]. Locked from the making of a snapshot to its publication, so that they follow each other.
    default_attributes: Mutex<Option<Arc<User>>>,
    records: Mutex<Records>,
}

impl State {
    pub(crate) fn new() -> Self {
        Self {
            snapshot: watch::Sender::new(None),
            started: watch::Sender::new(false),
            began: Instant::now(),
            checked: AtomicU64::new(0.0_f64.to_bits()),
            default_attributes: Mutex::default(),
            records: Mutex::new(Records::default()),
        }
    }

    /// The current snapshot.
    pub(crate) fn snapshot(&self) -> Option<Arc<Snapshot>> {
        self.snapshot.borrow().clone()
    }

    /// Takes a new snapshot over and wakes all who wait for changes.
    #[cfg(test)]
    pub(crate) fn publish(&self, snapshot: Arc<Snapshot>) {
        let defaults = self.lock_defaults();
        let with_defaults = || Snapshot::with_defaults(snapshot.entry(), defaults.clone()).map(Arc::new);
        let snapshot = if defaults.is_some() { with_defaults() } else { Some(snapshot) };
        self.set_checked_ms(snapshot.as_ref().map_or(0.0, |snapshot| snapshot.time_ms()));
        self.snapshot.send_replace(snapshot);
    }

    /// Other default attributes: the config stays, what it gives does not.
    pub(super) fn set_default_attributes(&self, attributes: Option<User>) {
        let mut defaults = self.lock_defaults();
        if defaults.as_deref() == attributes.as_ref() {
            return;
        }
        *defaults = attributes.map(Arc::new);
        if let Some(current) = self.snapshot()
            && let Some(snapshot) = Snapshot::with_defaults(current.entry(), defaults.clone())
        {
            self.snapshot.send_replace(Some(Arc::new(snapshot)));
        }
    }

    /// Takes over what the source of truth says now, unless that is what is there already: then only its time is new. Entries without a
    /// config change nothing.
    pub(super) fn take(&self, entry: &Entry) -> Offer {
        self.consider(entry, |_| true)
    }

    /// Takes over what somebody else has found some time ago, if nothing was confirmed here since then.
    pub(super) fn offer(&self, entry: &Entry) -> Offer {
        self.consider(entry, |checked_ms| entry.timestamp_ms > checked_ms)
    }

    fn consider(&self, entry: &Entry, is_newer: impl Fn(f64) -> bool) -> Offer {
        let defaults = self.lock_defaults();
        let current = self.snapshot();
        let is_newer = current.is_none() || is_newer(self.checked_ms());
        if current.is_some_and(|current| current.is_of(entry)) {
            if is_newer {
                self.set_checked_ms(entry.timestamp_ms);
            }
            return Offer::Same;
        }
        if !is_newer {
            return Offer::Older;
        }
        let Some(snapshot) = Snapshot::with_defaults(entry, defaults.clone()) else { return Offer::Older };
        self.set_checked_ms(entry.timestamp_ms);
        self.snapshot.send_replace(Some(Arc::new(snapshot)));
        Offer::Published
    }

    fn lock_defaults(&self) -> MutexGuard<'_, Option<Arc<User>>> {
        self.default_attributes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// When the config was last fetched, read or confirmed, in milliseconds since the Unix epoch; 0: there is none.
    pub(crate) fn checked_ms(&self) -> f64 {
        f64::from_bits(self.checked.load(Ordering::Relaxed))
    }

    fn set_checked_ms(&self, time_ms: f64) {
        self.checked.store(time_ms.to_bits(), Ordering::Relaxed);
    }

    /// Sees all later snapshots; ends when the SDK does.
    pub(crate) fn changes(&self) -> watch::Receiver<Option<Arc<Snapshot>>> {
        self.snapshot.subscribe()
    }

    /// The first look for a config has ended, well or badly.
    pub(crate) fn set_started(&self) {
        self.started.send_if_modified(|started| !std::mem::replace(started, true));
    }

    /// Waits for the end of the first look for a config, but not for ever: a server that says nothing must not keep all who ask.
    pub(crate) async fn wait_started(&self) {
        let mut started = self.started.subscribe();
        drop(timeout_at(self.began + LONGEST_START, started.wait_for(|started| *started)).await);
    }

    /// Whether the first look for a config has ended.
    pub(crate) fn is_started(&self) -> bool {
        *self.started.borrow()
    }

    /// Notes what happened at the source, in the words of the status page.
    pub(crate) fn note(&self, ok: bool, message: impl Into<String>) {
        self.records.lock().unwrap_or_else(PoisonError::into_inner).note(ok, message.into());
    }

    /// What happened at the source lately.
    pub(crate) fn records(&self) -> Records {
        self.records.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
