//! Bounds what anybody may ask for.

use std::time::Duration;

use tokio::time::Instant;

/// How much may be done at once.
const BURST: u32 = 2;

/// How long it takes until one more may be done.
const PERIOD: Duration = Duration::from_secs(1);

/// Lets something be done twice at once, and once per second after that.
#[derive(Debug)]
pub(super) struct Allowance {
    /// When all of it is there again.
    full: Instant,
}

impl Allowance {
    pub(super) fn new() -> Self {
        Self { full: Instant::now() }
    }

    /// Uses one up if there is one.
    pub(super) fn take(&mut self, now: Instant) -> bool {
        let is_there = self.next() <= now;
        if is_there {
            self.full = self.full.max(now) + PERIOD;
        }
        is_there
    }

    /// From when on there is one.
    pub(super) fn next(&self) -> Instant {
        self.full.checked_sub(PERIOD * (BURST - 1)).unwrap_or(self.full)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_at_once_and_one_per_second() {
        let mut allowance = Allowance::new();
        let start = Instant::now();
        let mut at = |ms| allowance.take(start + Duration::from_millis(ms));
        let taken = [0, 0, 0, 900, 1_000, 1_000, 1_900, 2_000, 2_500, 60_000, 60_000, 60_000].map(&mut at);
        let expected = [true, true, false, false, true, false, false, true, false, true, true, false];
        assert_eq!(taken, expected);
        assert_eq!(allowance.next(), start + Duration::from_millis(61_000));
    }
}
