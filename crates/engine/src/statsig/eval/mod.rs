//! Evaluating specs. There is one evaluator, which tells a visitor what it looks at.

mod evaluator;
mod known_gates;
mod verdict;
mod visitor;

pub use verdict::{Fault, Verdict};
pub use visitor::{Exposure, Visitor};

pub(super) use evaluator::evaluate;
