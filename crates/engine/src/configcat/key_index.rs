//! Finds flags by key.

use std::hash::BuildHasher as _;

use foldhash::fast::RandomState;
use hashbrown::HashTable;

use super::FlagId;
use super::model::Text;

/// A map from keys to flag numbers.
#[derive(Debug)]
pub(super) struct KeyIndex {
    state: RandomState,
    table: HashTable<(Text, FlagId)>,
}

impl KeyIndex {
    /// Numbers the keys from 0 on.
    pub(super) fn new<'k>(keys: impl ExactSizeIterator<Item = &'k [u8]>) -> Self {
        let state = RandomState::default();
        let mut table = HashTable::with_capacity(keys.len());
        for (id, key) in (0..).zip(keys) {
            let hash = state.hash_one(key);
            table.insert_unique(hash, (key.into(), FlagId(id)), |(key, _): &(Text, FlagId)| {
                state.hash_one(&**key)
            });
        }
        Self { state, table }
    }

    /// The number of the key.
    pub(super) fn find(&self, key: &[u8]) -> Option<FlagId> {
        self.table.find(self.state.hash_one(key), |(known, _)| &**known == key).map(|(_, id)| *id)
    }
}
