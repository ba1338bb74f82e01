//! What an SDK knows at the moment, shared by its source and its readers.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

use super::{Records, Snapshot};

/// The changing part of an SDK.
#[derive(Debug)]
pub(crate) struct State {
    snapshot: watch::Sender<Option<Arc<Snapshot>>>,
    /// Whether the first look for a config has ended.
    started: watch::Sender<bool>,
    records: Mutex<Records>,
}

impl State {
    pub(crate) fn new() -> Self {
        Self {
            snapshot: watch::Sender::new(None),
            started: watch::Sender::new(false),
            records: Mutex::new(Records::default()),
        }
    }

    /// The current snapshot.
    pub(crate) fn snapshot(&self) -> Option<Arc<Snapshot>> {
        self.snapshot.borrow().clone()
    }

    /// Takes a new snapshot over and wakes all who wait for changes.
    pub(crate) fn publish(&self, snapshot: Arc<Snapshot>) {
        self.snapshot.send_replace(Some(snapshot));
    }

    /// Sees all later snapshots; ends when the SDK does.
    pub(crate) fn changes(&self) -> watch::Receiver<Option<Arc<Snapshot>>> {
        self.snapshot.subscribe()
    }

    /// The first look for a config has ended, well or badly.
    pub(crate) fn set_started(&self) {
        self.started.send_if_modified(|started| !std::mem::replace(started, true));
    }

    /// Waits for the end of the first look for a config.
    pub(crate) async fn wait_started(&self) {
        let mut started = self.started.subscribe();
        drop(started.wait_for(|started| *started).await);
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
