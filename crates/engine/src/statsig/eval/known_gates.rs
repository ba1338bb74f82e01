//! What gates gave in the course of one evaluation.

use foldhash::fast::FixedState;
use hashbrown::HashMap;
use smallvec::SmallVec;

use crate::statsig::TextId;

/// Up to so many a look at each is faster than hashing, and they need no memory of their own.
const FEW: usize = 8;

/// What a gate gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Given {
    pub(super) value: bool,
    pub(super) rule: TextId,
}

/// Gates that were evaluated, or are being.
#[derive(Debug, Default)]
pub(super) struct KnownGates {
    few: SmallVec<[(u32, Option<Given>); FEW]>,
    others: HashMap<u32, Option<Given>, FixedState>,
}

impl KnownGates {
    /// What a gate gave; `Some(None)`: it is being evaluated.
    pub(super) fn get(&self, gate: u32) -> Option<Option<Given>> {
        match self.few.iter().find(|(known, _)| *known == gate) {
            Some((_, given)) => Some(*given),
            None if self.others.is_empty() => None,
            None => self.others.get(&gate).copied(),
        }
    }

    /// Evaluating a gate that is not known begins.
    pub(super) fn begin(&mut self, gate: u32) {
        if self.few.len() < FEW {
            self.few.push((gate, None));
        } else {
            self.others.insert(gate, None);
        }
    }

    /// It is over.
    pub(super) fn end(&mut self, gate: u32, given: Given) {
        match self.few.iter_mut().find(|(known, _)| *known == gate) {
            Some((_, place)) => *place = Some(given),
            None => drop(self.others.insert(gate, Some(given))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gates_are_known_from_their_beginning_on() {
        let given = |gate: u32| Given { value: gate.is_multiple_of(2), rule: TextId(gate + 1) };
        let mut gates = KnownGates::default();
        for gate in 0..3 * FEW as u32 {
            assert_eq!(gates.get(gate), None);
            gates.begin(gate);
            assert_eq!(gates.get(gate), Some(None));
        }
        for gate in (0..3 * FEW as u32).rev() {
            gates.end(gate, given(gate));
            assert_eq!(gates.get(gate), Some(Some(given(gate))));
        }
        assert!((0..3 * FEW as u32).all(|gate| gates.get(gate) == Some(Some(given(gate)))));
    }
}
