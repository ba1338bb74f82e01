//! When a poller looks after its entry (reference section 5.4).

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, timeout};

use super::{Poller, Progress, Subscriber};
use crate::entry::Entry;
use crate::host::ExternalCache;

/// An entry counts as expired this much earlier for the loop, so that a poll is not skipped for being early.
const TOLERANCE: Duration = Duration::from_millis(500);

/// However short the interval, the loop rests a little between two iterations.
const SHORTEST_REST: Duration = Duration::from_millis(10);

/// Longer times count as this one: points in time have an end, and so does what timers can hold.
const FAR: Duration = Duration::from_secs(30 * 365 * 24 * 60 * 60);

/// The time that is `wait` from now.
pub(super) fn from_now(wait: Duration) -> Instant {
    Instant::now() + wait.min(FAR)
}

/// When the iteration after one that starts now is due.
pub(super) fn next_after(interval: Duration) -> Instant {
    from_now(interval.max(SHORTEST_REST))
}

/// Where the poll loop stands. `next` is always one interval after the start of the iteration: delays neither add
/// up nor are caught up.
pub(super) enum Schedule {
    /// No loop: another mode, or nobody to poll for.
    Off,
    /// Between two iterations.
    Waiting { next: Instant },
    /// An iteration reads the external cache, or the first one the cache file.
    Syncing { next: Instant },
    /// An iteration waits for the refresh that it began or joined.
    Fetching { next: Instant },
}

impl Poller {
    /// Starts an iteration now, whatever the loop was doing.
    pub(super) fn begin_iteration(&mut self) {
        let Some(interval) = self.parts.interval else { return };
        let next = next_after(interval);
        if self.parts.cache.is_some() {
            self.schedule = Schedule::Syncing { next };
            self.begin_sync();
        } else if self.begin_reading() {
            self.schedule = Schedule::Syncing { next };
        } else {
            self.check(next);
        }
    }

    /// Reads the external cache, for the loop or for the start of a service that has no loop.
    pub(super) fn begin_sync(&mut self) {
        let Some(cache) = self.parts.cache.clone() else { return };
        let wait = self.parts.target.limits.cache_wait;
        self.sync = Some(Box::pin(async move {
            Progress::Synced(timeout(wait, async { ExternalCache::sync(&*cache).await }).await.ok())
        }));
    }

    pub(super) fn synced(&mut self, entry: Option<Arc<Entry>>) {
        if let Some(entry) = entry {
            self.adopt(entry);
        }
        match self.schedule {
            Schedule::Syncing { next } => self.check(next),
            _ => self.subscribers.iter_mut().for_each(Subscriber::signal_ready),
        }
    }

    /// Takes an entry over from the host that keeps it.
    pub(super) fn adopt(&mut self, entry: Arc<Entry>) {
        if !Arc::ptr_eq(&self.entry, &entry) {
            self.confirmed = None;
            self.entry = entry;
        }
        for subscriber in &mut self.subscribers {
            subscriber.keep(Arc::clone(&self.entry));
        }
    }

    /// The decision of an iteration: fetch, or find that there is nothing to wait for.
    pub(super) fn check(&mut self, next: Instant) {
        if self.is_expired(TOLERANCE) && self.anyone_online() {
            self.schedule = Schedule::Fetching { next };
            self.join_or_begin_refresh(None);
        } else {
            self.subscribers.iter_mut().for_each(Subscriber::signal_ready);
            self.schedule = self.waiting(next);
        }
    }

    /// The state between two iterations. Without anyone online there is nothing to do, unless the host's cache
    /// may bring news.
    pub(super) fn waiting(&self, next: Instant) -> Schedule {
        if self.anyone_online() || (self.parts.cache.is_some() && !self.subscribers.is_empty()) {
            Schedule::Waiting { next }
        } else {
            Schedule::Off
        }
    }

    /// Whether the entry is older than the interval less `tolerance`.
    pub(super) fn is_expired(&self, tolerance: Duration) -> bool {
        let Some(interval) = self.parts.interval else { return true };
        let max_age_ms = (interval.as_secs_f64() - tolerance.as_secs_f64()) * 1000.0;
        let outlived = self.confirmed.is_some_and(|time| time.elapsed().as_secs_f64() * 1000.0 > max_age_ms);
        outlived || self.entry.is_expired(max_age_ms, self.parts.clock.now_ms())
    }

    /// When time alone makes something happen.
    pub(super) fn wake_at(&self) -> Option<Instant> {
        let next = match self.schedule {
            Schedule::Waiting { next } => Some(next),
            _ => None,
        };
        self.subscribers.iter().filter_map(|subscriber| subscriber.deadline).chain(next).min()
    }

    pub(super) fn tick(&mut self) {
        let now = Instant::now();
        for subscriber in &mut self.subscribers {
            if subscriber.deadline.is_some_and(|deadline| deadline <= now) {
                subscriber.signal_ready();
            }
        }
        if matches!(self.schedule, Schedule::Waiting { next } if next <= now) {
            self.begin_iteration();
        }
    }
}
