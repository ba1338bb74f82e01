//! From parsed patterns to instructions.

use super::program::{Operation, Place, Program, Register, Repetition, Run, Start, Turn, Units};
use crate::js::regex::pattern::{Look, Node, Pattern, Repeat};

impl Program {
    pub(in crate::js::regex) fn new(pattern: &Pattern) -> Self {
        let mut compiler = Compiler { operations: Vec::new(), registers: first_register(pattern.groups + 1) };
        compiler.node(&pattern.root, false);
        compiler.push(Operation::Match);
        let start = start(&compiler.operations);
        let Compiler { operations, registers } = compiler;
        Self { operations, registers, ignores_case: pattern.ignores_case, start }
    }
}

/// What the first operation that can fail asks for.
fn start(operations: &[Operation]) -> Start {
    let first = operations.iter().position(|operation| !matches!(operation, Operation::Save(_))).unwrap_or(0);
    match (operations.get(first), Place::try_from(first)) {
        (Some(Operation::Start), _) => Start::First,
        (Some(Operation::Unit(_)), Ok(place)) => Start::Before(place),
        (Some(Operation::Run(run)), Ok(place)) if run.min > 0 => Start::Before(place),
        _ => Start::Anywhere,
    }
}

/// The register for the start of a group. Groups are numbered from 1.
const fn first_register(group: u32) -> Register {
    (group - 1) * 2
}

struct Compiler {
    operations: Vec<Operation>,
    registers: Register,
}

impl Compiler {
    fn push(&mut self, operation: Operation) -> usize {
        self.operations.push(operation);
        self.operations.len() - 1
    }

    fn here(&self) -> Place {
        Place::try_from(self.operations.len()).unwrap_or(Place::MAX)
    }

    /// Fills in where an operation goes, which was not known when it was made.
    fn point_here(&mut self, at: usize) {
        let here = self.here();
        match self.operations.get_mut(at) {
            Some(Operation::Try(place) | Operation::Jump(place) | Operation::Look { after: place, .. }) => {
                *place = here
            }
            Some(Operation::Repeat(repetition)) => repetition.after = here,
            _ => {}
        }
    }

    fn node(&mut self, node: &Node, is_behind: bool) {
        match node {
            Node::Empty => {}
            Node::Unit(set) => {
                self.push(Operation::Unit(Box::new(Units::new(set, is_behind))));
            }
            Node::Sequence(nodes) if is_behind => nodes.iter().rev().for_each(|node| self.node(node, true)),
            Node::Sequence(nodes) => nodes.iter().for_each(|node| self.node(node, false)),
            Node::Choice(nodes) => self.choice(nodes, is_behind),
            Node::Capture(group, body) => self.capture(first_register(*group), body, is_behind),
            Node::Repeat(repeat) => self.repeat(repeat, is_behind),
            Node::Start => {
                self.push(Operation::Start);
            }
            Node::End => {
                self.push(Operation::End);
            }
            Node::Word { is_negated } => {
                self.push(Operation::Word { is_negated: *is_negated });
            }
            Node::Look(look) => self.look(look),
            Node::Reference(group) => {
                self.push(Operation::Reference { start: first_register(*group), is_behind });
            }
        }
    }

    fn choice(&mut self, nodes: &[Node], is_behind: bool) {
        let Some((last, others)) = nodes.split_last() else { return };
        let mut jumps = Vec::with_capacity(others.len());
        for node in others {
            let next = self.push(Operation::Try(0));
            self.node(node, is_behind);
            jumps.push(self.push(Operation::Jump(0)));
            self.point_here(next);
        }
        self.node(last, is_behind);
        for jump in jumps {
            self.point_here(jump);
        }
    }

    fn capture(&mut self, start: Register, body: &Node, is_behind: bool) {
        let (first, last) = if is_behind { (start + 1, start) } else { (start, start + 1) };
        self.push(Operation::Save(first));
        self.node(body, is_behind);
        self.push(Operation::Save(last));
    }

    fn repeat(&mut self, repeat: &Repeat, is_behind: bool) {
        if let Node::Unit(set) = &repeat.body {
            let units = Units::new(set, is_behind);
            let &Repeat { min, max, is_greedy, .. } = repeat;
            self.push(Operation::Run(Box::new(Run { units, min, max, is_greedy })));
            return;
        }
        let register = self.registers;
        self.registers += 2;
        let &Repeat { min, max, is_greedy, groups: (first, end), .. } = repeat;
        self.push(Operation::Begin(register));
        let place = self.here();
        let repetition = Repetition { register, min, max, is_greedy, after: 0 };
        let decision = self.push(Operation::Repeat(Box::new(repetition)));
        let captures = (first_register(first), first_register(end));
        self.push(Operation::Turn(Box::new(Turn { register, captures })));
        self.node(&repeat.body, is_behind);
        self.push(Operation::EndTurn { repeat: place, register, min });
        self.point_here(decision);
    }

    fn look(&mut self, look: &Look) {
        let start = self.push(Operation::Look { is_negated: look.is_negated, after: 0 });
        self.node(&look.body, look.is_behind);
        self.push(Operation::Match);
        self.point_here(start);
    }
}
