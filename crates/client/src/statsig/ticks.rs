//! When events are sent that wait: in intervals, and only if there are any.

use std::time::Duration;

use tokio::time::Instant;

/// No timer is set for longer.
const FAR: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

/// Nor for less.
const SHORTEST: Duration = Duration::from_millis(1);

/// A clock that ticks since the start, for whoever listens.
#[derive(Debug)]
pub(super) struct Ticks {
    start: Instant,
    interval: Duration,
    due: Option<Instant>,
}

impl Ticks {
    pub(super) fn new(interval: Duration) -> Self {
        Self { start: Instant::now(), interval: interval.clamp(SHORTEST, FAR), due: None }
    }

    /// The tick that somebody listens for.
    pub(super) const fn due(&self) -> Option<Instant> {
        self.due
    }

    /// Listens for the next tick, unless that is done already.
    pub(super) fn await_next(&mut self) {
        let Self { start, interval, .. } = *self;
        self.due.get_or_insert_with(|| {
            let passed = start.elapsed();
            let since_tick = passed.as_nanos() % interval.as_nanos();
            // Less than an interval, which is less than the largest number of this kind.
            let since_tick = Duration::from_nanos(u64::try_from(since_tick).unwrap_or_default());
            start + passed + (interval - since_tick)
        });
    }

    /// Nobody listens any more.
    pub(super) const fn stop(&mut self) {
        self.due = None;
    }

    /// Whether the tick has come that somebody listens for.
    pub(super) fn has_come(&self) -> bool {
        self.due.is_some_and(|due| due <= Instant::now())
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[tokio::test(start_paused = true)]
    async fn ticks_come_in_intervals_since_the_start() {
        let start = Instant::now();
        let mut ticks = Ticks::new(10 * SECOND);
        assert_eq!(ticks.due(), None);
        advance(3 * SECOND).await;
        ticks.await_next();
        advance(SECOND).await;
        ticks.await_next();
        assert_eq!(ticks.due(), Some(start + 10 * SECOND));
        assert!(!ticks.has_come());
        advance(6 * SECOND).await;
        assert!(ticks.has_come());
        ticks.stop();
        ticks.await_next();
        assert_eq!(ticks.due(), Some(start + 20 * SECOND));
    }

    #[tokio::test(start_paused = true)]
    async fn no_interval_is_too_short_or_too_long() {
        for interval in [Duration::ZERO, Duration::MAX] {
            let mut ticks = Ticks::new(interval);
            ticks.await_next();
            assert!(ticks.due() > Some(Instant::now()));
        }
    }
}
