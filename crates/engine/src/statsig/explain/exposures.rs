//! The visitor that writes down which gates are looked at.

use foldhash::fast::RandomState;
use hashbrown::HashSet;
use smallvec::SmallVec;

use crate::statsig::{Exposure, Visitor};

/// So many need no memory of their own.
const FEW: usize = 4;

/// Up to so many a look at each is faster than hashing.
const SCAN_LIMIT: usize = 16;

/// Writes down which gates were looked at, each with its value and rule once.
#[derive(Debug, Clone, Default)]
pub struct Exposures {
    list: SmallVec<[Exposure; FEW]>,
    /// All of them, where they are many.
    known: HashSet<Exposure, RandomState>,
    /// How many there were before the spec delegated.
    undelegated: Option<usize>,
}

impl Exposures {
    /// All, in order.
    #[must_use]
    pub fn all(&self) -> &[Exposure] {
        &self.list
    }

    /// Those from before the spec delegated: all, if it did not.
    #[must_use]
    pub fn undelegated(&self) -> &[Exposure] {
        self.list.get(..self.undelegated.unwrap_or(self.list.len())).unwrap_or_default()
    }

    /// Forgets everything, and keeps the memory.
    pub fn clear(&mut self) {
        self.list.clear();
        self.known.clear();
        self.undelegated = None;
    }

    /// Whether it is told for the first time.
    fn note(&mut self, exposure: Exposure) -> bool {
        if self.list.len() < SCAN_LIMIT {
            return !self.list.contains(&exposure);
        }
        if self.known.is_empty() {
            self.known.extend(&self.list);
        }
        self.known.insert(exposure)
    }
}

impl Visitor for Exposures {
    fn gate(&mut self, exposure: Exposure) {
        if self.note(exposure) {
            self.list.push(exposure);
        }
    }

    fn place(&self) -> usize {
        self.list.len()
    }

    fn gate_at(&mut self, place: usize, exposure: Exposure) {
        if self.note(exposure) {
            self.list.insert(place.min(self.list.len()), exposure);
        }
    }

    fn delegates(&mut self) {
        self.undelegated = Some(self.list.len());
    }

    fn delegated_in_vain(&mut self) {
        self.list.truncate(self.undelegated.unwrap_or(self.list.len()));
        self.known.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statsig::TextId;

    #[test]
    fn a_gate_can_be_told_before_others() {
        let exposure = |gate: u32| Exposure { gate: TextId(gate), value: true, rule: TextId(1) };
        let mut exposures = Exposures::default();
        exposures.gate(exposure(1));
        let place = exposures.place();
        exposures.gate(exposure(2));
        exposures.gate_at(place, exposure(3));
        exposures.gate_at(place, exposure(1));
        assert_eq!(exposures.all(), [1, 3, 2].map(exposure));
    }

    #[test]
    fn each_exposure_is_written_down_once() {
        let exposure =
            |gate: u32| Exposure { gate: TextId(gate), value: gate.is_multiple_of(2), rule: TextId(1) };
        for count in [3, SCAN_LIMIT as u32, 100] {
            let mut exposures = Exposures::default();
            for gate in (0..count).chain(0..count) {
                exposures.gate(exposure(gate));
            }
            assert!(exposures.all().iter().copied().eq((0..count).map(exposure)));
            assert_eq!(exposures.undelegated(), exposures.all());
            exposures.delegates();
            exposures.gate(exposure(count));
            assert_eq!(
                (exposures.all().len(), exposures.undelegated().len()),
                (count as usize + 1, count as usize)
            );
            exposures.delegated_in_vain();
            assert_eq!(exposures.all().len(), count as usize);
            exposures.clear();
            assert!(exposures.all().is_empty() && exposures.note(exposure(0)));
        }
    }
}
