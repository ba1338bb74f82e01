//! Batches that are on their way, and who waits for them.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use tokio::sync::Notify;
use tokio::time::Instant;

/// A batch on its way.
#[derive(Debug)]
pub(in crate::statsig) struct Batch {
    /// How many events it has.
    pub(super) count: usize,
    retries_left: AtomicU32,
    is_urgent: AtomicBool,
    hurry: Notify,
}

impl Batch {
    /// How often it may still be sent again.
    pub(super) fn retries_left(&self) -> u32 {
        self.retries_left.load(Ordering::Relaxed)
    }

    /// It is sent again.
    pub(super) fn retry(&self) {
        let left = self.retries_left();
        self.retries_left.fetch_min(left.saturating_sub(1), Ordering::Relaxed);
    }

    /// Whether the next attempt does not wait, even if the server wants to be left alone.
    pub(super) fn is_urgent(&self) -> bool {
        self.is_urgent.load(Ordering::Relaxed)
    }

    /// An attempt was made: another one is not urgent.
    pub(super) fn attempted(&self) {
        self.is_urgent.store(false, Ordering::Relaxed);
    }

    /// Rests until then, or until there is no time to rest.
    pub(super) async fn rest(&self, rest: impl Future<Output = ()>) {
        tokio::select! {
            () = rest => {}
            () = self.hurry.notified() => {}
        }
    }

    /// There is no time to rest, and after that for no more retries than these.
    fn hurry(&self, retries: u32) {
        self.retries_left.fetch_min(retries, Ordering::Relaxed);
        self.is_urgent.store(true, Ordering::Relaxed);
        self.hurry.notify_waiters();
    }
}

/// All batches that are on their way, by the number of their first event.
#[derive(Debug)]
pub(in crate::statsig) struct Outbox {
    batches: BTreeMap<u64, Arc<Batch>>,
    flushes: Vec<Flush>,
    retry_limit: u32,
}

/// Somebody wants events to be sent, and waits for them.
#[derive(Debug)]
pub(in crate::statsig) struct Flush {
    pub(in crate::statsig) token: u32,
    /// The number of the first event that nobody waits for.
    pub(in crate::statsig) end: u64,
    /// When the wait ends.
    pub(in crate::statsig) until: Option<Instant>,
    /// How often they may be sent again; `None`: as often as usual.
    pub(in crate::statsig) retries: Option<u32>,
}

impl Flush {
    /// Whether there is no time for rests.
    const fn is_urgent(&self) -> bool {
        self.until.is_some() || self.retries.is_some()
    }
}

impl Outbox {
    pub(in crate::statsig) const fn new(retry_limit: u32) -> Self {
        Self { batches: BTreeMap::new(), flushes: Vec::new(), retry_limit }
    }

    /// One more.
    pub(in crate::statsig) fn add(&mut self, first: u64, count: usize) -> Arc<Batch> {
        let flushes = || self.flushes.iter().filter(|flush| first < flush.end);
        let retries = flushes().filter_map(|flush| flush.retries).fold(self.retry_limit, u32::min);
        let batch = Arc::new(Batch {
            count,
            retries_left: AtomicU32::new(retries),
            is_urgent: AtomicBool::new(flushes().any(Flush::is_urgent)),
            hurry: Notify::new(),
        });
        self.batches.insert(first, Arc::clone(&batch));
        batch
    }

    /// One that was added.
    pub(in crate::statsig) fn get(&self, first: u64) -> Option<Arc<Batch>> {
        self.batches.get(&first).cloned()
    }

    /// One was delivered or given up.
    pub(in crate::statsig) fn remove(&mut self, first: u64) {
        self.batches.remove(&first);
    }

    /// Somebody waits, for those too that are on their way already.
    pub(in crate::statsig) fn flush(&mut self, flush: Flush) {
        if flush.is_urgent() {
            let retries = flush.retries.unwrap_or(self.retry_limit);
            self.batches.values().for_each(|batch| batch.hurry(retries));
        }
        self.flushes.push(flush);
    }

    /// When the next one has waited for long enough.
    pub(in crate::statsig) fn due(&self) -> Option<Instant> {
        self.flushes.iter().filter_map(|flush| flush.until).min()
    }

    /// Who does not wait any more. All events before `oldest` are in batches.
    pub(in crate::statsig) fn settled(&mut self, oldest: u64) -> Vec<u32> {
        let now = Instant::now();
        let oldest = self.batches.first_key_value().map_or(oldest, |(first, _)| oldest.min(*first));
        let is_settled =
            |flush: &mut Flush| flush.end <= oldest || flush.until.is_some_and(|until| until <= now);
        self.flushes.extract_if(.., is_settled).map(|flush| flush.token).collect()
    }
}
