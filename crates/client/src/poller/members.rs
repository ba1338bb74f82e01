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
            if matches!(self.schedule, Schedule::Off) && self.is_resting() && !self.has_unread_file() {
                self.rest_from(self.asked.unwrap_or_else(Instant::now));
                self.publish();
            }
            self.catch_up(id);
        }
        match self.schedule {
            // Readiness follows from what the cache file holds.
            Schedule::Syncing { .. } if self.is_reading() => {}
            Schedule::Off => self.begin_iteration(),
            Schedule::Waiting { .. } if !offline => self.come_online(id),
            _ if offline => self.signal_ready(id),
            _ => self.signal_ready_unless_fetching(id),
        }
    }

    /// A subscriber is online now, beside others. However many come in an outage: the server is asked once per interval for them,
    /// and how long the others rest does not change.
    fn come_online(&mut self, id: u64) {
        if self.refresh.is_some() || !self.is_expired(Duration::ZERO) || self.is_resting() {
            self.signal_ready_unless_fetching(id);
        } else if self.backoff.is_outage() {
            self.join_or_begin_refresh(None);
        } else {
            self.begin_iteration();
        }
    }

    /// Whoever is online and hears of a fetch is ready when that ends.
    fn signal_ready_unless_fetching(&mut self, id: u64) {
        if self.refresh.is_none() {
            self.signal_ready(id);
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
            return;
        }
        let alone = self.subscribers.iter().filter(|subscriber| !subscriber.offline).count() == 1;
        if alone && !self.backoff.is_held() {
            self.resume();
        }
        self.catch_up(id);
        if alone {
            self.begin_iteration();
        } else {
            self.come_online(id);
        }
    }

    pub(super) fn leave(&mut self, id: u64) {
        self.release(id);
        self.questions.stop_asking(id);
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
    /// hears of the fetch in flight. What the cache file gives comes before that.
    pub(super) fn catch_up(&mut self, id: u64) {
        self.participate(id);
        if self.has_unread_file() {
            return;
        }
        let is_expired = self.is_expired(Duration::ZERO);
        // Nothing to tell, or better news on the way.
        if self.parts.private || (is_expired && !self.is_resting()) {
            return;
        }
        let failure = self.last_report.clone().filter(|report| is_expired && !report.code.is_success());
        let report = if failure.is_some() {
            failure
        } else if self.entry.is_empty() {
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
        let reports = self.reports;
        let Some(report) = report else { return };
        let Some(subscriber) = self.subscriber(id) else { return };
        let is_known = subscriber.heard == reports && subscriber.entry.has_same_config(&entry);
        if !is_known && !Arc::ptr_eq(&subscriber.entry, &entry) {
            subscriber.heard = reports;
            let code = report.code;
            subscriber.emit(Event::FetchEnded(report));
            subscriber.take_over(&entry, true, code, None, Vec::new());
        }
    }
}
