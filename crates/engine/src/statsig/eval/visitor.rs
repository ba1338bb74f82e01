//! Who is told what happens during an evaluation.

use crate::statsig::TextId;

/// A gate that was looked at on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Exposure {
    /// The name of the gate.
    pub gate: TextId,
    /// Its value.
    pub value: bool,
    /// The id of the rule that decided.
    pub rule: TextId,
}

/// Is told what happens during an evaluation, in order.
pub trait Visitor {
    /// A gate was looked at. It may be told more than once.
    fn gate(&mut self, _exposure: Exposure) {}

    /// Where the next gate would be told.
    fn place(&self) -> usize {
        0
    }

    /// A gate was looked at, and is told before those that were told from this place on.
    fn gate_at(&mut self, _place: usize, _exposure: Exposure) {}

    /// A rule of the spec that was asked for delegates to a config. What follows is of that.
    fn delegates(&mut self) {}

    /// That config is unsupported: what was told of it counts for nothing.
    fn delegated_in_vain(&mut self) {}
}

/// Nobody wants to know.
impl Visitor for () {}
