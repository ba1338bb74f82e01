//! Sets of comparison values: whether a value is among them takes the same time however many there are.

use std::hash::BuildHasher as _;

use foldhash::fast::RandomState;
use hashbrown::HashTable;

use super::model::{Digest, Text};

/// Up to this many items a look at each of them is faster than hashing.
const SCAN_LIMIT: usize = 8;

/// The texts of a list, by index into it.
#[derive(Debug)]
pub(super) struct TextSet {
    state: RandomState,
    table: HashTable<u32>,
}

impl TextSet {
    /// The set of the list's texts; `None` where the list is so short that it is as well without.
    pub(super) fn new(list: &[Text]) -> Option<Self> {
        if list.len() <= SCAN_LIMIT {
            return None;
        }
        let state = RandomState::default();
        let mut table = HashTable::with_capacity(list.len());
        for (index, text) in (0u32..).zip(list) {
            let hash_of = |index: &u32| state.hash_one(item(list, *index));
            let is_same = |known: &u32| *item(list, *known) == **text;
            let _ = table.entry(state.hash_one(&**text), is_same, hash_of).or_insert(index);
        }
        Some(Self { state, table })
    }

    /// Whether the text is in the list, which is the one that the set was made of.
    pub(super) fn contains(&self, list: &[Text], text: &[u8]) -> bool {
        self.table.find(self.state.hash_one(text), |index| item(list, *index) == text).is_some()
    }
}

fn item(list: &[Text], index: u32) -> &[u8] {
    list.get(index as usize).map_or(&[], |text| text)
}

/// A set of digests.
#[derive(Debug)]
pub(super) enum DigestSet {
    /// In no order.
    Few(Box<[Digest]>),
    Many {
        state: RandomState,
        table: HashTable<Digest>,
    },
}

impl DigestSet {
    pub(super) fn contains(&self, digest: &Digest) -> bool {
        match self {
            Self::Few(digests) => digests.contains(digest),
            Self::Many { state, table } => {
                table.find(state.hash_one(digest), |known| known == digest).is_some()
            }
        }
    }
}

impl FromIterator<Digest> for DigestSet {
    fn from_iter<I: IntoIterator<Item = Digest>>(digests: I) -> Self {
        let digests: Vec<Digest> = digests.into_iter().collect();
        if digests.len() <= SCAN_LIMIT {
            return Self::Few(digests.into());
        }
        let state = RandomState::default();
        let mut table = HashTable::with_capacity(digests.len());
        for digest in digests {
            let hash_of = |known: &Digest| state.hash_one(known);
            let _ = table.entry(state.hash_one(digest), |known| *known == digest, hash_of).or_insert(digest);
        }
        Self::Many { state, table }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lists_become_sets() {
        for length in [0, 1, SCAN_LIMIT, SCAN_LIMIT + 1, 1000] {
            let list: Vec<Text> =
                (0..length).chain(0..length / 2).map(|index| index.to_string().into_bytes().into()).collect();
            let set = TextSet::new(&list);
            assert_eq!(set.is_some(), list.len() > SCAN_LIMIT);
            let Some(set) = set else { continue };
            for index in 0..length {
                assert!(set.contains(&list, index.to_string().as_bytes()));
            }
            for other in ["-1", "", "1001", "01"] {
                assert!(!set.contains(&list, other.as_bytes()));
            }
        }
    }

    #[test]
    fn digests_are_found_among_few_and_many() {
        let digest = |number: usize| {
            let mut digest = [7; 32];
            digest[..8].copy_from_slice(&number.to_le_bytes());
            digest
        };
        for length in [0, 1, SCAN_LIMIT, SCAN_LIMIT + 1, 1000] {
            let set: DigestSet = (0..length).chain(0..length / 2).map(digest).collect();
            for number in 0..length {
                assert!(set.contains(&digest(number)));
            }
            assert!(!set.contains(&digest(length)));
        }
    }
}
