//! One host of a poller, and what its handle can see from other threads.

use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use arc_swap::ArcSwap;
use tokio::time::Instant;

use crate::entry::Entry;
use crate::event::Event;
use crate::host::Host;
use crate::status::Status;

pub(crate) struct Subscriber {
    pub(crate) id: u64,
    pub(crate) host: Arc<dyn Host>,
    pub(crate) shared: Arc<Shared>,
    pub(crate) offline: bool,
    pub(crate) supplies_trust: bool,
    pub(crate) max_init_wait: Option<Duration>,
    /// When to stop waiting for the first fetch.
    pub(crate) deadline: Option<Instant>,
    /// The entry that the host was told last.
    pub(crate) entry: Arc<Entry>,
    /// Whether the host was told what the cache file gave.
    pub(crate) restored: bool,
    /// The number of the last report that the host was told; 0: none.
    pub(crate) heard: u64,
    pub(crate) ready: bool,
}

impl Subscriber {
    /// Hands an event to the host, unless it has been disposed of meanwhile. A panic in there stays there.
    pub(crate) fn emit(&self, event: Event) {
        if !self.shared.silent.load(Ordering::Acquire) {
            self.deliver(event);
        }
    }

    /// Hands an event to the host in any case.
    pub(crate) fn deliver(&self, event: Event) {
        drop(catch_unwind(AssertUnwindSafe(|| self.host.emit(event))));
    }

    /// Hands over what the end of a fetch has to tell, in the documented order: the news, the answers to whoever asked
    /// for the fetch, and that the first wait is over. Only the answers also go to the silent: a disposal may be under
    /// way, and every question is answered once.
    pub(crate) fn conclude(&mut self, news: Vec<Event>, answers: Vec<Event>) {
        let first = !mem::replace(&mut self.ready, true);
        self.deadline = None;
        let silent = self.shared.silent.load(Ordering::Acquire);
        let mut events = if silent { Vec::new() } else { news };
        events.extend(answers);
        if first && !silent {
            events.push(Event::Ready);
        }
        if !events.is_empty() {
            drop(catch_unwind(AssertUnwindSafe(|| self.host.emit_all(events))));
        }
        if first {
            self.shared.settle(Readiness::Ready);
        }
    }

    pub(crate) fn signal_ready(&mut self) {
        if !self.ready {
            self.conclude(Vec::new(), Vec::new());
        }
    }

    /// Lets the handle see the status, as far as it concerns this subscriber: who takes no part keeps the past that there was.
    pub(crate) fn show(&self, status: &Status, takes_part: bool) {
        let next = status.next.filter(|_| !self.offline);
        let shown = self.shared.status.load();
        let past = if takes_part { status } else { &**shown };
        if shown.next != next || shown.hold != status.hold || !shown.has_same_past(past) {
            self.shared.status.store(Arc::new(Status { next, hold: status.hold, ..past.clone() }));
        }
    }

    /// Tells what there is to begin with, from the cache file or instead of it.
    pub(crate) fn restore(&mut self, entry: Option<Arc<Entry>>) {
        self.restored = true;
        self.emit(Event::Restored(entry));
    }

    pub(crate) fn keep(&mut self, entry: Arc<Entry>) {
        self.shared.entry.store(Arc::clone(&entry));
        self.entry = entry;
    }
}

/// The part of a subscriber that its handle reads.
pub(crate) struct Shared {
    pub(crate) entry: ArcSwap<Entry>,
    pub(crate) status: ArcSwap<Status>,
    /// Set by `dispose` at once, so that events under way stop too.
    pub(crate) silent: AtomicBool,
    readiness: Mutex<Readiness>,
    settled: Condvar,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Readiness {
    Waiting,
    Ready,
    Disposed,
}

impl Shared {
    pub(crate) fn new(entry: Arc<Entry>) -> Self {
        Self {
            entry: ArcSwap::new(entry),
            status: ArcSwap::default(),
            silent: AtomicBool::new(false),
            readiness: Mutex::new(Readiness::Waiting),
            settled: Condvar::new(),
        }
    }

    pub(crate) fn settle(&self, readiness: Readiness) {
        let mut state = self.readiness.lock().unwrap_or_else(PoisonError::into_inner);
        // Disposal is final.
        if *state != Readiness::Disposed {
            *state = readiness;
        }
        drop(state);
        self.settled.notify_all();
    }

    pub(crate) fn is_ready(&self) -> bool {
        *self.readiness.lock().unwrap_or_else(PoisonError::into_inner) == Readiness::Ready
    }

    pub(crate) fn wait(&self, timeout: Option<Duration>) -> bool {
        let readiness = self.readiness.lock().unwrap_or_else(PoisonError::into_inner);
        let waiting = |readiness: &mut Readiness| *readiness == Readiness::Waiting;
        let readiness = match timeout {
            Some(timeout) => {
                self.settled
                    .wait_timeout_while(readiness, timeout, waiting)
                    .unwrap_or_else(PoisonError::into_inner)
                    .0
            }
            None => self.settled.wait_while(readiness, waiting).unwrap_or_else(PoisonError::into_inner),
        };
        *readiness == Readiness::Ready
    }
}
