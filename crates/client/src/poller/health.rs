//! What is known of how the attempts went: it sets the pace, and can be asked for.

use std::time::Duration;

use super::Poller;
use super::schedule::Schedule;
use crate::error::ClientError;
use crate::event::FetchReport;
use crate::holds::Hold;
use crate::retry_after;

impl Poller {
    /// Notes how a fetch ended. `retry_after` is the header that came with it.
    pub(super) fn note_report(&mut self, report: &FetchReport, retry_after: Option<&str>) {
        let now_ms = self.parts.clock.now_ms();
        self.status.note(report, now_ms);
        if report.code.is_success() {
            self.resume();
            self.backoff.succeeded();
        } else {
            self.slow_down(retry_after.and_then(|header| retry_after::wait(header, now_ms)));
        }
        self.remember(report);
        self.publish();
    }

    /// Lets those who come after this poller know that the server wants to be left alone.
    fn remember(&self, report: &FetchReport) {
        let Some(memory) = &self.parts.memory else { return };
        let until = self.backoff.hold().filter(|_| self.backoff.is_held());
        let error = || self.status.last_error.clone();
        memory.note(until.map(|until| Hold { until, report: report.clone(), error: error() }));
    }

    /// Notes a failure that no fetch reported.
    pub(super) fn note_error(&mut self, error: &ClientError) {
        self.status.note_error(error, self.parts.clock.now_ms());
        self.slow_down(None);
        self.publish();
    }

    fn slow_down(&mut self, retry_after: Option<Duration>) {
        let is_poll = self.schedule.start().is_some();
        let pace = self.parts.interval.or(self.parts.time_to_live);
        self.backoff.failed(is_poll, retry_after, pace, (self.parts.chance)());
        if let Schedule::Waiting { next } = self.schedule {
            self.schedule = Schedule::Waiting { next: self.backoff.not_before_hold(next) };
        }
    }

    /// Lets the handles see the status as it is now. To be called before the events that hosts could look at it from.
    /// Whoever is offline has no part in what the others do.
    pub(super) fn publish(&mut self) {
        self.status.next = self.schedule.next();
        self.status.hold = self.backoff.hold();
        for subscriber in &self.subscribers {
            let takes_part = !subscriber.offline
                || self.refresh.as_ref().is_some_and(|refresh| refresh.is_joined_by(subscriber.id));
            subscriber.show(&self.status, takes_part);
        }
    }
}
