//! The compiled form of patterns.

use super::machine::Machine;
use crate::js::regex::unit_set::UnitSet;

/// A pattern as instructions.
#[derive(Debug)]
pub(in crate::js::regex) struct Program {
    pub(super) operations: Vec<Operation>,
    /// How many registers there are: two for each group, and two for each repetition.
    pub(super) registers: Register,
    pub(super) ignores_case: bool,
}

/// A place in the program.
pub(super) type Place = u32;

/// A register of the machine.
pub(super) type Register = u32;

#[derive(Debug)]
pub(super) enum Operation {
    /// Goes over a unit of the set.
    Unit {
        set: UnitSet,
        is_behind: bool,
    },
    /// Goes on with the next operation, and if that fails, there.
    Try(Place),
    /// Goes on there.
    Jump(Place),
    /// Remembers the position.
    Save(Register),
    Start,
    End,
    Word {
        is_negated: bool,
    },
    /// Goes over what the group captured, whose start is in this register and its end in the next.
    Reference {
        start: Register,
        is_behind: bool,
    },
    /// Begins a repetition.
    Begin(Register),
    /// Decides whether another turn follows.
    Repeat(Box<Repetition>),
    /// Begins a turn.
    Turn(Box<Turn>),
    /// Ends a turn that began after the decision there.
    EndTurn {
        repeat: Place,
        register: Register,
        min: u32,
    },
    /// Looks whether what follows matches, up to its `Match`, and goes on there.
    Look {
        is_negated: bool,
        after: Place,
    },
    /// Everything matches.
    Match,
}

/// How often something is repeated. Its register counts the turns, the next one has where the last one began.
#[derive(Debug)]
pub(super) struct Repetition {
    pub(super) register: Register,
    pub(super) min: u32,
    pub(super) max: u32,
    pub(super) is_greedy: bool,
    pub(super) after: Place,
}

#[derive(Debug)]
pub(super) struct Turn {
    pub(super) register: Register,
    /// The registers of the groups inside: from the first to before the second.
    pub(super) captures: (Register, Register),
}

impl Program {
    /// Whether the pattern matches somewhere in the text; `false`, too, if it takes too long to find out.
    pub(in crate::js::regex) fn is_match(&self, text: &[u16]) -> bool {
        Machine::new(self, text).is_match()
    }
}
