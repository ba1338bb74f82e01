//! Which flags cannot be evaluated, told once.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use vexil_engine::configcat::FlagId;

/// A flag that cannot be evaluated, at least for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failure {
    pub(super) flag: String,
    /// The engine's text.
    pub(super) reason: String,
}

/// The flags of a config that failed so far: requests cannot fill the log with them.
#[derive(Debug)]
pub(super) struct Failures {
    /// By the numbers of the flags.
    known: Box<[AtomicBool]>,
    /// Whether there are new ones, so that nobody takes the lock for nothing.
    has_new: AtomicBool,
    new: Mutex<Vec<Failure>>,
}

impl Failures {
    /// None so far, among so many flags.
    pub(super) fn new(flags: usize) -> Self {
        let known = (0..flags).map(|_| AtomicBool::new(false)).collect();
        Self { known, has_new: AtomicBool::new(false), new: Mutex::default() }
    }

    /// Notes that a flag failed. `failure` is made the first time only.
    #[cold]
    pub(super) fn note(&self, id: FlagId, failure: impl FnOnce() -> Failure) {
        let Some(known) = self.known.get(id.0 as usize) else { return };
        if known.load(Ordering::Relaxed) || known.swap(true, Ordering::Relaxed) {
            return;
        }
        let failure = failure();
        let mut new = self.new.lock().unwrap_or_else(PoisonError::into_inner);
        new.push(failure);
        self.has_new.store(true, Ordering::Release);
    }

    /// Those that nobody has taken.
    #[inline]
    pub(super) fn take_new(&self) -> Vec<Failure> {
        if !self.has_new.load(Ordering::Acquire) {
            return Vec::new();
        }
        let mut new = self.new.lock().unwrap_or_else(PoisonError::into_inner);
        self.has_new.store(false, Ordering::Release);
        std::mem::take(&mut new)
    }
}
