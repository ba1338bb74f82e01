//! Gives freed memory back to the system. Allocators keep what was freed for later use, and some (glibc) keep as much as the
//! largest config or body has ever taken.

use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use tokio::task::spawn_blocking;
use tokio::time::{Instant, sleep_until};

use crate::{background, process};

/// What gives it back.
pub type Trim = fn();

/// Less is not worth the work.
const WORTHWHILE: usize = 8 * 1024 * 1024;

/// From the moment that so much is free to the work: more may follow at once.
const PATIENCE: Duration = Duration::from_millis(250);

/// The least from one time to the next.
const PAUSE: Duration = Duration::from_secs(1);

/// The pause is at least so many times as long as the work took: whoever allocates meanwhile may have to wait for it.
const PAUSE_PER_WORK: u32 = 200;

/// The most, however long the work took: on a busy machine most of that was waiting.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// How many helper threads do it at a time.
pub(crate) const THREADS: usize = 1;

static TRIM: OnceLock<Trim> = OnceLock::new();

/// Says how memory is given back to the system. Until then it is not.
pub fn give_memory_back_by(way: Trim) {
    TRIM.get_or_init(|| way);
}

/// So many bytes were freed: what is free is given back soon, if it is much.
pub(crate) fn freed(bytes: usize) {
    let Some(trim) = TRIM.get() else { return };
    let freed = &process::current().freed;
    let mut state = lock(freed);
    let Some(time) = state.add(bytes, Instant::now()) else { return };
    let work = async move {
        let mut next = Some(time);
        while let Some(time) = next {
            sleep_until(time).await;
            lock(freed).begin();
            let work = spawn_blocking(|| {
                let start = Instant::now();
                trim();
                start.elapsed()
            });
            // Nothing could be done about a panic.
            let took = work.await.unwrap_or_default();
            next = lock(freed).end(took, Instant::now());
        }
    };
    if background::spawn(work).is_err() {
        state.is_planned = false;
    }
}

/// Gives back what is free soon, for a host that knows of much.
pub fn give_memory_back_soon() {
    freed(WORTHWHILE);
}

fn lock(freed: &Mutex<Freed>) -> MutexGuard<'_, Freed> {
    freed.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What was freed since the work was last done, and when it is done again.
#[derive(Default)]
pub(crate) struct Freed {
    bytes: usize,
    /// From the moment that it is worthwhile to the end of the work.
    is_planned: bool,
    not_before: Option<Instant>,
}

impl Freed {
    /// When to do the work, if it has become worthwhile just now.
    fn add(&mut self, bytes: usize, now: Instant) -> Option<Instant> {
        self.bytes = self.bytes.saturating_add(bytes);
        if self.bytes < WORTHWHILE || self.is_planned {
            return None;
        }
        self.is_planned = true;
        let soon = now + PATIENCE;
        Some(self.not_before.map_or(soon, |time| time.max(soon)))
    }

    /// What is freed from now on may not be given back this time.
    const fn begin(&mut self) {
        self.bytes = 0;
    }

    /// When to do it again, if much was freed meanwhile.
    fn end(&mut self, took: Duration, now: Instant) -> Option<Instant> {
        self.is_planned = false;
        self.not_before = Some(now + took.saturating_mul(PAUSE_PER_WORK).clamp(PAUSE, LONGEST_PAUSE));
        self.add(0, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn much_has_to_be_freed_to_be_worth_the_work_which_is_done_once_for_all_of_it() {
        let now = Instant::now();
        let mut freed = Freed::default();
        assert_eq!(freed.add(WORTHWHILE - 1, now), None);
        assert_eq!(freed.add(1, now), Some(now + PATIENCE));
        assert_eq!(freed.add(usize::MAX, now), None);
        freed.begin();
        assert_eq!(freed.end(Duration::ZERO, now), None);
        assert_eq!(freed.add(WORTHWHILE - 1, now), None);
    }

    #[test]
    fn work_that_takes_long_is_done_rarely() {
        let now = Instant::now();
        let mut freed = Freed::default();
        for (took_ms, pause_ms) in [(0, 1_000), (5, 1_000), (20, 4_000), (50, 10_000), (5_000, 10_000)] {
            freed.begin();
            assert_eq!(freed.end(Duration::from_millis(took_ms), now), None);
            let time = now + Duration::from_millis(pause_ms);
            assert_eq!(freed.add(WORTHWHILE, now), Some(time), "{took_ms} ms");
        }
        let much_later = now + Duration::from_secs(100);
        freed.begin();
        assert_eq!(freed.end(Duration::ZERO, now), None);
        assert_eq!(freed.add(WORTHWHILE, much_later), Some(much_later + PATIENCE));
    }

    #[test]
    fn what_is_freed_during_the_work_is_given_back_by_the_next_one() {
        let now = Instant::now();
        let mut freed = Freed::default();
        assert!(freed.add(WORTHWHILE, now).is_some());
        freed.begin();
        assert_eq!(freed.add(WORTHWHILE, now), None);
        assert_eq!(freed.end(Duration::ZERO, now), Some(now + PAUSE));
    }
}
