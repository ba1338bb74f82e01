//! How long to rest: between the repetitions of a fetch, the attempts to open a stream, and polls that fail.

use std::time::Duration;

use super::options::FeedPace;

/// So many failures in a row are left to the pace that the server of a stream chose.
const PATIENCE: u32 = 3;

/// The rest after the first failure beyond these, without its jitter.
const FIRST_REST: Duration = Duration::from_secs(1);

/// The part of a usual rest that chance adds at most: when a server ends its streams, not all should come back at once.
const JITTER: f64 = 0.25;

/// Rests that grow with `factor` per failure: by `first` for exponent 0, doubled at most by chance, and never above `longest`.
fn growing(first: Duration, factor: f64, exponent: f64, longest: Duration, random: f64) -> Duration {
    // Half of the limit leaves room for all of the jitter.
    let rest = first.as_secs_f64() * factor.powf(exponent);
    Duration::from_secs_f64(rest.min(longest.as_secs_f64() / 2.0)).mul_f64(1.0 + random.clamp(0.0, 1.0))
}

/// The rest before a request that follows so many failed ones.
pub(super) fn before_repetition(failures: u32, pace: &FeedPace, random: f64) -> Duration {
    let exponent = f64::from(failures.saturating_sub(1));
    growing(pace.retry_delay / 2, 2.0, exponent, pace.longest_rest, 2.0 * random.clamp(0.0, 1.0))
}

/// The rest after a poll, of which so many failed since one did not.
pub(super) fn after_poll(interval: Duration, failures: u32, pace: &FeedPace, random: f64) -> Duration {
    match failures.checked_sub(1) {
        None => interval,
        Some(exponent) => {
            growing(interval, 2.0, f64::from(exponent), pace.longest_rest, random).max(interval)
        }
    }
}

/// When to open a stream again.
pub(super) struct StreamPace {
    failures: u32,
    /// What the server asked for.
    reconnect: Duration,
}

impl StreamPace {
    pub(super) const fn new(pace: &FeedPace) -> Self {
        Self { failures: 0, reconnect: pace.reconnect }
    }

    /// The stream is open, or gave something of use.
    pub(super) const fn succeeded(&mut self) {
        self.failures = 0;
    }

    /// The stream has ended, or gave something of no use. Says whether it is time to leave the server alone for longer.
    pub(super) const fn failed(&mut self) -> bool {
        self.failures = self.failures.saturating_add(1);
        self.failures > PATIENCE
    }

    pub(super) const fn failures(&self) -> u32 {
        self.failures
    }

    /// The server says how long to wait.
    pub(super) fn asked_for(&mut self, reconnect: Duration, pace: &FeedPace) {
        self.reconnect = reconnect.clamp(pace.shortest_reconnect, pace.longest_rest);
    }

    /// How long to wait now. `is_refused`: the server has answered, but not with a stream.
    pub(super) fn rest(&self, is_refused: bool, pace: &FeedPace, random: f64) -> Duration {
        if is_refused || self.failures > PATIENCE {
            let exponent = f64::from(self.failures) - f64::from(PATIENCE);
            return growing(FIRST_REST, 3.0, exponent, pace.longest_rest, random);
        }
        self.reconnect.mul_f64(1.0 + JITTER * random.clamp(0.0, 1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(times: u32) -> StreamPace {
        let mut stream = StreamPace::new(&FeedPace::default());
        stream.failures = times;
        stream
    }

    #[test]
    fn streams_rest_as_the_official_package_does() {
        let pace = FeedPace::default();
        let between = |rest: Duration, least: f64, most: f64| {
            assert!((least..=most).contains(&rest.as_secs_f64()), "{rest:?}: {least} to {most}");
        };
        for random in [0.0, 0.3, 1.0] {
            between(failed(1).rest(true, &pace, random), 0.111, 0.223);
            between(failed(4).rest(true, &pace, random), 3.0, 6.0);
            between(failed(4).rest(false, &pace, random), 3.0, 6.0);
            between(failed(5).rest(false, &pace, random), 9.0, 18.0);
            between(failed(u32::MAX).rest(false, &pace, random), 150.0, 300.0);
            between(failed(3).rest(false, &pace, random), 3.0, 3.75);
        }
        assert!(!failed(2).failed());
        assert!(failed(3).failed());
    }

    #[test]
    fn servers_choose_within_bounds() {
        let pace = FeedPace::default();
        for (asked, granted) in [(0, 1), (1, 1), (10, 10), (100_000, 300)] {
            let mut stream = StreamPace::new(&pace);
            stream.asked_for(Duration::from_secs(asked), &pace);
            assert_eq!(stream.rest(false, &pace, 0.0), Duration::from_secs(granted));
        }
    }

    #[test]
    fn polls_never_come_faster_because_they_fail() {
        let pace = FeedPace::default();
        for seconds in [1, 60, 200, 300, 1000, 2_000_000] {
            let interval = Duration::from_secs(seconds);
            for failures in 0..40 {
                for random in [0.0, 0.5, 1.0] {
                    let rest = after_poll(interval, failures, &pace, random);
                    assert!(rest >= interval, "{rest:?} after {failures} at {seconds} s");
                    assert!(
                        rest <= interval.max(pace.longest_rest),
                        "{rest:?} after {failures} at {seconds} s"
                    );
                }
            }
        }
        let rests = [0, 1, 2, 3].map(|failures| after_poll(Duration::from_secs(10), failures, &pace, 0.0));
        assert_eq!(rests.map(|rest| rest.as_secs()), [10, 10, 20, 40]);
    }

    #[test]
    fn repetitions_of_a_fetch_come_soon_and_not_in_step() {
        let pace = FeedPace::default();
        let rests =
            |failures| [0.0, 1.0].map(|random| before_repetition(failures, &pace, random).as_millis());
        assert_eq!(rests(1), [50, 100]);
        assert_eq!(rests(2), [100, 200]);
    }
}
