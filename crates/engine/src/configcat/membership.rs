//! Sets of digests: whether one is among them takes the same time however many there are.

use foldhash::fast::RandomState;
use hashbrown::HashSet;

use super::model::Digest;
use crate::text::SCAN_LIMIT;

/// A set of digests.
#[derive(Debug)]
pub(super) enum DigestSet {
    /// In no order.
    Few(Box<[Digest]>),
    Many(HashSet<Digest, RandomState>),
}

impl DigestSet {
    pub(super) fn contains(&self, digest: &Digest) -> bool {
        match self {
            Self::Few(digests) => digests.contains(digest),
            Self::Many(digests) => digests.contains(digest),
        }
    }
}

impl FromIterator<Digest> for DigestSet {
    fn from_iter<I: IntoIterator<Item = Digest>>(digests: I) -> Self {
        let digests: Vec<Digest> = digests.into_iter().collect();
        if digests.len() <= SCAN_LIMIT {
            return Self::Few(digests.into());
        }
        Self::Many(digests.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

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

    proptest! {
        #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_set_of_digests_holds_what_a_look_at_each_finds(
            numbers in prop::collection::vec(0..50_u8, 0..40),
            others in prop::collection::vec(any::<u8>(), 0..20),
        ) {
            let digest = |number: &u8| [*number; 32];
            let set: DigestSet = numbers.iter().map(digest).collect();
            for number in numbers.iter().chain(&others) {
                prop_assert_eq!(set.contains(&digest(number)), numbers.contains(number));
            }
        }
    }
}
