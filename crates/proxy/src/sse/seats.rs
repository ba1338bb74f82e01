//! How many streams there are.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// That there is no room is logged this often at most.
const COMPLAINT: Duration = Duration::from_secs(60);

/// The streams of all SDKs and connections.
#[derive(Debug, Default)]
pub(super) struct Seats {
    taken: AtomicUsize,
    complained: Mutex<Option<Instant>>,
}

/// A stream. Counted until it is dropped.
#[derive(Debug)]
pub(super) struct Seat(Arc<Seats>);

impl Seats {
    /// Counts a stream in, if there are less than so many.
    pub(super) fn take(self: &Arc<Self>, most: usize) -> Option<Seat> {
        let seat = |taken: usize| (taken < most).then_some(taken + 1);
        let taken = self.taken.fetch_update(Ordering::AcqRel, Ordering::Acquire, seat);
        taken.ok().map(|_| Seat(Arc::clone(self)))
    }

    /// Whether it is time to log that there is no room.
    pub(super) fn complains(&self) -> bool {
        let mut complained = self.complained.lock().unwrap_or_else(PoisonError::into_inner);
        let is_due = complained.is_none_or(|time| time.elapsed() >= COMPLAINT);
        if is_due {
            *complained = Some(Instant::now());
        }
        is_due
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.0.taken.fetch_sub(1, Ordering::AcqRel);
    }
}
