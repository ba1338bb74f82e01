//! Sets of texts: whether a text is among them takes the same time however many there are.

use std::hash::BuildHasher as _;

use foldhash::fast::RandomState;
use hashbrown::HashTable;

use super::TextList;

/// Up to this many items a look at each of them is faster than hashing.
pub(crate) const SCAN_LIMIT: usize = 8;

/// A long list of texts.
#[derive(Debug)]
pub(crate) struct TextSet {
    sketch: Sketch,
    // Apart from the sketch: most texts are not in the set, and end before anything behind the pointer is fetched.
    texts: Box<Texts>,
}

#[derive(Debug)]
struct Texts {
    list: TextList,
    state: RandomState,
    /// The places of its texts.
    table: HashTable<usize>,
}

/// What some bytes of the texts in a set look like. With a few dozen texts most others look different.
#[derive(Debug, Clone, Copy, Default)]
struct Sketch(u64);

impl Sketch {
    fn add(&mut self, text: &[u8]) {
        self.0 |= Self::bit(text);
    }

    const fn may_have(self, text: &[u8]) -> bool {
        self.0 & Self::bit(text) != 0
    }

    /// Lengths differ, and so do beginnings, middles and ends, but rarely all of them.
    const fn bit(text: &[u8]) -> u64 {
        let length = text.len();
        let [first, .., last] = text else { return 1 << length };
        let middle = text.split_at(length / 2).1[0];
        let look = length + (*first as usize) * 5 + (*last as usize) * 11 + (middle as usize) * 23;
        1 << (look % 64)
    }
}

impl TextSet {
    /// The set of the list's texts, or the list itself where it is so short that it is as well without.
    pub(crate) fn new(list: TextList) -> Result<Self, TextList> {
        let length = list.iter().count();
        if length <= SCAN_LIMIT {
            return Err(list);
        }
        let state = RandomState::default();
        let mut table = HashTable::with_capacity(length);
        let mut sketch = Sketch::default();
        for (place, text) in list.places() {
            let hash_of = |known: &usize| list.get(*known).map_or(0, |known| state.hash_one(known));
            let is_same = |known: &usize| list.get(*known) == Some(text);
            let _ = table.entry(state.hash_one(text), is_same, hash_of).or_insert(place);
            sketch.add(text);
        }
        Ok(Self { sketch, texts: Box::new(Texts { list, state, table }) })
    }

    /// The texts in order.
    pub(crate) const fn list(&self) -> &TextList {
        &self.texts.list
    }

    /// Whether the text is among them.
    #[inline]
    pub(crate) fn contains(&self, text: &[u8]) -> bool {
        self.sketch.may_have(text) && self.texts.contains(text)
    }
}

impl Texts {
    fn contains(&self, text: &[u8]) -> bool {
        self.table.find(self.state.hash_one(text), |place| self.list.get(*place) == Some(text)).is_some()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn long_lists_become_sets() {
        for length in [0, 1, SCAN_LIMIT, SCAN_LIMIT + 1, 1000] {
            let texts: Vec<String> =
                (0..length).chain(0..length / 2).map(|index| index.to_string()).collect();
            let set = TextSet::new(TextList::new(&texts));
            assert_eq!(set.is_ok(), texts.len() > SCAN_LIMIT);
            let Ok(set) = set else { continue };
            assert!(set.list().iter().eq(texts.iter().map(String::as_bytes)));
            for index in 0..length {
                assert!(set.contains(index.to_string().as_bytes()));
            }
            for other in ["-1", "", "1001", "01"] {
                assert!(!set.contains(other.as_bytes()));
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_set_of_texts_holds_what_a_look_at_each_finds(
            texts in prop::collection::vec("[ab]{0,4}", 0..40),
            others in prop::collection::vec("[abc]{0,5}", 0..20),
        ) {
            let list = TextList::new(&texts);
            match TextSet::new(list) {
                Ok(set) => {
                    for text in texts.iter().chain(&others) {
                        prop_assert_eq!(set.contains(text.as_bytes()), texts.contains(text), "{}", text);
                    }
                }
                Err(list) => prop_assert!(list.iter().eq(texts.iter().map(String::as_bytes))),
            }
        }
    }
}
