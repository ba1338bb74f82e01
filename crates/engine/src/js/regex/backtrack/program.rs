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
    pub(super) start: Start,
}

/// Where it is worth to begin.
#[derive(Debug, Clone, Copy)]
pub(super) enum Start {
    Anywhere,
    /// At the first unit.
    First,
    /// Where the units of this operation follow.
    Before(Place),
}

/// A set of units that are gone over, one at a time.
#[derive(Debug)]
pub(super) struct Units {
    /// Those of ASCII as bits, because they are asked for most.
    ascii: u128,
    set: UnitSet,
    pub(super) is_behind: bool,
}

impl Units {
    pub(super) fn new(set: &UnitSet, is_behind: bool) -> Self {
        let ascii = (0..128).filter(|unit| set.contains(*unit)).fold(0, |bits, unit| bits | (1 << unit));
        Self { ascii, set: set.clone(), is_behind }
    }

    /// The position on the other side of the unit, if it is one of these.
    pub(super) fn over(&self, text: &[u16], at: u32) -> Option<u32> {
        let (place, after) = if self.is_behind { (at.checked_sub(1)?, at - 1) } else { (at, at + 1) };
        let unit = *text.get(place as usize)?;
        let has = if unit < 128 { (self.ascii >> unit) & 1 == 1 } else { self.set.contains(unit) };
        has.then_some(after)
    }
}

/// A repetition of one unit.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) units: Units,
    pub(super) min: u32,
    pub(super) max: u32,
    pub(super) is_greedy: bool,
}

/// A place in the program.
pub(super) type Place = u32;

/// A register of the machine.
pub(super) type Register = u32;

#[derive(Debug)]
pub(super) enum Operation {
    /// Goes over a unit.
    Unit(Box<Units>),
    /// Goes over as many units as a repetition of one does.
    Run(Box<Run>),
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
        Machine::new(self, text).find().unwrap_or(false)
    }

    /// The same; `None` if it takes too long.
    #[cfg(feature = "fuzzing")]
    pub(in crate::js::regex) fn find(&self, text: &[u16]) -> Option<bool> {
        Machine::new(self, text).find()
    }
}
