//! How long a poller rests after failures: longer each time, up to a limit, and never in step with others.

use std::time::Duration;

use tokio::time::Instant;

use super::schedule::{FAR, SHORTEST_REST, from_now};

/// However long the interval, failures lead to no longer rest than this, or one interval.
const LONGEST_REST: Duration = Duration::from_secs(10 * 60);

/// However short the interval, failures lead to no longer rest than so many of it.
const LONGEST_INTERVALS: u32 = 5;

/// The part of a rest that chance adds at most: clients that failed together must not come back together.
const JITTER: f64 = 0.1;

/// The largest exponent of the growth: more than the limit needs for any interval.
const LARGEST_EXPONENT: u32 = 16;

/// What went wrong so far, as far as the pace depends on it.
#[derive(Default)]
pub(super) struct Backoff {
    /// Whether the last attempt, polled or asked for, failed.
    is_failing: bool,
    /// How many polls failed since the last success.
    failed_polls: u32,
    /// The server asked not to be polled before.
    hold: Option<Instant>,
}

/// The longest rest of a poller, unless its interval is longer: the shorter of five intervals and ten minutes.
fn longest(interval: Duration) -> Duration {
    (interval * LONGEST_INTERVALS).min(LONGEST_REST)
}

/// `rest`, and up to a tenth more. `random` is from 0 to 1.
fn jittered(rest: Duration, random: f64) -> Duration {
    rest + rest.mul_f64(JITTER * random.clamp(0.0, 1.0))
}

impl Backoff {
    /// Whether the last attempt failed.
    pub(super) const fn is_outage(&self) -> bool {
        self.is_failing
    }

    /// Whether a failing request may be repeated at once: only the first one of an outage.
    pub(super) const fn may_repeat(&self) -> bool {
        !self.is_failing
    }

    /// Whether polls go by their normal interval.
    pub(super) const fn is_over(&self) -> bool {
        self.failed_polls == 0 && self.hold.is_none()
    }

    /// Until when the server wants to be left alone.
    pub(super) const fn hold(&self) -> Option<Instant> {
        self.hold
    }

    /// Whether the server wants to be left alone for now.
    pub(super) fn is_held(&self) -> bool {
        self.hold.is_some_and(|hold| hold > Instant::now())
    }

    pub(super) fn succeeded(&mut self) {
        *self = Self::default();
    }

    /// Notes a failure. `retry_after` is the server's wish, counted from now.
    pub(super) fn failed(
        &mut self,
        is_poll: bool,
        retry_after: Option<Duration>,
        interval: Option<Duration>,
        random: f64,
    ) {
        self.is_failing = true;
        if is_poll {
            self.failed_polls = self.failed_polls.saturating_add(1);
        }
        if let (Some(wish), Some(interval)) = (retry_after, interval) {
            let longest = longest(usable(interval));
            self.hold = Some(from_now(jittered(wish.min(longest), random).min(longest)));
        }
    }

    /// Goes back to the normal pace, whatever the last attempt gave.
    pub(super) const fn end(&mut self) {
        self.failed_polls = 0;
        self.hold = None;
    }

    /// When the poll is due that follows one that began at `start`.
    pub(super) fn next(&self, start: Instant, interval: Duration, random: f64) -> Instant {
        let interval = usable(interval);
        let Some(exponent) = self.failed_polls.checked_sub(1) else {
            return self.not_before_hold(start + interval);
        };
        // Nine tenths of the limit: with its jitter the rest stays within it.
        let limit = longest(interval).mul_f64(1.0 - JITTER).max(interval);
        let rest = interval.saturating_mul(1 << exponent.min(LARGEST_EXPONENT)).min(limit);
        self.not_before_hold(start + jittered(rest, random))
    }

    /// The time, or the end of the server's wish if that is later.
    pub(super) fn not_before_hold(&self, time: Instant) -> Instant {
        self.hold.map_or(time, |hold| hold.max(time))
    }
}

/// An interval that can be reckoned with.
fn usable(interval: Duration) -> Duration {
    interval.clamp(SHORTEST_REST, FAR)
}
