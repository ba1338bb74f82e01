//! Chooses outcomes. There is one evaluator, which tells a visitor what it does.

mod evaluator;
mod experiment;
mod frame;
mod host;
mod limits;
mod reader;
mod visitor;

pub(super) use evaluator::Evaluator;
pub(super) use experiment::Stop;
pub use host::{Answers, Ask};
pub(super) use reader::Reader;
pub use visitor::{Prerequisite, Run, Via, Visitor};
