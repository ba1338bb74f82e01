//! The events of an SDK's streams: equal ones are kept once, and only for as long as somebody has not taken them.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::hash::BuildHasher as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use bytes::Bytes;
use foldhash::quality::RandomState;

use super::frame;

/// How many of the last frames are kept for streams that begin, and how many bytes they may have together. The last one always is.
const RECENT: usize = 32;
const RECENT_BYTES: usize = 512 * 1024;

/// The frames of one feed.
#[derive(Debug)]
pub(super) struct Frames {
    hasher: RandomState,
    /// Makes the hashes of values differ from one run to the next.
    seed: u64,
    /// What all frames need that somebody holds, in bytes.
    held: AtomicUsize,
    /// By the hash of their bytes. Of two with one hash one is left out.
    known: Mutex<HashMap<u64, Weak<Frame>>>,
    recent: Mutex<VecDeque<Arc<Frame>>>,
}

/// An event that is written to streams.
pub(super) struct Frame {
    bytes: Bytes,
    values: u128,
    hash: u64,
    frames: Arc<Frames>,
}

impl Frames {
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self {
            hasher: RandomState::default(),
            seed: fastrand::u64(..),
            held: AtomicUsize::new(0),
            known: Mutex::default(),
            recent: Mutex::default(),
        })
    }

    /// The event with an answer. Equal answers share it.
    pub(super) fn event(self: &Arc<Self>, json: &[u8]) -> Arc<Frame> {
        let hash = self.hasher.hash_one(json);
        // No frame may be dropped in the lock, which its end takes.
        let known = lock(&self.known).get(&hash).and_then(Weak::upgrade);
        let frame = known.filter(|known| known.json() == json).unwrap_or_else(|| {
            let bytes = frame::event(json);
            self.held.fetch_add(bytes.len(), Ordering::Relaxed);
            let values = frame::values(self.seed, json);
            let frame = Arc::new(Frame { bytes, values, hash, frames: Arc::clone(self) });
            lock(&self.known).insert(hash, Arc::downgrade(&frame));
            frame
        });
        self.keep(&frame);
        frame
    }

    /// Keeps a frame that was just used, in place of others that were not used for long.
    pub(super) fn keep(&self, frame: &Arc<Frame>) {
        let mut old = Vec::new();
        let mut recent = lock(&self.recent);
        if recent.back().is_some_and(|last| Arc::ptr_eq(last, frame)) {
            return;
        }
        if let Some(index) = recent.iter().position(|known| Arc::ptr_eq(known, frame)) {
            old.extend(recent.remove(index));
        }
        recent.push_back(Arc::clone(frame));
        let mut bytes: usize = recent.iter().map(|frame| frame.bytes.len()).sum();
        while recent.len() > RECENT || (bytes > RECENT_BYTES && recent.len() > 1) {
            let Some(frame) = recent.pop_front() else { break };
            bytes -= frame.bytes.len();
            old.push(frame);
        }
        drop(recent);
        drop(old);
    }

    /// What all frames need that somebody holds, in bytes.
    pub(super) fn held(&self) -> usize {
        self.held.load(Ordering::Relaxed)
    }
}

impl Frame {
    pub(super) const fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    pub(super) const fn len(&self) -> usize {
        self.bytes.len()
    }

    /// The same for answers with the same values, whatever their variations are called.
    pub(super) const fn values(&self) -> u128 {
        self.values
    }

    fn json(&self) -> &[u8] {
        frame::json(&self.bytes)
    }

    /// Whether it is an answer without flags.
    pub(super) fn is_empty(&self) -> bool {
        self.json() == b"{}"
    }
}

impl Drop for Frame {
    fn drop(&mut self) {
        self.frames.held.fetch_sub(self.bytes.len(), Ordering::Relaxed);
        let mut known = lock(&self.frames.known);
        if known.get(&self.hash).is_some_and(|known| std::ptr::eq(known.as_ptr(), self)) {
            known.remove(&self.hash);
        }
        if known.capacity() > 4 * known.len() + 64 {
            known.shrink_to_fit();
        }
    }
}

impl fmt::Debug for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Frame").field(&self.bytes).finish()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_answers_share_a_frame() {
        let frames = Frames::new();
        let one = frames.event(b"{\"a\":1}");
        let (same, other) = (frames.event(b"{\"a\":1}"), frames.event(b"{\"a\":2}"));
        assert!(Arc::ptr_eq(&one, &same) && !Arc::ptr_eq(&one, &other));
        assert_eq!((one.bytes().as_ref(), frames.held()), (&b"data: {\"a\":1}\n\n"[..], 30));
        assert_ne!(one.values(), other.values());
        assert!(!one.is_empty() && frames.event(b"{}").is_empty());
    }

    #[test]
    fn frames_that_nobody_holds_are_gone() {
        let frames = Frames::new();
        let large = vec![b'1'; 300 * 1024];
        let kept: Vec<_> = (0..10_u8).map(|number| frames.event(&[&large[..], &[number]].concat())).collect();
        assert_eq!((frames.held(), lock(&frames.known).len()), (10 * (large.len() + 9), 10));
        drop(kept);
        assert_eq!((frames.held(), lock(&frames.known).len()), (large.len() + 9, 1), "the last one is kept");
        for number in 0..1_000 {
            frames.event(format!("{number}").as_bytes());
        }
        assert_eq!(lock(&frames.known).len(), RECENT);
        assert_eq!(frames.held(), RECENT * 11);
    }
}
