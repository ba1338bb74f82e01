//! The evaluation of flags: one evaluator, generic over a visitor that is told what happens.

mod evaluator;
mod frame;
mod hash_memo;
mod hashed;
mod list;
mod percentage;
mod prerequisite;
mod probe;
mod python;
#[cfg(test)]
mod python_tests;
mod segment;
mod silent;
mod text;
mod truth;
mod user_condition;
mod value;
mod visitor;
mod visits;

pub(super) use evaluator::Evaluator;
pub(super) use frame::Scope;
pub(super) use probe::Probe;
pub(super) use silent::evaluate;
pub(super) use truth::Truth;
pub(super) use value::plain_text;
pub(super) use visitor::{Log, Visitor};
