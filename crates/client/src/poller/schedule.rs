//! When a poller looks after its entry.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::{Poller, Progress, Subscriber, cache_access};
use crate::entry::Entry;
use crate::host::ExternalCache;

/// An entry counts as expired this much earlier for the loop, so that a poll is not skipped for being early.
const TOLERANCE: Duration = Duration::from_millis(500);

/// However short the interval, the loop rests a little between two iterations.
pub(super) const SHORTEST_REST: Duration = Duration::from_millis(10);

/// Longer times count as this one: points in time have an end, and so does what timers can hold.
pub(super) const FAR: Duration = Duration::from_secs(30 * 365 * 24 * 60 * 60);

/// The time that is `wait` from now.
pub(super) fn from_now(wait: Duration) -> Instant {
    Instant::now() + wait.min(FAR)
}

/// Where the poll loop stands. The next iteration is due one interval after the start of the one before, or more after
/// failures: delays neither add up nor are caught up.
pub(super) enum Schedule {
    /// No loop: another mode, or nobody to poll for.
    Off,
    /// Between two iterations.
    Waiting { next: Instant },
    /// An iteration reads the external cache, or the first one the cache file.
    Syncing { start: Instant },
    /// An iteration waits for the refresh that it began or joined.
    Fetching { start: Instant },
}

impl Schedule {
    /// When the next iteration begins, or when the one under way began.
    pub(super) const fn next(&self) -> Option<Instant> {
        match self {
            Self::Off => None,
            Self::Waiting { next: time } | Self::Syncing { start: time } | Self::Fetching { start: time } => {
                Some(*time)
            }
        }
    }

    /// When the iteration under way began.
    pub(super) const fn start(&self) -> Option<Instant> {
        match self {
            Self::Off | Self::Waiting { .. } => None,
            Self::Syncing { start } | Self::Fetching { start } => Some(*start),
        }
    }
}

impl Poller {
    /// Starts an iteration now, whatever the loop was doing.
    pub(super) fn begin_iteration(&mut self) {
        if self.parts.interval.is_none() {
            return;
        }
        let start = Instant::now();
        if self.parts.cache.is_some() {
            self.schedule = Schedule::Syncing { start };
            self.begin_sync();
        } else if self.begin_reading() {
            self.schedule = Schedule::Syncing { start };
        } else {
            self.check(start);
        }
    }

    /// Reads the external cache, for the loop or for the start of a service that has no loop.
    pub(super) fn begin_sync(&mut self) {
        let Some(cache) = self.parts.cache.clone() else { return };
        let wait = self.parts.target.limits.cache_wait;
        let read = async move { ExternalCache::sync(&*cache).await };
        self.sync = Some(cache_access(wait, read, Progress::Synced));
    }

    pub(super) fn synced(&mut self, entry: Option<Arc<Entry>>) {
        if let Some(entry) = entry {
            self.adopt(entry);
        }
        match self.schedule {
            Schedule::Syncing { start } => self.check(start),
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

    /// The decision of the iteration that began at `start`: fetch, or find that there is nothing to wait for.
    pub(super) fn check(&mut self, start: Instant) {
        let is_unwelcome = self.refresh.is_none()
            && self.backoff.is_held()
            && (self.inherited_hold().is_some() || self.was_asked_lately());
        if self.is_expired(TOLERANCE) && self.anyone_online() && !is_unwelcome {
            self.schedule = Schedule::Fetching { start };
            self.join_or_begin_refresh(None);
        } else {
            self.rest_from(self.asked.filter(|_| is_unwelcome).unwrap_or(start));
            self.publish();
            if self.inherited_hold().is_some() {
                // What newcomers to it would hear.
                let online = self.subscribers.iter().filter(|subscriber| !subscriber.offline);
                let online: Vec<u64> = online.map(|subscriber| subscriber.id).collect();
                online.into_iter().for_each(|id| self.catch_up(id));
            }
            self.subscribers.iter_mut().for_each(Subscriber::signal_ready);
        }
    }

    /// Until when the server wants to be left alone, as long as only a poller before this one has asked it.
    pub(super) fn inherited_hold(&self) -> Option<Instant> {
        self.backoff.hold().filter(|_| self.asked.is_none() && self.backoff.is_held())
    }

    /// Ends the iteration whose fetch is over. One that still reads the cache goes on.
    pub(super) fn rest(&mut self) {
        if let Schedule::Fetching { start } = self.schedule {
            self.rest_from(start);
        }
    }

    /// Ends the iteration that began at `start`. Without anyone online there is nothing to do next, unless the host's
    /// cache may bring news.
    pub(super) fn rest_from(&mut self, start: Instant) {
        let has_work = self.anyone_online() || (self.parts.cache.is_some() && !self.subscribers.is_empty());
        self.schedule = match self.parts.interval {
            Some(interval) if has_work => {
                let next = || self.backoff.next(start, interval, (self.parts.chance)());
                Schedule::Waiting { next: self.inherited_hold().unwrap_or_else(next) }
            }
            _ => Schedule::Off,
        };
    }

    /// Ends a longer rest than the interval.
    pub(super) fn resume(&mut self) {
        if let (Some(interval), Schedule::Waiting { next }) = (self.parts.interval, &mut self.schedule)
            && !self.backoff.is_over()
        {
            *next = from_now(interval.max(SHORTEST_REST)).min(*next);
        }
        self.backoff.end();
    }

    /// Whether the server was asked less than an interval ago.
    fn was_asked_lately(&self) -> bool {
        self.asked.zip(self.parts.interval).is_some_and(|(asked, interval)| asked.elapsed() < interval)
    }

    /// Whether newcomers have to wait with the others: the last attempt failed, and it is too early for another one.
    pub(super) fn is_resting(&self) -> bool {
        self.backoff.is_outage() && (self.backoff.is_held() || self.was_asked_lately())
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
