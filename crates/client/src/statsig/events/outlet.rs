//! What all batches of a network share on their way out.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::Instant;

/// So many batches are sent at a time.
const PARALLEL: usize = 4;

/// The way to the server of events.
#[derive(Debug)]
pub(in crate::statsig) struct Outlet {
    slots: Semaphore,
    /// The server wants to be left alone until then.
    held_until: Mutex<Option<Instant>>,
}

impl Outlet {
    pub(in crate::statsig) const fn new() -> Self {
        Self { slots: Semaphore::const_new(PARALLEL), held_until: Mutex::new(None) }
    }

    /// Waits for a turn to send. Nobody closes it.
    pub(super) async fn turn(&self) -> Option<SemaphorePermit<'_>> {
        self.slots.acquire().await.ok()
    }

    /// The server wants to be left alone for so long.
    pub(super) fn hold(&self, wish: Duration) {
        let until = Instant::now() + wish;
        let mut held_until = self.held_until.lock().unwrap_or_else(PoisonError::into_inner);
        *held_until = Some(held_until.map_or(until, |known| known.max(until)));
    }

    pub(super) fn held_until(&self) -> Option<Instant> {
        let held_until = *self.held_until.lock().unwrap_or_else(PoisonError::into_inner);
        held_until.filter(|until| *until > Instant::now())
    }
}
