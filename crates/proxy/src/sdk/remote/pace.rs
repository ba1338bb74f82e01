//! When the next download is due.

use std::time::Duration;

/// How soon a download is repeated that left the SDK without any config.
const FIRST_RETRY: Duration = Duration::from_secs(1);

/// The part of a wait that chance adds to it at most: replicas that started together must not ask together.
const JITTER: f64 = 0.2;

/// No interval is shorter, whatever the options say.
const SHORTEST: Duration = Duration::from_millis(10);

/// The waits between downloads.
pub(super) struct Pace {
    interval: Duration,
    /// Downloads in a row after which there still was no config.
    empty_handed: u32,
}

impl Pace {
    pub(super) fn new(interval: Duration) -> Self {
        Self { interval: interval.max(SHORTEST), empty_handed: 0 }
    }

    /// From the start of a poll to the start of the next one. `chance` is from 0 to 1.
    pub(super) fn next(&mut self, has_config: bool, chance: f64) -> Duration {
        if has_config {
            self.empty_handed = 0;
            return self.interval;
        }
        let wait = FIRST_RETRY.saturating_mul(1 << self.empty_handed.min(16));
        self.empty_handed = self.empty_handed.saturating_add(1);
        (wait + wait.mul_f64(JITTER * chance)).min(self.interval)
    }

    /// Another interval. Says whether it is another one.
    pub(super) fn set_interval(&mut self, interval: Duration) -> bool {
        let interval = interval.max(SHORTEST);
        std::mem::replace(&mut self.interval, interval) != interval
    }

    pub(super) const fn interval(&self) -> Duration {
        self.interval
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_config_waits_begin_short_and_grow_to_the_interval() {
        let mut pace = Pace::new(Duration::from_secs(10));
        let mut waits = || pace.next(false, 0.0).as_secs();
        assert_eq!([waits(), waits(), waits(), waits(), waits(), waits()], [1, 2, 4, 8, 10, 10]);
        assert_eq!(pace.next(true, 1.0), Duration::from_secs(10));
        assert_eq!(pace.next(false, 1.0), Duration::from_millis(1200));
        assert_eq!(Pace::new(Duration::from_millis(50)).next(false, 1.0), Duration::from_millis(50));
    }

    #[test]
    fn however_often_it_fails_nothing_overflows() {
        let mut pace = Pace::new(Duration::MAX);
        for _ in 0..100 {
            pace.next(false, 1.0);
        }
        assert_eq!(pace.next(false, 0.0), Duration::from_secs(1 << 16));
    }
}
