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

/// `rest`, and up to a tenth more, within `limit` if there is one. Chance is spread over the room that there is: cut off at the
/// limit, most of those that failed together would come back at that moment. `random` is from 0 to 1.
fn jittered(rest: Duration, limit: Option<Duration>, random: f64) -> Duration {
    let room = limit.map_or(Duration::MAX, |limit| limit.saturating_sub(rest));
    rest + rest.mul_f64(JITTER).min(room).mul_f64(random.clamp(0.0, 1.0))
}

impl Backoff {
    /// The wish of a server that was made to another poller.
    pub(super) fn held_until(hold: Instant) -> Self {
        Self { is_failing: true, hold: Some(hold), ..Self::default() }
    }

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
            self.hold = Some(from_now(jittered(wish.min(longest), Some(longest), random)));
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
        let longest = longest(interval);
        // Nine tenths of the limit leave room for all of the jitter.
        let most = longest.mul_f64(1.0 - JITTER).max(interval);
        let rest = interval.saturating_mul(1 << exponent.min(LARGEST_EXPONENT)).min(most);
        // An interval as long as the limit, or longer, is more than that by itself.
        let limit = (interval < longest).then_some(longest);
        self.not_before_hold(start + jittered(rest, limit, random))
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The rest after so many failed polls.
    fn rest_after(failed_polls: u32, interval: Duration, random: f64) -> Duration {
        let backoff = Backoff { is_failing: true, failed_polls, hold: None };
        let start = Instant::now();
        backoff.next(start, interval, random) - start
    }

    #[test]
    fn no_rest_of_any_interval_is_longer_than_promised_or_shorter_than_the_interval() {
        for seconds in 1..=3600 {
            let interval = Duration::from_secs(seconds);
            let promised =
                if seconds < 600 { (interval * 5).min(LONGEST_REST) } else { interval.mul_f64(1.1) };
            for failed_polls in [1, 2, 3, 4, 5, u32::MAX] {
                for random in [0.0, 0.5, 1.0] {
                    let rest = rest_after(failed_polls, interval, random);
                    let case = format!("{failed_polls} failures at {seconds} s, chance {random}");
                    assert!(rest <= promised, "{case}: {rest:?}");
                    assert!(rest >= interval, "{case}: {rest:?}");
                }
            }
        }
    }

    #[test]
    fn chance_keeps_pollers_apart_wherever_there_is_room() {
        for seconds in 1..=3600 {
            let rests =
                [0.0, 0.25, 0.5, 0.75, 1.0].map(|random| rest_after(5, Duration::from_secs(seconds), random));
            assert!(rests.is_sorted_by(|one, next| one < next), "{seconds} s: {rests:?}");
        }
    }
}
