//! Running a program on a text.

use super::program::{Operation, Place, Program, Register, Repetition, Run, Start, Turn, Units};
use crate::js::regex::fold::canonical;

/// After so many steps, which take some milliseconds, nobody waits for the answer any more.
const STEP_LIMIT: usize = 1_000_000;

/// More is not remembered either: 16 MB.
const UNDO_LIMIT: usize = 1 << 20;

/// A register without a value.
const NONE: u32 = u32::MAX;

/// Too many steps.
struct Exhausted;

/// What is done when something fails.
#[derive(Clone, Copy)]
enum Undo {
    /// Goes on there, at this position.
    Retry(Place, u32),
    /// Gives a register its value back.
    Restore(Register, u32),
    /// Goes on there, with a unit less at a time: from the position up to another one.
    Shorter { place: Place, at: u32, end: u32 },
    /// Goes on behind the run that is there, with a unit more at a time: from the position, as many as are left.
    Longer { place: Place, at: u32, left: u32 },
}

pub(super) struct Machine<'a> {
    program: &'a Program,
    text: &'a [u16],
    registers: Vec<u32>,
    undo: Vec<Undo>,
    steps: usize,
}

impl<'a> Machine<'a> {
    pub(super) fn new(program: &'a Program, text: &'a [u16]) -> Self {
        Self { program, text, registers: vec![NONE; program.registers as usize], undo: Vec::new(), steps: 0 }
    }

    /// Whether there is a match; `None`: it takes too long to find out.
    pub(super) fn find(&mut self) -> Option<bool> {
        let length = u32::try_from(self.text.len()).ok()?;
        for start in 0..=length {
            if !self.may_start(start) {
                continue;
            }
            match self.run(0, start) {
                Ok(false) => {}
                Ok(true) => return Some(true),
                Err(Exhausted) => return None,
            }
        }
        Some(false)
    }

    fn may_start(&self, at: u32) -> bool {
        match self.program.start {
            Start::Anywhere => true,
            Start::First => at == 0,
            Start::Before(place) => self.units(place).is_none_or(|units| units.over(self.text, at).is_some()),
        }
    }

    /// The units that the operation there goes over.
    fn units(&self, place: Place) -> Option<&'a Units> {
        match self.program.operations.get(place as usize)? {
            Operation::Unit(units) => Some(units),
            Operation::Run(run) => Some(&run.units),
            _ => None,
        }
    }

    /// Runs up to `Match`, or until there is nothing to try any more: then all registers are as they were.
    fn run(&mut self, place: Place, at: u32) -> Result<bool, Exhausted> {
        let base = self.undo.len();
        let mut next = Some((place, at));
        loop {
            let Some((place, at)) = next.or_else(|| self.retry(base)) else { return Ok(false) };
            self.spend(1)?;
            let program = self.program;
            let Some(operation) = program.operations.get(place as usize) else { return Ok(false) };
            if matches!(operation, Operation::Match) {
                return Ok(true);
            }
            next = self.step(operation, place + 1, at)?;
        }
    }

    /// One operation, behind which `after` comes. `None` where it fails.
    fn step(
        &mut self,
        operation: &Operation,
        after: Place,
        at: u32,
    ) -> Result<Option<(Place, u32)>, Exhausted> {
        let go_on = |holds: bool| Ok(holds.then_some((after, at)));
        match operation {
            Operation::Unit(units) => Ok(units.over(self.text, at).map(|at| (after, at))),
            Operation::Run(run) => Ok(self.units_run(run, after, at)?.map(|at| (after, at))),
            Operation::Try(other) => {
                self.undo.push(Undo::Retry(*other, at));
                go_on(true)
            }
            Operation::Jump(place) => Ok(Some((*place, at))),
            Operation::Save(register) => {
                self.set(*register, at);
                go_on(true)
            }
            Operation::Start => go_on(at == 0),
            Operation::End => go_on(at as usize == self.text.len()),
            Operation::Word { is_negated } => {
                let is_border = self.before(at).is_some_and(is_word) != self.unit(at).is_some_and(is_word);
                go_on(is_border != *is_negated)
            }
            Operation::Reference { start, is_behind } => {
                Ok(self.reference(*start, *is_behind, at)?.map(|at| (after, at)))
            }
            Operation::Begin(register) => {
                self.set(*register, 0);
                go_on(true)
            }
            Operation::Repeat(repetition) => Ok(Some((self.repeat(repetition, after, at), at))),
            Operation::Turn(turn) => {
                self.turn(turn, at)?;
                go_on(true)
            }
            Operation::EndTurn { repeat, register, min } => {
                Ok(self.end_turn(*register, *min, at).then_some((*repeat, at)))
            }
            Operation::Look { is_negated, after: place } => {
                let matches = self.look(after, at, *is_negated)?;
                Ok((matches != *is_negated).then_some((*place, at)))
            }
            // Ends a run before it gets here.
            Operation::Match => Ok(None),
        }
    }

    /// Goes over as many units as it should first, and remembers the other ways. `after` comes behind the run.
    fn units_run(&mut self, run: &Run, after: Place, at: u32) -> Result<Option<u32>, Exhausted> {
        let wanted = if run.is_greedy { run.max } else { run.min };
        let (mut count, mut position, mut least) = (0, at, at);
        while count < wanted {
            let Some(over) = run.units.over(self.text, position) else { break };
            position = over;
            count += 1;
            if count == run.min {
                least = position;
            }
        }
        self.spend(count as usize / 8)?;
        if count < run.min {
            return Ok(None);
        }
        if run.is_greedy && position != least {
            self.undo.push(Undo::Shorter { place: after, at: position, end: least });
        } else if !run.is_greedy && run.max > run.min {
            self.undo.push(Undo::Longer { place: after - 1, at: position, left: run.max - run.min });
        }
        Ok(Some(position))
    }

    /// Whether another turn follows: where to go on. `turn` begins one.
    fn repeat(&mut self, repetition: &Repetition, turn: Place, at: u32) -> Place {
        let count = self.get(repetition.register);
        if count < repetition.min {
            return turn;
        }
        // A count that would be the greatest stands for any number.
        if count >= repetition.max {
            return repetition.after;
        }
        let (first, second) =
            if repetition.is_greedy { (turn, repetition.after) } else { (repetition.after, turn) };
        self.undo.push(Undo::Retry(second, at));
        first
    }

    fn turn(&mut self, turn: &Turn, at: u32) -> Result<(), Exhausted> {
        self.set(turn.register, self.get(turn.register).saturating_add(1).min(NONE - 1));
        self.set(turn.register + 1, at);
        let (first, end) = turn.captures;
        self.spend((end - first) as usize)?;
        for register in first..end {
            if self.get(register) != NONE {
                self.set(register, NONE);
            }
        }
        Ok(())
    }

    /// A turn that went nowhere counts only where it must be, and then the others that must be go nowhere as well.
    fn end_turn(&mut self, register: Register, min: u32, at: u32) -> bool {
        if self.get(register + 1) != at {
            return true;
        }
        if self.get(register) > min {
            return false;
        }
        self.set(register, min);
        true
    }

    fn reference(&mut self, register: Register, is_behind: bool, at: u32) -> Result<Option<u32>, Exhausted> {
        let (start, end) = (self.get(register), self.get(register + 1));
        if start == NONE || end == NONE {
            return Ok(Some(at));
        }
        let length = end.saturating_sub(start);
        self.spend(length as usize / 8)?;
        let (first, last) =
            if is_behind { (at.checked_sub(length), Some(at)) } else { (Some(at), at.checked_add(length)) };
        let (Some(first), Some(last)) = (first, last) else { return Ok(None) };
        let part = |from: u32, to: u32| self.text.get(from as usize..to as usize);
        let (Some(captured), Some(here)) = (part(start, end), part(first, last)) else { return Ok(None) };
        let is_same = captured.iter().zip(here).all(|(left, right)| {
            left == right || self.program.ignores_case && canonical(*left) == canonical(*right)
        });
        Ok(is_same.then_some(if is_behind { first } else { last }))
    }

    /// What is captured while looking stays, unless the look is negated; other ways to match what was looked at are not tried.
    fn look(&mut self, place: Place, at: u32, is_negated: bool) -> Result<bool, Exhausted> {
        let base = self.undo.len();
        let matches = self.run(place, at)?;
        if matches && is_negated {
            while self.undo.len() > base {
                self.forget_one();
            }
        } else if matches {
            let mut kept = base;
            for at in base..self.undo.len() {
                if matches!(self.undo.get(at), Some(Undo::Restore(..))) {
                    self.undo.swap(kept, at);
                    kept += 1;
                }
            }
            self.undo.truncate(kept);
        }
        Ok(matches)
    }

    /// Goes back to where there is something else to try.
    fn retry(&mut self, base: usize) -> Option<(Place, u32)> {
        while self.undo.len() > base {
            if let Some(place) = self.undo_one() {
                return Some(place);
            }
        }
        None
    }

    /// Takes back the last thing, without trying anything else.
    fn forget_one(&mut self) {
        if let Some(Undo::Restore(register, value)) = self.undo.pop() {
            self.restore(register, value);
        }
    }

    fn restore(&mut self, register: Register, value: u32) {
        if let Some(slot) = self.registers.get_mut(register as usize) {
            *slot = value;
        }
    }

    fn undo_one(&mut self) -> Option<(Place, u32)> {
        match self.undo.pop()? {
            Undo::Retry(place, at) => Some((place, at)),
            Undo::Shorter { place, at, end } => {
                let at = if at > end { at - 1 } else { at + 1 };
                if at != end {
                    self.undo.push(Undo::Shorter { place, at, end });
                }
                Some((place, at))
            }
            Undo::Longer { place, at, left } => {
                let at = self.units(place)?.over(self.text, at)?;
                if left > 1 {
                    self.undo.push(Undo::Longer { place, at, left: left - 1 });
                }
                Some((place + 1, at))
            }
            Undo::Restore(register, value) => {
                self.restore(register, value);
                None
            }
        }
    }

    fn spend(&mut self, steps: usize) -> Result<(), Exhausted> {
        self.steps += steps;
        if self.steps > STEP_LIMIT || self.undo.len() > UNDO_LIMIT { Err(Exhausted) } else { Ok(()) }
    }

    fn set(&mut self, register: Register, value: u32) {
        if let Some(slot) = self.registers.get_mut(register as usize) {
            self.undo.push(Undo::Restore(register, *slot));
            *slot = value;
        }
    }

    fn get(&self, register: Register) -> u32 {
        self.registers.get(register as usize).copied().unwrap_or(NONE)
    }

    fn unit(&self, at: u32) -> Option<u16> {
        self.text.get(at as usize).copied()
    }

    fn before(&self, at: u32) -> Option<u16> {
        at.checked_sub(1).and_then(|at| self.unit(at))
    }
}

fn is_word(unit: u16) -> bool {
    u8::try_from(unit).is_ok_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
