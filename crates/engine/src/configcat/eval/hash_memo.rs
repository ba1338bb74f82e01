//! Remembers the hashes of one evaluation.

use crate::configcat::model::Digest;

/// How many hashes are remembered: a flag rarely compares more attributes.
const CAPACITY: usize = 4;

/// What a hash was computed from: an attribute and the salts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct HashKey {
    /// The attribute's config-wide number.
    pub(super) attribute: u32,
    /// The number of the source, which has the config's salt.
    pub(super) source: u32,
    /// The flag or segment whose key or name is the other salt.
    pub(super) context: ContextId,
}

/// A flag, or a segment of the source, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ContextId {
    Flag(u32),
    Segment(u32),
}

/// The last few hashes.
#[derive(Debug, Default)]
pub(super) struct HashMemo {
    entries: [Option<(HashKey, Digest)>; CAPACITY],
    next: usize,
}

impl HashMemo {
    /// The hash for the key, computed if it is not remembered.
    pub(super) fn get_or_compute(&mut self, key: HashKey, compute: impl FnOnce() -> Digest) -> Digest {
        for (known, digest) in self.entries.iter().flatten() {
            if *known == key {
                return *digest;
            }
        }
        let digest = compute();
        if let Some(entry) = self.entries.get_mut(self.next) {
            *entry = Some((key, digest));
        }
        self.next = (self.next + 1) % CAPACITY;
        digest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_remembered_by_everything_they_depend_on() {
        let key = HashKey { attribute: 1, source: 1, context: ContextId::Flag(1) };
        let keys = [
            key,
            HashKey { attribute: 2, ..key },
            HashKey { source: 2, ..key },
            HashKey { context: ContextId::Flag(2), ..key },
            HashKey { context: ContextId::Segment(1), ..key },
        ];
        let mut memo = HashMemo::default();
        for _ in 0..2 {
            for (digest, key) in (0..).zip(keys) {
                assert_eq!(memo.get_or_compute(key, || [digest; 32]), [digest; 32]);
                assert_eq!(memo.get_or_compute(key, || unreachable!("it was just computed")), [digest; 32]);
            }
        }
    }
}
