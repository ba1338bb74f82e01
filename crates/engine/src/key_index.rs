//! Finds flags and features by key.

use std::hash::BuildHasher as _;

use foldhash::fast::RandomState;
use hashbrown::HashTable;

/// A map from keys to numbers. The keys themselves are where the flags are.
#[derive(Debug, Default)]
pub(crate) struct KeyIndex {
    state: RandomState,
    table: HashTable<u32>,
}

impl KeyIndex {
    /// Numbers the keys from 0 on.
    pub(crate) fn new<'k>(keys: impl ExactSizeIterator<Item = &'k [u8]>) -> Self {
        let state = RandomState::default();
        // Nothing is hashed again: there is room for all from the start.
        let mut table = HashTable::with_capacity(keys.len());
        for (id, key) in (0..).zip(keys) {
            table.insert_unique(state.hash_one(key), id, |_| 0);
        }
        Self { state, table }
    }

    /// The number of the key. `key_of` gives the key that a number stands for.
    #[inline]
    pub(crate) fn find<'k>(&self, key: &[u8], key_of: impl Fn(u32) -> Option<&'k [u8]>) -> Option<u32> {
        self.table.find(self.state.hash_one(key), |id| key_of(*id) == Some(key)).copied()
    }
}
