//! Who subscribes to a poller, and what a newcomer is told.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::schedule::{Schedule, from_now};
use super::{Poller, Subscriber};
use crate::event::{Event, FetchCode, FetchReport};

impl Poller {
    pub(super) fn join(&mut self, mut subscriber: Subscriber) {
        let id = subscriber.id;
        let offline = subscriber.offline;
        let impatient = subscriber.max_init_wait == Some(Duration::ZERO);
        self.ask_newcomer(&subscriber);
        if self.parts.interval.is_some() {
            subscriber.deadline = subscriber.max_init_wait.map(from_now);
        }
        self.subscribers.push(subscriber);
        self.introduce(id);
        match self.parts.interval {
            Some(_) => self.join_loop(id, offline),
            None if self.parts.cache.is_some() && self.parts.initial.is_none() => self.begin_sync(),
            None if self.keeping.is_some() => self.join_unread(id),
            None => self.signal_ready(id),
        }
        if impatient {
            self.signal_ready(id);
        }
    }

    fn join_unread(&mut self, id: u64) {
        if !self.begin_reading() {
            self.signal_ready(id);
        }
    }

    fn join_loop(&mut self, id: u64, offline: bool) {
        if self.subscribers.len() == 1 && self.parts.initial.is_some() {
            // The host has just read its cache: the first iteration starts from that.
            return self.check(Instant::now());
        }
        if !offline {
            self.catch_up(id);
        }
        match self.schedule {
            // Readiness follows from what the cache file holds.
            Schedule::Syncing { .. } if self.is_reading() => {}
            Schedule::Off => self.begin_iteration(),
            Schedule::Waiting { .. }
                if !offline
                    && self.refresh.is_none()
                    && self.is_expired(Duration::ZERO)
                    && !self.backoff.is_held() =>
            {
                self.begin_iteration();
            }
            // Whoever is online and hears of a fetch is ready when that ends.
            _ if offline || self.refresh.is_none() => self.signal_ready(id),
            _ => {}
        }
    }

    pub(super) fn set_offline(&mut self, id: u64, offline: bool) {
        let Some(subscriber) = self.subscriber(id) else { return };
        if subscriber.offline == offline {
            return;
        }
        subscriber.offline = offline;
        if offline {
            // The loop notices at its next iteration, and rests if nobody is left online.
            return;
        }
        if self.parts.interval.is_none() {
            self.backoff.end();
            return;
        }
        self.resume();
        self.catch_up(id);
        let alone = self.subscribers.iter().filter(|subscriber| !subscriber.offline).count() == 1;
        if alone || (self.refresh.is_none() && self.is_expired(Duration::ZERO)) {
            self.begin_iteration();
        } else if self.refresh.is_none() {
            self.signal_ready(id);
        }
    }

    pub(super) fn leave(&mut self, id: u64) {
        self.release(id);
        self.stop_asking(id);
        self.subscribers.retain(|subscriber| subscriber.id != id);
        if self.subscribers.is_empty() {
            self.sync = None;
            self.stop_reading();
            self.schedule = Schedule::Off;
        }
    }

    fn signal_ready(&mut self, id: u64) {
        if let Some(subscriber) = self.subscriber(id) {
            subscriber.signal_ready();
        }
    }

    /// Tells a subscriber that comes online what the others know already, as if it had fetched it itself. It also
    /// hears of the fetch in flight.
    fn catch_up(&mut self, id: u64) {
        self.participate(id);
        // Nothing to tell, or better news on the way, unless the server wants to be left alone.
        if self.parts.private || (self.is_expired(Duration::ZERO) && !self.backoff.is_held()) {
            return;
        }
        let report = if self.entry.is_empty() {
            self.last_report.clone()
        } else {
            Some(FetchReport {
                code: FetchCode::Fetched,
                status: Some(200),
                reason: Some("OK".to_owned()),
                ray_id: None,
                error: None,
                timeout: self.parts.target.timeout,
            })
        };
        let entry = self.entry.clone();
        let Some(report) = report else { return };
        let Some(subscriber) = self.subscriber(id) else { return };
        if !Arc::ptr_eq(&subscriber.entry, &entry) {
            let code = report.code;
            subscriber.emit(Event::FetchEnded(report));
            subscriber.take_over(&entry, true, code, None, Vec::new());
        }
    }
}
