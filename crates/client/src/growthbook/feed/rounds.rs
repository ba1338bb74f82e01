//! What is due later, and again and again.

use std::time::Duration;

use tokio::time::Instant;

/// No timer is set for longer.
const FAR: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Due {
    #[default]
    Never,
    At(Instant),
    /// It is being done.
    UnderWay,
}

/// One thing that is done in intervals.
#[derive(Default)]
pub(super) struct Round {
    due: Due,
    wanted: Option<Duration>,
    failures: u32,
}

impl Round {
    /// When to do it.
    pub(super) const fn due(&self) -> Option<Instant> {
        match self.due {
            Due::At(time) => Some(time),
            Due::Never | Due::UnderWay => None,
        }
    }

    /// It is to be done in this interval; `None`: not at all.
    pub(super) fn want(&mut self, interval: Option<Duration>) {
        let before = std::mem::replace(&mut self.wanted, interval);
        match (interval, self.due) {
            (None, _) => (self.due, self.failures) = (Due::Never, 0),
            (Some(interval), Due::Never) => self.rest(interval),
            (Some(interval), Due::At(time)) if before.is_some_and(|before| interval < before) => {
                self.due = Due::At(time.min(Instant::now() + interval.min(FAR)));
            }
            (Some(_), Due::At(_) | Due::UnderWay) => {}
        }
    }

    /// Begins if it is time.
    pub(super) fn begin(&mut self, now: Instant) -> bool {
        let is_due = self.due().is_some_and(|time| time <= now);
        if is_due {
            self.due = Due::UnderWay;
        }
        is_due
    }

    /// Puts it off until then.
    pub(super) const fn put_off(&mut self, until: Instant) {
        self.due = Due::At(until);
    }

    /// It was done, well or not: says how often in a row it was not, and the interval, if this was under way.
    pub(super) fn end(&mut self, is_success: bool) -> Option<(u32, Duration)> {
        if self.due != Due::UnderWay {
            return None;
        }
        self.failures = if is_success { 0 } else { self.failures.saturating_add(1) };
        Some((self.failures, self.wanted?))
    }

    pub(super) fn rest(&mut self, rest: Duration) {
        self.due = Due::At(Instant::now() + rest.min(FAR));
    }
}

pub(super) async fn sleep_until(time: Option<Instant>) {
    match time {
        Some(time) => tokio::time::sleep_until(time).await,
        None => std::future::pending().await,
    }
}
