//! The order of an object's own properties.

use std::hash::BuildHasher as _;

use foldhash::fast::RandomState;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

/// Puts the entries of an object literal or JSON object into the order in which JavaScript lists them.
///
/// Keys that are canonical array indices come first, ascending; the others follow in the order of their
/// first appearance. A repeated key keeps its first place and takes its last value.
pub fn object_order<K: AsRef<[u8]>, V>(entries: impl IntoIterator<Item = (K, V)>) -> Vec<(K, V)> {
    let mut listed = distinct(entries);
    // The sort is stable, so keys that are no index keep their order behind all indices.
    listed.sort_by_key(|(key, _)| rank(key.as_ref()));
    listed
}

/// The same, and where in it the entries are in the order of their first appearance; empty if that is the same order.
pub(crate) fn object_order_and_places<K: AsRef<[u8]>, V>(
    entries: impl IntoIterator<Item = (K, V)>,
) -> (Vec<(K, V)>, Box<[u32]>) {
    let mut listed = distinct(entries);
    if listed.is_sorted_by_key(|(key, _)| rank(key.as_ref())) {
        return (listed, Box::default());
    }
    let rank_of = |at: u32| listed.get(at as usize).map(|(key, _)| rank(key.as_ref()));
    let mut appearances: Vec<u32> = (0..).take(listed.len()).collect();
    appearances.sort_by_key(|at| rank_of(*at));
    let mut places = vec![0; listed.len()];
    for (place, appearance) in (0..).zip(appearances) {
        if let Some(slot) = places.get_mut(appearance as usize) {
            *slot = place;
        }
    }
    listed.sort_by_key(|(key, _)| rank(key.as_ref()));
    (listed, places.into())
}

fn rank(key: &[u8]) -> u64 {
    array_index(key).map_or(u64::MAX, u64::from)
}

/// The entries in the order of their first appearance, each key once, with its last value.
fn distinct<K: AsRef<[u8]>, V>(entries: impl IntoIterator<Item = (K, V)>) -> Vec<(K, V)> {
    let state = RandomState::default();
    let mut places: HashTable<usize> = HashTable::new();
    let mut listed: Vec<(K, V)> = Vec::new();
    for (key, value) in entries {
        let key_at = |place: usize| listed.get(place).map(|(key, _)| key.as_ref());
        let is_same = |place: &usize| key_at(*place) == Some(key.as_ref());
        let hash_of = |place: &usize| key_at(*place).map_or(0, |key| state.hash_one(key));
        match places.entry(state.hash_one(key.as_ref()), is_same, hash_of) {
            Entry::Vacant(place) => {
                place.insert(listed.len());
                listed.push((key, value));
            }
            Entry::Occupied(place) => {
                if let Some(slot) = listed.get_mut(*place.get()) {
                    slot.1 = value;
                }
            }
        }
    }
    listed
}

/// The array index that a property key denotes: `0..=4294967294` in canonical decimal form.
pub fn array_index(key: &[u8]) -> Option<u32> {
    let canonical = match key {
        [b'0'] => true,
        [b'1'..=b'9', rest @ ..] => rest.len() < 10 && rest.iter().all(u8::is_ascii_digit),
        _ => false,
    };
    if !canonical {
        return None;
    }
    std::str::from_utf8(key).ok()?.parse().ok().filter(|index| *index != u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &[&'static str]) -> Vec<&'static str> {
        object_order(text.iter().map(|key| (*key, ()))).into_iter().map(|(key, ())| key).collect()
    }

    #[test]
    fn indices_come_first() {
        // Node.js: Object.keys(JSON.parse('{"b":0,"10":0,"-1":0,"2":0,"01":0,"4294967295":0,"4294967294":0,"0":0,"1.5":0}'))
        let given = ["b", "10", "-1", "2", "01", "4294967295", "4294967294", "0", "1.5"];
        assert_eq!(keys(&given), ["0", "2", "10", "4294967294", "b", "-1", "01", "4294967295", "1.5"]);
    }

    #[test]
    fn a_repeated_key_keeps_its_place_and_takes_the_last_value() {
        let entries = object_order([("a", 1), ("b", 2), ("7", 3), ("a", 4), ("__proto__", 5)]);
        assert_eq!(entries, [("7", 3), ("a", 4), ("b", 2), ("__proto__", 5)]);
    }

    #[test]
    fn only_canonical_indices_count() {
        assert_eq!(array_index(b"4294967294"), Some(4_294_967_294));
        for key in ["", "00", "+1", "-0", " 1", "1e3", "4294967295", "99999999999"] {
            assert_eq!(array_index(key.as_bytes()), None, "{key:?}");
        }
    }
}
