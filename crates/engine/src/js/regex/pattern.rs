//! The parsed form of patterns.

use super::unit_set::UnitSet;

/// A parsed pattern.
#[derive(Debug)]
pub(super) struct Pattern {
    pub(super) root: Node,
    /// How many groups capture.
    pub(super) groups: u32,
    /// How many groups are nested.
    pub(super) height: usize,
    pub(super) ignores_case: bool,
}

/// A part of a pattern. Sets are closed under case already, where it is ignored.
#[derive(Debug)]
pub(super) enum Node {
    Empty,
    /// One unit.
    Unit(UnitSet),
    Sequence(Vec<Self>),
    Choice(Vec<Self>),
    Capture(u32, Box<Self>),
    Repeat(Box<Repeat>),
    Start,
    End,
    /// `\b`, or `\B` if negated.
    Word {
        is_negated: bool,
    },
    Look(Box<Look>),
    /// What a group captured, or nothing where it captured nothing.
    Reference(u32),
}

#[derive(Debug)]
pub(super) struct Repeat {
    pub(super) body: Node,
    pub(super) min: u32,
    /// `u32::MAX` stands for any number.
    pub(super) max: u32,
    pub(super) is_greedy: bool,
    /// The groups inside: from the first to before the second.
    pub(super) groups: (u32, u32),
}

#[derive(Debug)]
pub(super) struct Look {
    pub(super) body: Node,
    pub(super) is_behind: bool,
    pub(super) is_negated: bool,
}
