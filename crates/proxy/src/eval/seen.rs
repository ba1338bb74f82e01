//! What came lately.

use std::sync::atomic::{AtomicU64, Ordering};

/// How many places there are. Each knows four hashes.
const PLACES: usize = 8192;

/// Remembers parts of the last hashes, roughly: now and then it forgets one too early, or takes one for another.
#[derive(Debug)]
pub(super) struct Seen(Box<[AtomicU64]>);

impl Default for Seen {
    fn default() -> Self {
        Self((0..PLACES).map(|_| AtomicU64::new(0)).collect())
    }
}

impl Seen {
    /// Whether the hash came before. From now on it did.
    #[inline]
    pub(super) fn note(&self, hash: u64) -> bool {
        // Zero stands for nothing. The place comes from other bits.
        let part = hash >> 48 | 1;
        let Some(place) = self.0.get(hash as usize % PLACES) else { return false };
        let known = place.load(Ordering::Relaxed);
        if (0..4).any(|index| known >> (16 * index) & 0xFFFF == part) {
            return true;
        }
        // Of two threads one may be lost, and comes once more.
        place.store(known << 16 | part, Ordering::Relaxed);
        false
    }
}

#[cfg(test)]
mod tests {
    use std::hash::BuildHasher as _;

    use super::*;

    #[test]
    fn hashes_are_known_when_they_come_again() {
        let seen = Seen::default();
        let hasher = foldhash::quality::RandomState::default();
        let known =
            |from: u32, to: u32| (from..to).filter(|number| seen.note(hasher.hash_one(number))).count();
        assert!(known(0, 5_000) < 10);
        assert!(known(0, 5_000) > 4_900);
        // Many others: what came long ago is forgotten.
        known(10_000, 200_000);
        assert!(known(0, 5_000) < 100);
    }
}
